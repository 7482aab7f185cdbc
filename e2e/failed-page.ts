import type { Page, Request } from 'playwright/test';

/** How much of each is told: the last ones matter. */
const REQUESTS = 15;
const PRESSES = 12;
const TEXT_CHARACTERS = 3_000;

/** In the page: what was pressed, and which element the browser gave it to. */
type Press = { atMs: number; kind: string; on: string };

const whatIsAsked = (request: Request): string => {
  const { pathname, search } = new URL(request.url());
  return `${request.method()} ${pathname}${search}`;
};

/**
 * Follows a page, so that a failure which nobody can repeat is understood from the run's output alone: what was pressed
 * and where it arrived, which requests were answered when, and what the page said at the end.
 * @returns a function that tells it, in lines
 */
export async function followPage(page: Page): Promise<() => Promise<string>> {
  const requests: { asked: string; beganAtMs: number; ended: string }[] = [];
  const beganOf = new Map<Request, (typeof requests)[number]>();
  page.on('request', (request) => {
    if (['script', 'stylesheet', 'font', 'image'].includes(request.resourceType())) return;
    const entry = { asked: whatIsAsked(request), beganAtMs: Date.now(), ended: 'no answer yet' };
    beganOf.set(request, entry);
    requests.push(entry);
    if (requests.length > REQUESTS) requests.shift();
  });
  const end = (request: Request, how: string): void => {
    const entry = beganOf.get(request);
    if (entry !== undefined) entry.ended = `${how} after ${Date.now() - entry.beganAtMs} ms`;
    beganOf.delete(request);
  };
  page.on('response', (response) => end(response.request(), String(response.status())));
  page.on('requestfailed', (request) => end(request, request.failure()?.errorText ?? 'failed'));
  await page.addInitScript(keepPresses);

  return async () => {
    const { presses, text } = await page.evaluate(() => ({
      presses: (Reflect.get(globalThis, 'pressesOfTest') ?? []) as Press[],
      text: [...document.querySelectorAll<HTMLElement>('[role="dialog"], [role="alertdialog"], main')]
        .map(({ innerText }) => innerText)
        .join('\n---\n'),
    }));
    const time = (atMs: number): string => new Date(atMs).toISOString().slice(11, 23);
    return [
      `at ${time(Date.now())}: ${page.url()}`,
      ...presses.slice(-PRESSES).map(({ atMs, kind, on }) => `  ${time(atMs)} ${kind} on ${on}`),
      ...requests.map(({ asked, beganAtMs, ended }) => `  ${time(beganAtMs)} ${asked}: ${ended}`),
      text.slice(0, TEXT_CHARACTERS),
    ].join('\n');
  };
}

/** Runs in the page, before its own scripts. */
function keepPresses(): void {
  const presses: Press[] = [];
  Reflect.set(globalThis, 'pressesOfTest', presses);
  for (const kind of ['mousedown', 'mouseup', 'click', 'auxclick', 'submit'])
    globalThis.addEventListener(
      kind,
      ({ target }) => {
        const on = target instanceof Element ? target.outerHTML.slice(0, 120).replaceAll(/\s+/g, ' ') : 'the document';
        presses.push({ atMs: Date.now(), kind, on });
      },
      { capture: true, passive: true },
    );
}
