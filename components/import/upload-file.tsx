'use client';

import { useRouter } from 'next/navigation';
import { useId, useRef, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { endWordsOf } from '#components/ui/end-words.ts';
import { sessionEnded } from '#components/ui/live-changes.ts';
import { IMPORT_PAGE_WORDS, fileRefusalWords } from '#lib/core/import/import-words.ts';
import { MOST_IMPORT_BYTES } from '#lib/core/import/import.ts';

type State = { kind: 'idle' } | { kind: 'sending' } | { kind: 'failed'; words: string };

/** Chooses a file, sends it as it is, and goes to the page of its dry run. Nothing is imported by that. */
export function UploadFile() {
  const [state, setState] = useState<State>({ kind: 'idle' });
  const input = useRef<HTMLInputElement>(null);
  const router = useRouter();
  const ids = { input: useId(), hint: useId() };

  const send = async (): Promise<void> => {
    const file = input.current?.files?.[0];
    if (file === undefined) return setState({ kind: 'failed', words: IMPORT_PAGE_WORDS.chooseFile });
    if (file.size > MOST_IMPORT_BYTES) return setState({ kind: 'failed', words: fileRefusalWords('too_large', '') });
    setState({ kind: 'sending' });
    try {
      const sent = await upload(file);
      if (sent.ok) return router.push(`/imports/${sent.importId}`);
      setState({ kind: 'failed', words: sent.words });
    } catch {
      setState({ kind: 'failed', words: IMPORT_PAGE_WORDS.uploadFailed });
    }
  };

  return (
    <form
      className="mb-8 max-w-prose"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label htmlFor={ids.input} className="mb-1 block font-medium">
        {IMPORT_PAGE_WORDS.file}
      </label>
      <p id={ids.hint} className="mb-1.5 text-table text-subtle">
        {IMPORT_PAGE_WORDS.fileHint}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <input
          ref={input}
          id={ids.input}
          type="file"
          accept=".csv,text/csv"
          aria-describedby={ids.hint}
          className="max-w-full text-table file:mr-2 file:rounded-md file:border file:border-solid file:border-line-strong file:bg-raised file:px-2.5 file:py-1 file:text-default"
        />
        <Button type="submit" kind="primary" pending={state.kind === 'sending' && IMPORT_PAGE_WORDS.uploading}>
          {IMPORT_PAGE_WORDS.upload}
        </Button>
      </div>
      {state.kind === 'failed' && (
        <p role="alert" className="mt-2 text-table text-danger-text">
          {state.words}
        </p>
      )}
    </form>
  );
}

type Sent = { ok: true; importId: string } | { ok: false; words: string };

/** @throws when the server can't be reached */
async function upload(file: File): Promise<Sent> {
  const response = await fetch(`/api/imports?name=${encodeURIComponent(file.name.slice(0, 200))}`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: file,
  });
  if (response.status === 401) sessionEnded(await endWordsOf(response.clone()));
  const answer: unknown = await response.json().catch(() => null);
  const text = (name: string): string | null => {
    if (typeof answer !== 'object' || answer === null) return null;
    const value: unknown = Reflect.get(answer, name);
    return typeof value === 'string' ? value : null;
  };
  const importId = text('importId');
  if (response.ok && importId !== null) return { ok: true, importId };
  return { ok: false, words: text('words') ?? IMPORT_PAGE_WORDS.uploadFailed };
}
