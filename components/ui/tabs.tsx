import clsx from 'clsx';
import Link from 'next/link';

export type Tab = { href: string; label: string; count?: number | undefined; current: boolean };

/** Views of one thing, each with its own address ("Facts · Events · Notes"). Not for steps, and not for filters. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav aria-label={label} className="mb-4 border-b border-line">
      <ul className="-mb-px flex flex-wrap gap-x-1">
        {tabs.map(({ href, label: name, count, current }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={current ? 'page' : undefined}
              className={clsx(
                'flex h-9 items-center gap-1.5 rounded-t-md border-b-2 px-2.5 font-medium transition-colors',
                current
                  ? 'border-accent text-default'
                  : 'border-transparent text-subtle forced-colors:border-[Canvas] hover:border-line-strong hover:text-default',
              )}
            >
              {name}
              {count !== undefined && <span className="text-small font-normal text-subtle tabular-nums">{count}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
