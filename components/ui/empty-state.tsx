import type { ReactNode } from 'react';

/** A section without content yet: one sentence, and the next action. Inside a table use EmptyRow. */
export function EmptyState({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-3 rounded-md border border-dashed border-line px-4 py-10 text-center text-subtle">
      <p className="max-w-prose">{children}</p>
      {action}
    </div>
  );
}
