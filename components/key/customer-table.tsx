'use client';

import { EmptyTable, Table } from '#components/ui/table.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { TableKeys } from '#components/ui/table-keys.tsx';
import type { CustomerListPage } from '#lib/core/pages/key-list-page.ts';
import type { ListColumn } from '#lib/core/pages/list-columns.ts';
import { customerColumns } from './key-columns.tsx';
import { LIST_SEARCH_ID, LIST_TABLE_ID } from './list-element-ids.ts';
import { ListFoot } from './list-foot.tsx';
import { groupWords } from './list-groups.ts';

/** The rows of the list of customers: each leads to the customer. */
export function CustomerTable({
  page,
  query,
  columns,
  filtered,
}: {
  page: CustomerListPage;
  /** The parameters of the URL: filters, columns and cursor. */
  query: string;
  columns: readonly ListColumn[];
  filtered: boolean;
}) {
  return (
    <>
      <Table
        label="Customers"
        id={LIST_TABLE_ID}
        columns={customerColumns(columns)}
        items={page.items}
        now={page.now}
        keyOf={({ id }) => id}
        hrefOf={({ id }) => `/customers/${id}`}
        groupOf={({ lead }) => (lead === null ? 'No key counted' : groupWords(lead.urgency))}
        empty={
          <EmptyTable action={filtered ? <LinkButton href="/customers">Show all customers</LinkButton> : undefined}>
            {filtered ? 'No customer matches the filters.' : 'No customer yet.'}
          </EmptyTable>
        }
      />
      <TableKeys
        tableId={LIST_TABLE_ID}
        searchId={LIST_SEARCH_ID}
        copies={{ what: 'key ARN', valueOf: (row) => page.items.filter(({ lead }) => lead !== null)[row]?.lead?.arn }}
      />
      <ListFoot list="customers" query={query} page={page} opens="open the customer" />
    </>
  );
}
