import type { ReactNode } from 'react';

/** A key on the keyboard: `<Kbd>j</Kbd>`. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-line bg-sunken px-1 text-small text-subtle">
      {children}
    </kbd>
  );
}

/** One quiet line under a table with its keyboard shortcuts: `[['j', 'k'], 'move']`. Hidden on small screens. */
export function KeyHints({ hints }: { hints: readonly (readonly [keys: readonly string[], words: string])[] }) {
  return (
    <span className="hidden flex-wrap items-center gap-x-3 gap-y-1 text-small text-subtle md:inline-flex">
      {hints.map(([keys, words]) => (
        <span key={words} className="inline-flex items-center gap-1">
          {keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
          {words}
        </span>
      ))}
    </span>
  );
}
