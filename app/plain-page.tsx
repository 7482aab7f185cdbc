import type { ReactNode } from 'react';

/** A page without the signed-in frame, for sign-in and errors: one fact and the next action. */
export function PlainPage({ title, summary, children }: { title: string; summary?: ReactNode; children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-6 px-4 py-10">
      <header>
        <p className="mb-6 font-semibold tracking-tight">Keydesk</p>
        <h1 className="text-title font-semibold tracking-tight">{title}</h1>
        {summary !== undefined && <div className="mt-0.5 text-subtle">{summary}</div>}
      </header>
      {children}
    </main>
  );
}
