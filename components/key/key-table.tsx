'use client';

import { Cell, EmptyRow, NameCell, Row, Table } from '#components/ui/table.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { KeyHints } from '#components/ui/kbd.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { TableKeys } from '#components/ui/table-keys.tsx';
import { StatusMark } from '#components/verdict/verdict-mark.tsx';
import { VERDICT_WORD } from '#lib/core/finding/status.ts';
import type { KeyListPage } from '#lib/core/pages/key-list-page.ts';
import { ALL_KEY_COLUMNS, KEY_COLUMNS } from './key-columns.tsx';
import { KEY_SEARCH_ID, KEY_TABLE_ID } from './key-element-ids.ts';

/**
 * The banners and rows of the list of keys.
 * @param outdated whether the last attempt to read the page again failed
 * @param query the parameters of the URL: filters, sort order, and cursor
 */
export function KeyTable({
  page,
  outdated,
  query,
  filtered,
}: {
  page: KeyListPage;
  outdated: boolean;
  query: string;
  filtered: boolean;
}) {
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
      <Table label="Keys" id={KEY_TABLE_ID} columns={ALL_KEY_COLUMNS}>
        {page.items.length === 0 && (
          <EmptyRow
            columns={ALL_KEY_COLUMNS}
            action={
              filtered ? (
                <LinkButton href="/keys">Show all keys</LinkButton>
              ) : (
                <LinkButton href="/keys/new">Add a key</LinkButton>
              )
            }
          >
            {filtered ? 'No key matches the filters.' : 'No key is registered yet.'}
          </EmptyRow>
        )}
        {page.items.map((item) => {
          const cause = item.causeWord;
          return (
            <Row key={item.id} copy={item.arn} copyWhat="key ARN">
              <NameCell
                href={`/keys/${item.id}`}
                aside={
                  <>
                    <span className="flex items-center gap-1.5">
                      <StatusMark
                        status={item.verdict.status}
                        faded={item.freshness === 'stale' || item.freshness === 'clock_error'}
                      />
                      {VERDICT_WORD[item.verdict.status]}
                      {cause === null ? '' : `: ${cause}`}
                    </span>
                    <span className="block">
                      {item.region}
                      {item.deadlineAt !== null && (
                        <>
                          , deadline <Instant at={item.deadlineAt} now={page.now} focusable={false} />
                        </>
                      )}
                    </span>
                  </>
                }
              >
                {item.customerName}
              </NameCell>
              {KEY_COLUMNS.map(({ title, from, numeric, cell }) => (
                <Cell key={title} from={from} numeric={numeric}>
                  {cell(item, page.now)}
                </Cell>
              ))}
            </Row>
          );
        })}
      </Table>
      <TableKeys tableId={KEY_TABLE_ID} searchId={KEY_SEARCH_ID} />
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
