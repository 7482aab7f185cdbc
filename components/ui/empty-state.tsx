import type { ReactNode } from 'react';

/** A place with nothing in it yet: one sentence. Inside a table use EmptyTable. */
export function EmptyState({ children }: { children: ReactNode }) {
  return (
    <div className="flex flex-col items-center rounded-md border border-dashed border-line px-4 py-10 text-center text-subtle">
      <p className="max-w-prose">{children}</p>
    </div>
  );
}
