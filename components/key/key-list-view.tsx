'use client';

import type { ReactNode } from 'react';
import { Instant } from '#components/ui/instant.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { FleetBar } from '#components/verdict/fleet-bar.tsx';
import type { KeyListPage } from '#lib/core/pages/key-list-page.ts';
import { KeyTable } from './key-table.tsx';
import { useKeyList } from './use-key-list.ts';

/**
 * The page of the list: header, counts, banners and rows from one reading, which the server makes first and the browser
 * again when something changes.
 * @param query the parameters of the URL: filters, sort order, and cursor
 * @param filters what stands between the counts and the rows
 */
export function KeyListView({
  initial,
  query,
  filtered,
  filters,
}: {
  initial: KeyListPage;
  query: string;
  filtered: boolean;
  filters: ReactNode;
}) {
  const { page, outdated } = useKeyList(initial, query);
  return (
    <>
      <PageHeader
        title="Keys"
        summary={
          page.sweptAt === null ? (
            'No scheduled check yet. Keys are checked while a worker runs.'
          ) : (
            <>
              Last scheduled check <Instant at={page.sweptAt} now={page.now} />
            </>
          )
        }
        actions={<LinkButton href="/keys/new">Add a key</LinkButton>}
      />
      <FleetBar counts={page.fleet} />
      {filters}
      <KeyTable key={query} page={page} outdated={outdated} query={query} filtered={filtered} />
    </>
  );
}
