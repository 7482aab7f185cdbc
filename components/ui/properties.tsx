import type { ReactNode } from 'react';

/** The facts of one thing, label and value. For several things side by side use Table. */
export function Properties({ children }: { children: ReactNode }) {
  return <dl className="properties">{children}</dl>;
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
    <div>
      <dt>{label}</dt>
      <dd className={unknown === true ? 'unknown' : undefined}>
        {children}
        {hint !== undefined && <p className="hint">{hint}</p>}
      </dd>
    </div>
  );
}
