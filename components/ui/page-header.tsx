import Link from 'next/link';
import type { ReactNode } from 'react';

import { Icon } from './icon.tsx';

/** How a page begins: where it stands, its title, one line of truth, its main act at the right. */
export function PageHeader({
  title,
  truth,
  trail,
  actions,
}: {
  title: ReactNode;
  truth?: ReactNode;
  /** The way back up, outermost first; the page itself is not in it. */
  trail?: readonly { href: string; label: string }[] | undefined;
  actions?: ReactNode;
}) {
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-80">
        {trail !== undefined && trail.length > 0 && (
          <nav aria-label="Path" className="mb-0.5">
            <ol className="flex flex-wrap items-center gap-1 text-table text-subtle">
              {trail.map(({ href, label }) => (
                <li key={href} className="flex items-center gap-1">
                  <Link href={href} prefetch={false} className="rounded-sm hover:text-default hover:underline">
                    {label}
                  </Link>
                  <Icon name="chevron-right" small />
                </li>
              ))}
            </ol>
          </nav>
        )}
        <h1 className="text-title font-semibold tracking-tight wrap-anywhere">{title}</h1>
        {truth !== undefined && <div className="mt-0.5 max-w-prose text-subtle">{truth}</div>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-start gap-2">{actions}</div>}
    </header>
  );
}
