import { sessionEnded } from './live-changes.ts';
import { endWordsOf } from './end-words.ts';
import { NO_ANSWER_MS } from './no-answer.ts';

/** An instant in JSON: exactly what `Date.toJSON` writes, nothing that only looks like a date. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Reads one of Keydesk's own addresses for an open page. After the session has ended, the page is covered and keeps what
 * was typed.
 * @throws Error when Keydesk answers with an error, or not within ten seconds
 */
export async function readText(address: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(address, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(NO_ANSWER_MS)]),
    headers: { accept: 'application/json' },
  });
  if (response.status === 401) sessionEnded(await endWordsOf(response));
  if (!response.ok) throw new Error(`Keydesk answered ${response.status}.`);
  return response.text();
}

/** JSON whose instants become Dates again. Each page of a key is read with it, and `JSON.parse` with a reviver is slow. */
export const parseWithDates = (text: string): unknown => withDates(JSON.parse(text) as unknown);

function withDates(value: unknown): unknown {
  if (typeof value === 'string') return INSTANT.test(value) ? new Date(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  for (const [name, inside] of Object.entries(value)) {
    const read = withDates(inside);
    if (read !== inside) Reflect.defineProperty(value, name, { value: read });
  }
  return value;
}
