import { countCsvRows } from './csv-rows.ts';
import { endWordsOf } from './end-words.ts';
import { EXPORT_WORDS } from './export-words.ts';
import { sessionEnded } from './live-changes.ts';
import { NO_ANSWER_MS } from './no-answer.ts';
import { saveFile } from './save-file.ts';

/** Progress is shown at most this often. */
const STEP_MS = 150;
/** Why an export that nobody canceled was given up. */
const NO_ANSWER = 'no answer';

export type ExportOutcome = { kind: 'saved'; rows: number } | { kind: 'canceled' } | { kind: 'failed'; words: string };

/** Reads a file of Keydesk and saves it. Gives up after ten seconds in which nothing came. */
export async function readExport(
  address: string,
  running: AbortController,
  progress: (rows: number) => void,
): Promise<ExportOutcome> {
  const { signal } = running;
  const giveUp = (): void => running.abort(NO_ANSWER);
  let silence = setTimeout(giveUp, NO_ANSWER_MS);
  const heard = (): void => {
    clearTimeout(silence);
    silence = setTimeout(giveUp, NO_ANSWER_MS);
  };
  try {
    const response = await fetch(address, { signal });
    if (response.status === 401) sessionEnded(await endWordsOf(response.clone()));
    if (!response.ok || response.body === null) return { kind: 'failed', words: await wordsOf(response) };
    const { parts, rows } = await receive(response.body, progress, heard);
    const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'keydesk.csv';
    const type = response.headers.get('content-type') ?? 'text/csv;charset=utf-8';
    saveFile(new Blob(parts, { type }), name);
    return { kind: 'saved', rows };
  } catch {
    if (!signal.aborted) return { kind: 'failed', words: EXPORT_WORDS.failed };
    return signal.reason === NO_ANSWER ? { kind: 'failed', words: EXPORT_WORDS.noAnswer } : { kind: 'canceled' };
  } finally {
    clearTimeout(silence);
  }
}

/** @throws when the answer ends early or is given up */
async function receive(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  progress: (rows: number) => void,
  heard: () => void,
): Promise<{ parts: Uint8Array<ArrayBuffer>[]; rows: number }> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const count = countCsvRows();
  let [rows, shownAt] = [0, 0];
  // Chromium can't iterate a body everywhere that it can read one.
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    heard();
    parts.push(part.value);
    rows = count(part.value);
    const now = Date.now();
    if (now - shownAt < STEP_MS) continue;
    shownAt = now;
    progress(rows);
  }
  return { parts, rows };
}

/** The words that Keydesk answered with, or that it failed. */
async function wordsOf(response: Response): Promise<string> {
  try {
    const problem: unknown = await response.json();
    return typeof problem === 'object' && problem !== null && 'words' in problem && typeof problem.words === 'string'
      ? problem.words
      : EXPORT_WORDS.failed;
  } catch {
    return EXPORT_WORDS.failed;
  }
}
