'use client';

import type { ReactNode } from 'react';
import { RegionNotices } from '#components/probe/region-notices.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import type { CustomerListPage } from '#lib/core/pages/key-list-page.ts';
import type { ListColumn } from '#lib/core/pages/list-columns.ts';
import { CustomerTable } from './customer-table.tsx';

/** A customer's place follows their most urgent key. */
const SHOWN = new Set(['key', 'region', 'customer']);

/** The page of the list of customers, updated when their keys change. */
export function CustomerListView({
  initial,
  query,
  columns,
  filtered,
  controls,
}: {
  initial: CustomerListPage;
  /** The parameters of the URL: filters, columns and cursor. */
  query: string;
  columns: readonly ListColumn[];
  filtered: boolean;
  controls: ReactNode;
}) {
  const { data: page, outdated } = useLiveQuery({
    queryKey: ['customers', query],
    address: `/api/customers?${query}`,
    parse: (text) => JSON.parse(text) as CustomerListPage,
    initial,
    concerns: ({ kind }) => SHOWN.has(kind),
  });
  return (
    <>
      <PageHeader title="Customers" summary="Each with their most urgent key." />
      <RegionNotices regions={page.regions} now={page.now} />
      {controls}
      {outdated && (
        <p role="status" className="mb-2 text-table text-warning-text">
          Keydesk is not answering. This list is from <Instant at={page.now} now={page.now} />.
        </p>
      )}
      <CustomerTable key={query} page={page} query={query} columns={columns} filtered={filtered} />
    </>
  );
}
