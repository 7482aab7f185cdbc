import Link from 'next/link';
import type { ReactNode } from 'react';
import { Badge } from '#components/ui/badge.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { KEY_ROLE_WORD } from '#lib/core/key/role-words.ts';
import type { KeyPage } from '#lib/core/pages/key-page.ts';
import { useLastListHref } from './last-list.ts';

const CHEVRON = <Icon name="chevron-right" small />;

/** Which key this is: customer, region, key, and its role. One line where it fits; the status below it is what counts. */
export function KeyHeader({ page, ticket, actions }: { page: KeyPage; ticket: ReactNode; actions: ReactNode }) {
  return (
    <header className="mb-4 flex md:mb-6 flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="flex min-w-0 flex-1 basis-80 flex-wrap items-center gap-x-3 gap-y-1 py-1 text-subtle">
        <div className="flex min-w-0 flex-wrap items-center gap-x-1">
          <nav aria-label="Breadcrumb" className="flex items-center gap-1">
            <Link
              href={useLastListHref()}
              prefetch={false}
              className="inline-block rounded-sm py-0.5 hover:text-default hover:underline"
            >
              Keys
            </Link>
            {CHEVRON}
          </nav>
          <h1 className="font-semibold text-default wrap-anywhere">
            <Link
              href={`/customers/${page.customerId}`}
              prefetch={false}
              className="inline-block rounded-sm py-0.5 hover:underline"
            >
              {page.customerName}
            </Link>
          </h1>
          {/* Each with the sign before it, so that none ends a line. */}
          <span className="flex items-center gap-x-1 whitespace-nowrap">
            {CHEVRON}
            {page.region}
          </span>
          <span className="flex min-w-0 items-center gap-x-1">
            {CHEVRON}
            <Identifier value={page.arn} what="key ARN" />
          </span>
        </div>
        {page.role === 'active' ? KEY_ROLE_WORD.active : <Badge>{KEY_ROLE_WORD[page.role]}</Badge>}
        {page.usedBy.length > 0 && <span className="wrap-anywhere">used by {page.usedBy.join(', ')}</span>}
        {page.setup !== null && (
          <Link href={`/setups/${page.setup.id}`} prefetch={false} className="link inline-block py-0.5 wrap-anywhere">
            {page.setup.words}
          </Link>
        )}
        {ticket}
      </div>
      <div className="flex flex-wrap items-start gap-2">{actions}</div>
    </header>
  );
}
