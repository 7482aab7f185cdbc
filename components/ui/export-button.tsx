'use client';

import { useEffect, useRef, useState } from 'react';
import { announce } from './announcer.tsx';
import { Button } from './button.tsx';
import { countCsvRows } from './csv-rows.ts';
import { EXPORT_WORDS } from './export-words.ts';
import { NO_ANSWER_MS } from './no-answer.ts';
import { saveFile } from './save-file.ts';
import { sessionEnded } from './live-changes.ts';
import { endWordsOf } from './end-words.ts';

/** Progress is shown at most this often. */
const STEP_MS = 150;

/** Why an export that nobody canceled was given up. */
const NO_ANSWER = 'no answer';

type State = { kind: 'idle' } | { kind: 'running'; rows: number } | { kind: 'failed'; words: string };

/**
 * Exports a list: shows how many rows have arrived, can be canceled, and saves the file once all of it is there.
 * @param address where the file is read
 * @param total how many rows the list has; null where that isn't known exactly
 * @param blockedReason why the role may not export
 * @param label what the button says, where it isn't about a list
 */
export function ExportButton({
  address,
  total,
  blockedReason,
  label = EXPORT_WORDS.start,
}: {
  address: string;
  total: number | null;
  blockedReason?: string | undefined;
  label?: string | undefined;
}) {
  const [state, setState] = useState<State>({ kind: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = async (): Promise<void> => {
    const mine = new AbortController();
    running.current = mine;
    setState({ kind: 'running', rows: 0 });
    try {
      const file = await readFile(address, mine, (rows) => setState({ kind: 'running', rows }));
      if (file.kind === 'refused') return setState({ kind: 'failed', words: file.words });
      saveFile(file.blob, file.name);
      announce(EXPORT_WORDS.saved(file.rows));
      setState({ kind: 'idle' });
    } catch {
      if (!mine.signal.aborted) return setState({ kind: 'failed', words: EXPORT_WORDS.failed });
      if (mine.signal.reason === NO_ANSWER) return setState({ kind: 'failed', words: EXPORT_WORDS.noAnswer });
      announce(EXPORT_WORDS.canceled);
      setState({ kind: 'idle' });
    }
  };

  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      {state.kind === 'running' ? (
        <>
          <Button size="small" onClick={() => running.current?.abort()}>
            {EXPORT_WORDS.cancel}
          </Button>
          <span className="text-table text-subtle tabular-nums">{EXPORT_WORDS.progress(state.rows, total)}</span>
        </>
      ) : (
        <Button size="small" onClick={() => void start()} blockedReason={blockedReason}>
          {label}
        </Button>
      )}
      {state.kind === 'failed' && (
        <span role="alert" className="text-table text-danger-text">
          {state.words}
        </span>
      )}
    </span>
  );
}

type ReadFile = { kind: 'file'; blob: Blob; name: string; rows: number } | { kind: 'refused'; words: string };

/** @throws when the answer ends early, stays away for ten seconds, or is canceled */
async function readFile(
  address: string,
  running: AbortController,
  progress: (rows: number) => void,
): Promise<ReadFile> {
  const giveUp = (): void => running.abort(NO_ANSWER);
  let silence = setTimeout(giveUp, NO_ANSWER_MS);
  try {
    return await receive(await fetch(address, { signal: running.signal }), progress, () => {
      clearTimeout(silence);
      silence = setTimeout(giveUp, NO_ANSWER_MS);
    });
  } finally {
    clearTimeout(silence);
  }
}

async function receive(response: Response, progress: (rows: number) => void, heard: () => void): Promise<ReadFile> {
  if (response.status === 401) sessionEnded(await endWordsOf(response.clone()));
  if (!response.ok || response.body === null) return { kind: 'refused', words: await wordsOf(response) };
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const count = countCsvRows();
  let [rows, shownAt] = [0, 0];
  // Chromium can't iterate a body everywhere that it can read one.
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    heard();
    parts.push(part.value);
    rows = count(part.value);
    const now = Date.now();
    if (now - shownAt < STEP_MS) continue;
    shownAt = now;
    progress(rows);
  }
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'keydesk.csv';
  const type = response.headers.get('content-type') ?? 'text/csv;charset=utf-8';
  return { kind: 'file', blob: new Blob(parts, { type }), name, rows };
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
