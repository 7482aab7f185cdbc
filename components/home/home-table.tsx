import { buttonClass } from '#components/ui/button-class.ts';
import { cellInstant, cellPastInstant } from '#components/ui/cell-content.tsx';
import { Table, type Column } from '#components/ui/table.tsx';
import { statusBadge } from '#components/verdict/verdict-badge.tsx';
import type { HomeRow } from '#lib/core/pages/home-page.ts';
import { ownerAndTicketWords } from '#lib/core/pages/home-words.ts';

const COLUMNS: readonly Column<HomeRow>[] = [
  {
    id: 'customer',
    title: 'Customer',
    whole: ({ name, beside }) => `${name}, ${beside}`,
    cell: ({ name, beside }) => (
      <>
        {name} <i className="block">{beside}</i>
      </>
    ),
  },
  {
    id: 'problem',
    title: 'Problem',
    long: 'wraps',
    cell: ({ status, problem, mark, links }) => (
      <>
        {status !== null && statusBadge(status.is, status.freshness, status.candidate ? 'candidate' : 'active')}{' '}
        {problem}
        {mark !== null && <i className="block">{mark}</i>}
        {links.length > 0 && (
          <span className="flex flex-wrap gap-x-3">
            {links.map((one) => (
              <a key={one.href} href={one.href} data-cell-link="" className="link inline-flex min-h-6 items-center">
                {one.label}
              </a>
            ))}
          </span>
        )}
      </>
    ),
  },
  {
    id: 'by',
    title: 'Next action by',
    long: 'wraps',
    labeled: true,
    cell: ({ by, owner, ticket }) => {
      const belongsTo = ownerAndTicketWords(owner, ticket);
      return (
        <>
          {by}
          {belongsTo !== null && <i className="block min-w-24 @min-[64rem]:min-w-52">{belongsTo}</i>}
        </>
      );
    },
  },
  {
    id: 'not_usable_since',
    title: 'Not usable since',
    numeric: true,
    labeled: true,
    cell: ({ notUsableSince }, nowMs) => cellPastInstant(notUsableSince, nowMs),
  },
  {
    id: 'deadline',
    title: 'Deadline',
    numeric: true,
    labeled: true,
    cell: ({ deadlineAt }, nowMs) => cellInstant(deadlineAt, nowMs),
  },
  {
    id: 'action',
    title: 'Next action',
    quiet: true,
    // The table's one handler opens it.
    cell: ({ name, action: { label, href } }) => (
      <a href={href} data-cell-link="" className={buttonClass('secondary', 'small')} aria-label={`${label}: ${name}`}>
        {label}
      </a>
    ),
  },
];

/** The rows of one group of Home. The whole row opens what it is about, its button the place of the next action. */
export function HomeTable({ label, rows, now }: { label: string; rows: readonly HomeRow[]; now: string }) {
  return (
    <Table label={label} columns={COLUMNS} items={rows} now={now} keyOf={({ id }) => id} hrefOf={({ href }) => href} />
  );
}
