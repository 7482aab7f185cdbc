'use client';

import clsx from 'clsx';
import { EmptyTable, Table, TableSkeleton } from '#components/ui/table.tsx';
import { Instant, PastInstant } from '#components/ui/instant.tsx';
import { KeyHints } from '#components/ui/kbd.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { TableKeys } from '#components/ui/table-keys.tsx';
import { toneText } from '#components/ui/tone.ts';
import type { KeyListPage } from '#lib/core/pages/key-list-page.ts';
import { KEY_COLUMNS } from './key-columns.tsx';
import { KEY_SEARCH_ID, KEY_TABLE_ID } from './key-element-ids.ts';
import { useKeyList } from './use-key-list.ts';

/**
 * The list of keys. The server renders it first; then the browser updates it when keys change.
 * @param query the parameters of the URL: filters, sort order, and cursor
 */
export function KeyTable({ initial, query, filtered }: { initial: KeyListPage; query: string; filtered: boolean }) {
  const { page, outdated } = useKeyList(initial, query);
  const step = (name: 'after' | 'before', cursor: string | null): string | undefined => {
    if (cursor === null) return undefined;
    const parameters = new URLSearchParams(query);
    parameters.delete('after');
    parameters.delete('before');
    parameters.set(name, cursor);
    return `/keys?${parameters.toString()}`;
  };
  return (
    <>
      {outdated && (
        <p role="status" className="mb-2 text-table text-warning-text">
          Keydesk is not answering. This list is from <Instant at={page.now} now={page.now} />.
        </p>
      )}
      {page.incidents.map(({ region, since }) => (
        <p key={region} role="status" className={clsx('mb-2 text-table', toneText.danger)}>
          Incident in {region} since <PastInstant at={since} now={page.now} />: many customers lost access together.
          Check our own side first; a status from before may belong to it.
        </p>
      ))}
      <Table
        label="Keys"
        id={KEY_TABLE_ID}
        columns={KEY_COLUMNS}
        items={page.items}
        now={page.now}
        keyOf={({ id }) => id}
        hrefOf={({ id }) => `/keys/${id}`}
        empty={
          <EmptyTable
            action={
              filtered ? (
                <LinkButton href="/keys">Show all keys</LinkButton>
              ) : (
                <LinkButton href="/keys/new">Add a key</LinkButton>
              )
            }
          >
            {filtered ? 'No key matches the filters.' : 'No key is registered yet.'}
          </EmptyTable>
        }
      />
      <TableKeys
        tableId={KEY_TABLE_ID}
        searchId={KEY_SEARCH_ID}
        copies={{ what: 'key ARN', valueOf: (row) => page.items[row]?.arn }}
      />
      <Pagination
        newer="Previous"
        older="Next"
        newerHref={step('before', page.before)}
        olderHref={step('after', page.after)}
      />
      <p className="mt-3">
        <KeyHints
          hints={[
            [['j', 'k'], 'move'],
            [['Enter'], 'open'],
            [['/'], 'search'],
            [['c'], 'copy the ARN'],
          ]}
        />
      </p>
    </>
  );
}

/** The shape of the list while its rows load. */
export function KeyTableSkeleton() {
  return <TableSkeleton label="Keys" columns={KEY_COLUMNS} />;
}
