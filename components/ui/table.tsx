import clsx from 'clsx';
import Link from 'next/link';
import type { ReactNode } from 'react';

/** How wide the table itself must be for a column to stand (672, 896, 1024 px); without it, always. See NameCell's `aside`. */
type ColumnFrom = 'md' | 'lg' | 'xl';

export type Column = {
  title: string;
  /** Numbers and times: to the right. */
  numeric?: boolean | undefined;
  from?: ColumnFrom | undefined;
  /** The title is for screen readers only (a column of actions). */
  quiet?: boolean | undefined;
};

const FROM = {
  md: 'hidden @2xl:table-cell',
  lg: 'hidden @4xl:table-cell',
  xl: 'hidden @5xl:table-cell',
} as const satisfies Record<ColumnFrom, string>;

const cellClass = ({ numeric, from }: Pick<Column, 'numeric' | 'from'>): string =>
  clsx('px-3 first:pl-2 last:pr-2', numeric === true && 'text-right tabular-nums', from !== undefined && FROM[from]);

/**
 * Things of one kind, one line per row, at full width. For the facts of one thing use Properties.
 * Give it an `id` and a TableKeys next to it for j, k, Enter, /, and c.
 */
export function Table({
  label,
  id,
  columns,
  busy,
  children,
}: {
  label: string;
  id?: string | undefined;
  columns: readonly Column[];
  busy?: boolean | undefined;
  children: ReactNode;
}) {
  return (
    <div className="@container">
      <table
        id={id}
        aria-label={label}
        aria-busy={busy}
        className="w-full border-separate border-spacing-0 text-left text-table"
      >
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th
                key={column.title}
                scope="col"
                className={clsx(
                  'sticky top-0 z-10 h-8 border-b border-line bg-page font-medium whitespace-nowrap text-subtle',
                  cellClass(column),
                  index === 0 && 'w-full',
                )}
              >
                {column.quiet === true ? <span className="sr-only">{column.title}</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** One thing. `copy` is what the shortcut `c` copies, `copyWhat` its name in the announcement. */
export function Row({
  copy,
  copyWhat,
  children,
}: {
  copy?: string | undefined;
  copyWhat?: string | undefined;
  children: ReactNode;
}) {
  return (
    <tr
      data-copy={copy}
      data-copy-what={copyWhat}
      className="table-row relative h-9 hover:has-[[data-row-link]]:bg-hover [&>*]:border-b [&>*]:border-line"
    >
      {children}
    </tr>
  );
}

/**
 * The first cell: names the thing; its link covers the row. `aside` is the line beneath that carries, on a phone,
 * what the hidden columns say.
 */
export function NameCell({
  href,
  aside,
  children,
}: {
  href?: string | undefined;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <th scope="row" className="w-full px-3 py-1.5 font-medium first:pl-2 @2xl:max-w-0 @2xl:min-w-48 @2xl:py-0">
      <div className="min-w-0 @2xl:flex">
        {href === undefined ? (
          <span className="min-w-0 wrap-anywhere @2xl:truncate">{children}</span>
        ) : (
          <Link
            href={href}
            prefetch={false}
            data-row-link=""
            className="min-w-0 scroll-my-10 wrap-anywhere after:absolute after:inset-0 @2xl:truncate"
          >
            {children}
          </Link>
        )}
        {aside !== undefined && <span className="block font-normal text-subtle @2xl:hidden">{aside}</span>}
      </div>
    </th>
  );
}

/**
 * Any other cell. Its links, buttons, and tooltips stay above the row's link.
 * `long` is for a sentence: still one line, cut at its end, complete on hover.
 */
export function Cell({
  numeric,
  from,
  long,
  children,
}: Pick<Column, 'numeric' | 'from'> & { long?: boolean | undefined; children?: ReactNode }) {
  return (
    <td
      title={long === true && typeof children === 'string' ? children : undefined}
      className={clsx(
        'py-1.5 whitespace-nowrap @2xl:py-0 [&_:is(a,button)]:relative [&_:is(a,button,.tip-host)]:z-1',
        long === true && 'max-w-64 truncate @5xl:max-w-96',
        cellClass({ numeric, from }),
      )}
    >
      {children}
    </td>
  );
}

/** Shown instead of rows: one sentence and the next action. */
export function EmptyRow({
  columns,
  children,
  action,
}: {
  columns: readonly Column[];
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <tr>
      <td colSpan={columns.length} className="border-b border-line px-2 py-10">
        <div className="flex flex-col items-center gap-3 text-center text-base text-subtle">
          <p className="max-w-prose">{children}</p>
          {action}
        </div>
      </td>
    </tr>
  );
}

const BAR_WIDTHS = ['w-40', 'w-28', 'w-36', 'w-24', 'w-32'] as const;
const SKELETON_ROWS = 8;

/** The shape of the table while its rows load. Put it in a Table with `busy`. */
export function SkeletonRows({ columns }: { columns: readonly Column[] }) {
  return Array.from({ length: SKELETON_ROWS }, (_, row) => (
    <tr key={row} className="h-9 [&>*]:border-b [&>*]:border-line">
      {columns.map((column, index) => (
        <td key={column.title} className={clsx(cellClass(column), index === 0 && 'w-full')}>
          {row === 0 && index === 0 && <span className="sr-only">Loading</span>}
          <span
            className={clsx(
              'inline-block h-2.5 max-w-full animate-breathe rounded-sm bg-line align-middle',
              index === 0 ? BAR_WIDTHS[row % BAR_WIDTHS.length] : 'w-16',
            )}
          />
        </td>
      ))}
    </tr>
  ));
}
