import Link from 'next/link';
import type { ReactNode } from 'react';

import { Icon } from './icon.tsx';

/** The start of a page: its parent pages, its title, one line of status, and its main action on the right. */
export function PageHeader({
  title,
  summary,
  trail,
  actions,
}: {
  title: ReactNode;
  /** One line of status under the title. */
  summary?: ReactNode;
  /** The parent pages, outermost first, without the page itself. */
  trail?: readonly { href: string; label: string }[] | undefined;
  actions?: ReactNode;
}) {
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-80">
        {trail !== undefined && trail.length > 0 && (
          <nav aria-label="Breadcrumb" className="mb-0.5">
            <ol className="flex flex-wrap items-center gap-1 text-table text-subtle">
              {trail.map(({ href, label }) => (
                <li key={label} className="flex items-center gap-1">
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
        {summary !== undefined && <div className="mt-0.5 max-w-prose text-subtle">{summary}</div>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-start gap-2">{actions}</div>}
    </header>
  );
}
