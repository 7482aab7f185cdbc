import { endWordsOf } from '#components/ui/end-words.ts';
import { sessionEnded } from '#components/ui/live-changes.ts';
import { NO_ANSWER_MS } from '#components/ui/no-answer.ts';
import type { Found } from '#lib/core/find/found.ts';

/**
 * Looks a text up. After the session has ended, the page is covered.
 * @throws Error when Keydesk answers with an error or not within 10 seconds
 */
export async function fetchFound(text: string, signal: AbortSignal): Promise<Found> {
  const response = await fetch('/api/find', {
    method: 'POST',
    headers: { 'content-type': 'text/plain;charset=UTF-8', accept: 'application/json' },
    body: text,
    signal: AbortSignal.any([signal, AbortSignal.timeout(NO_ANSWER_MS)]),
  });
  if (response.status === 401) sessionEnded(await endWordsOf(response));
  if (!response.ok) throw new Error(`Keydesk answered ${response.status}.`);
  return (await response.json()) as Found;
}
