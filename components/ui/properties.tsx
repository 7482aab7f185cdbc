import clsx from 'clsx';
import type { ReactNode } from 'react';

/** The facts of one thing, label and value. For several things side by side use Table. */
export function Properties({ children }: { children: ReactNode }) {
  return <dl className="divide-y divide-line">{children}</dl>;
}

/** One fact. `unknown` marks a value that we could not see: it is shown muted, and its words say why. */
export function Property({
  label,
  unknown,
  hint,
  children,
}: {
  label: string;
  unknown?: boolean | undefined;
  hint?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="grid gap-x-4 py-1.5 sm:grid-cols-[11rem_minmax(0,1fr)]">
      <dt className="text-subtle">{label}</dt>
      <dd className={clsx('min-w-0 wrap-anywhere', unknown === true && 'text-subtle italic')}>
        {children}
        {hint !== undefined && <p className="max-w-prose text-small text-subtle not-italic">{hint}</p>}
      </dd>
    </div>
  );
}
