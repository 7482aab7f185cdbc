import Link from 'next/link';
import type { ReactNode } from 'react';

import { Icon } from './icon.tsx';

export type AppliedFilter = { words: string; removeHref: string };

/**
 * The filters of a table as a sentence; each can be removed by itself: "Keys · Unusable · eu-west-1".
 * `children` adds filters (a form, a menu). The filters are kept in the URL, never in state.
 */
export function FilterSentence({
  subject,
  filters,
  clearHref,
  children,
}: {
  /** The first words, also shown without a filter: "All keys", "1,213 keys". */
  subject: ReactNode;
  filters: readonly AppliedFilter[];
  clearHref: string;
  children?: ReactNode;
}) {
  return (
    <div className="mb-2 flex flex-wrap items-center gap-x-2 gap-y-2 text-table">
      <span className="text-subtle">{subject}</span>
      {filters.length > 0 && (
        <ul aria-label="Filters" className="contents">
          {filters.map(({ words, removeHref }) => (
            <li key={words}>
              <Link
                href={removeHref}
                scroll={false}
                prefetch={false}
                aria-label={`Remove the filter ${words}`}
                className="inline-flex h-7 items-center gap-1 rounded-md border border-line bg-sunken pr-1.5 pl-2 font-medium transition-colors hover:border-line-strong hover:bg-hover"
              >
                {words}
                <Icon name="close" small className="text-subtle print:hidden" />
              </Link>
            </li>
          ))}
        </ul>
      )}
      {filters.length > 1 && (
        <Link
          href={clearHref}
          scroll={false}
          prefetch={false}
          className="link inline-flex h-7 items-center print:hidden"
        >
          Clear all
        </Link>
      )}
      {children !== undefined && (
        <div className="flex flex-wrap items-center gap-2 max-md:w-full md:ml-auto print:hidden">{children}</div>
      )}
    </div>
  );
}
