import type { ReactNode } from 'react';

import { Icon } from './icon.tsx';
import { LinkButton } from './link-button.tsx';

/** Links to the next and previous page of a list. No page numbers, because the rows are not counted. Absent with one page. */
export function Pagination({
  newerHref,
  olderHref,
  newer = 'Newer',
  older = 'Older',
  children,
}: {
  newerHref?: string | undefined;
  olderHref?: string | undefined;
  /** Lists that are not ordered by time use "Previous" and "Next". */
  newer?: string | undefined;
  older?: string | undefined;
  /** One quiet line at the left: "50 of 1,213". */
  children?: ReactNode;
}) {
  if (newerHref === undefined && olderHref === undefined) return null;
  return (
    <nav aria-label="Pages" className="mt-3 flex flex-wrap items-center justify-end gap-2 text-table text-subtle">
      {children !== undefined && <span className="mr-auto">{children}</span>}
      {newerHref !== undefined && (
        <LinkButton href={newerHref} prefetch={false} size="small" icon={<Icon name="chevron-left" small />}>
          {newer}
        </LinkButton>
      )}
      {olderHref !== undefined && (
        <LinkButton href={olderHref} prefetch={false} size="small">
          {older}
          <Icon name="chevron-right" small />
        </LinkButton>
      )}
    </nav>
  );
}
