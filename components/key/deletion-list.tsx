'use client';

import { cellInstant } from '#components/ui/cell-content.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { KeyHints } from '#components/ui/kbd.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { ReadAt } from '#components/ui/read-at.tsx';
import { Section } from '#components/ui/section.tsx';
import { Table, type Column } from '#components/ui/table.tsx';
import { TableKeys } from '#components/ui/table-keys.tsx';
import { RegionNotices } from '#components/probe/region-notices.tsx';
import { StatusMark } from '#components/verdict/verdict-mark.tsx';
import { VERDICT_WORD } from '#lib/core/finding/status.ts';
import type { DeletionItem, DeletionsPage } from '#lib/core/pages/deletions-page.ts';
import type { PageText } from '#lib/core/live/page-text.ts';
import { PASSED_NOTE, STAKE_NOTE, UNDO_TITLE } from '#lib/core/pages/deletion-words.ts';
import { ABSENT_WORD } from '#lib/core/pages/list-columns.ts';
import { DeletionTimeline, deletionRowId } from './deletion-timeline.tsx';
import { useDeletions } from './use-deletions.ts';

const TABLE_ID = 'deletions';

/** The deletion timeline: the axis, then the same keys as a list, the soonest first, then those without a date to come. */
export function DeletionList({ initialText, query }: { initialText: PageText<DeletionsPage>; query: string }) {
  const { page, outdated } = useDeletions(initialText, query);
  const { first, items, now } = page;
  return (
    <>
      {outdated && <OutdatedNotice what="page" now={now} />}
      <ReadAt now={now} />
      <RegionNotices regions={page.regions} now={now} />
      {first !== null && <DeletionTimeline first={first} now={now} />}
      {items.length === 0 ? (
        <EmptyState>
          {first === null
            ? 'No later date.'
            : 'No scheduled deletion and no expiring key material with a date to come, as of our last checks.'}
        </EmptyState>
      ) : (
        <Section title="Soonest first" aside={STAKE_NOTE}>
          <Rows id={TABLE_ID} label="Deletions and expiries, soonest first" items={items} now={now} />
        </Section>
      )}
      <TableKeys tableId={TABLE_ID} copies={{ what: 'key ARN', valueOf: (row) => items[row]?.arn }} />
      <Pagination
        newer="Soonest"
        older="Next"
        newerHref={first === null ? '/deletions' : undefined}
        olderHref={page.after === null ? undefined : `/deletions?after=${page.after}`}
      />
      {first !== null && first.undated.items.length > 0 && (
        <Section title="No date yet">
          <Rows label="Deletions without a date" items={first.undated.items} now={now} />
          {first.undated.cut && <Cut shown={first.undated.items.length} />}
        </Section>
      )}
      {first !== null && first.passed.items.length > 0 && (
        <Section title="The date has passed" aside={PASSED_NOTE}>
          <Rows label="Dates that have passed, latest first" items={first.passed.items} now={now} />
          {first.passed.cut && <Cut shown={first.passed.items.length} />}
        </Section>
      )}
      <p className="screen-only mt-3">
        <KeyHints
          hints={[
            [['j', 'k'], 'move'],
            [['Enter'], 'open'],
            [['c'], 'copy the ARN'],
          ]}
        />
      </p>
    </>
  );
}

const Cut = ({ shown }: { shown: number }) => (
  <p className="mt-2 text-table text-subtle">Only the first {shown} are shown.</p>
);

/** A provider's key stands for its clients. */
const nameOf = ({ customerName, clientNames }: DeletionItem): string =>
  clientNames.length === 0 ? customerName : `${clientNames.join(', ')} (key held by ${customerName})`;

const COLUMNS: readonly Column<DeletionItem>[] = [
  {
    id: 'customer',
    title: 'Customer',
    whole: (item) => `${nameOf(item)} ${item.region}`,
    cell: (item) => (
      <span id={deletionRowId(item.id)} className="scroll-mt-10">
        <span className="mr-1.5 inline-block align-[-1px]">
          <StatusMark status={item.status} />
        </span>
        <span className="sr-only">{VERDICT_WORD[item.status]}: </span>
        {nameOf(item)} <i>{item.region}</i>
      </span>
    ),
  },
  {
    id: 'not_before',
    title: 'Not before',
    cell: ({ at }, nowMs) => (at === null ? <i>no date</i> : cellInstant(at, nowMs)),
  },
  { id: 'what', title: 'What happens', long: 'wraps', cell: ({ what }) => what },
  {
    id: 'stake',
    title: 'At stake',
    long: 'wraps',
    cell: ({ stake, reported }) => (
      <>
        {stake}
        <span className="block text-subtle">{reported}</span>
      </>
    ),
  },
  { id: 'undo', title: UNDO_TITLE, labeled: true, cell: ({ undo }) => undo },
  {
    id: 'service_level',
    title: 'Service level',
    labeled: true,
    cell: ({ serviceLevel }) => serviceLevel ?? <i>{ABSENT_WORD.service_level}</i>,
  },
];

function Rows({ id, label, items, now }: { id?: string; label: string; items: readonly DeletionItem[]; now: string }) {
  return (
    <Table
      label={label}
      id={id}
      columns={COLUMNS}
      items={items}
      now={now}
      keyOf={(item) => item.id}
      hrefOf={(item) => `/keys/${item.id}`}
    />
  );
}
