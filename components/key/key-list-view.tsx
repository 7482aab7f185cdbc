'use client';

import type { ReactNode } from 'react';
import { RegionNotices } from '#components/probe/region-notices.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { FleetBar } from '#components/verdict/fleet-bar.tsx';
import type { KeyListPage } from '#lib/core/pages/key-list-page.ts';
import type { PageText } from '#lib/core/live/page-text.ts';
import type { ListColumn } from '#lib/core/pages/list-columns.ts';
import { KeyTable } from './key-table.tsx';
import { useRememberedList } from './last-list.ts';
import { useKeyList } from './use-key-list.ts';

/**
 * The page of the list: counts, banners and rows from one reading, which the server makes first and the browser again
 * when something changes.
 * @param query the parameters of the URL: filters, sort order, columns and cursor
 * @param controls what stands between the counts and the rows
 */
export function KeyListView({
  initialText,
  query,
  columns,
  filtered,
  controls,
}: {
  initialText: PageText<KeyListPage>;
  query: string;
  columns: readonly ListColumn[];
  filtered: boolean;
  controls: ReactNode;
}) {
  const { page, outdated } = useKeyList(initialText, query);
  useRememberedList(query);
  return (
    <>
      <PageHeader title="Keys" actions={<LinkButton href="/keys/new">Add a key</LinkButton>} />
      <RegionNotices regions={page.regions} now={page.now} />
      {/* Nobody checks retired keys, so they have no statuses to count. */}
      {new URLSearchParams(query).get('role') !== 'retired' && <FleetBar counts={page.counts} query={query} />}
      {controls}
      <KeyTable key={query} page={page} outdated={outdated} query={query} columns={columns} filtered={filtered} />
    </>
  );
}
