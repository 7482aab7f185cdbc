import type { ReactNode } from 'react';

/** A page without the desk around it: one fact, and the next act. For the door and for what went wrong. */
export function PlainPage({ title, truth, children }: { title: string; truth?: ReactNode; children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-6 px-4 py-10">
      <header>
        <p className="mb-6 font-semibold tracking-tight">Keydesk</p>
        <h1 className="text-title font-semibold tracking-tight">{title}</h1>
        {truth !== undefined && <div className="mt-0.5 text-subtle">{truth}</div>}
      </header>
      {children}
    </main>
  );
}
