'use client';

import { EmptyTable, Table } from '#components/ui/table.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { ReadAt } from '#components/ui/read-at.tsx';
import { TableKeys } from '#components/ui/table-keys.tsx';
import type { KeyListPage } from '#lib/core/pages/key-list-page.ts';
import { positionWords } from '#lib/core/pages/list-words.ts';
import type { ListColumn } from '#lib/core/pages/list-columns.ts';
import { keyColumns } from './key-columns.tsx';
import { LIST_TABLE_ID } from './list-element-ids.ts';
import { ListEmpty } from './list-empty.tsx';
import { ListFoot, MoreNote } from './list-foot.tsx';
import { groupWords } from './list-groups.ts';

/**
 * The rows of the list of keys.
 * @param outdated whether the last attempt to read the page again failed
 * @param query the parameters of the URL: filters, sort order, columns and cursor
 */
export function KeyTable({
  page,
  outdated,
  query,
  columns,
  filtered,
}: {
  page: KeyListPage;
  outdated: boolean;
  query: string;
  columns: readonly ListColumn[];
  filtered: boolean;
}) {
  const byUrgency = new URLSearchParams(query).get('sort') === null;
  return (
    <>
      {outdated && <OutdatedNotice what="list" now={page.now} />}
      <ReadAt now={page.now}>: {positionWords(page.items.length, page)}</ReadAt>
      {page.more && <MoreNote />}
      <Table
        label="Keys"
        id={LIST_TABLE_ID}
        columns={keyColumns(columns)}
        items={page.items}
        now={page.now}
        keyOf={({ id }) => id}
        hrefOf={({ id }) => `/keys/${id}`}
        groupOf={byUrgency ? ({ urgency }) => groupWords(urgency) : undefined}
        empty={
          filtered ? (
            <ListEmpty list="keys" query={query} more={page.more} />
          ) : (
            <EmptyTable action={<LinkButton href="/keys/new">Add a key</LinkButton>}>
              No key is registered yet.
            </EmptyTable>
          )
        }
      />
      <TableKeys tableId={LIST_TABLE_ID} copies={{ what: 'key ARN', valueOf: (row) => page.items[row]?.arn }} />
      <ListFoot list="keys" query={query} page={page} opens="open" />
    </>
  );
}
