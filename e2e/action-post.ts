import type { APIResponse, BrowserContext, Page } from 'playwright/test';
import { runningStack } from './running-stack.ts';

const { origin } = runningStack();

/** A submission of a server action, as the browser sent it. */
export type ActionPost = { url: string; action: string; contentType: string; body: Buffer };

/** Records the submission that a click or key press on the page sends. */
export async function actionPost(page: Page, submit: () => Promise<unknown>): Promise<ActionPost> {
  const sent = page.waitForRequest((request) => request.method() === 'POST' && 'next-action' in request.headers());
  await submit();
  const request = await sent;
  const [headers, body] = [await request.allHeaders(), request.postDataBuffer()];
  const [action, contentType] = [headers['next-action'], headers['content-type']];
  if (body === null || action === undefined || contentType === undefined)
    throw new Error('This was not a server action.');
  return { url: request.url(), action, contentType, body };
}

/** Sends a recorded submission with the cookies of another browser window, as a script of that person could. */
export function sendAgain(
  context: BrowserContext,
  { url, action, contentType, body }: ActionPost,
  headers: Record<string, string> = { origin },
): Promise<APIResponse> {
  return context.request.post(url, {
    headers: { 'next-action': action, 'content-type': contentType, ...headers },
    data: body,
  });
}
