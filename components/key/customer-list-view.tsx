'use client';

import type { ReactNode } from 'react';
import { RegionNotices } from '#components/probe/region-notices.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import type { CustomerListPage } from '#lib/core/pages/key-list-page.ts';
import { type PageText, readPageText } from '#lib/core/live/page-text.ts';
import type { ListColumn } from '#lib/core/pages/list-columns.ts';
import { CustomerTable } from './customer-table.tsx';
import { concernsLists } from './list-changes.ts';

/** The page of the list of customers, updated when their keys change. */
export function CustomerListView({
  initialText,
  query,
  columns,
  filtered,
  controls,
}: {
  initialText: PageText<CustomerListPage>;
  /** The parameters of the URL: filters, columns and cursor. */
  query: string;
  columns: readonly ListColumn[];
  filtered: boolean;
  controls: ReactNode;
}) {
  const { data: page, outdated } = useLiveQuery({
    queryKey: ['customers', query],
    address: `/api/customers?${query}`,
    initialText,
    parse: readPageText<CustomerListPage>,
    concerns: concernsLists,
  });
  return (
    <>
      <PageHeader
        title="Customers"
        summary="Each with their most urgent key."
        actions={<LinkButton href="/customers/new">Add a customer</LinkButton>}
      />
      <RegionNotices regions={page.regions} now={page.now} />
      {controls}
      {outdated && <OutdatedNotice what="list" now={page.now} />}
      <CustomerTable key={query} page={page} query={query} columns={columns} filtered={filtered} />
    </>
  );
}
