'use client';

import { EmptyTable, Table } from '#components/ui/table.tsx';
import { ReadAt } from '#components/ui/read-at.tsx';
import { TableKeys } from '#components/ui/table-keys.tsx';
import type { CustomerListPage } from '#lib/core/pages/key-list-page.ts';
import { positionWords } from '#lib/core/pages/list-words.ts';
import type { ListColumn } from '#lib/core/pages/list-columns.ts';
import { customerColumns } from './key-columns.tsx';
import { LIST_TABLE_ID } from './list-element-ids.ts';
import { ListEmpty } from './list-empty.tsx';
import { ListFoot, MoreNote } from './list-foot.tsx';
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
      <ReadAt now={page.now}>: {positionWords(page.items.length, page)}</ReadAt>
      {page.more && <MoreNote />}
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
          filtered ? (
            <ListEmpty list="customers" query={query} more={page.more} />
          ) : (
            <EmptyTable>No customer yet.</EmptyTable>
          )
        }
      />
      <TableKeys
        tableId={LIST_TABLE_ID}
        copies={{ what: 'key ARN', valueOf: (row) => page.items.filter(({ lead }) => lead !== null)[row]?.lead?.arn }}
      />
      <ListFoot list="customers" query={query} page={page} opens="open the customer" />
    </>
  );
}
