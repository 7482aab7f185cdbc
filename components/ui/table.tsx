'use client';

import clsx from 'clsx';
import { useRouter } from 'next/navigation';
import { Fragment, type MouseEvent, type ReactNode } from 'react';

import { useClock } from './desk-clock.ts';

/** How wide the table itself must be for a column to be shown: 672, 896, 1024 or 1344 px. */
type ColumnFrom = 'md' | 'lg' | 'xl' | 'wide';

/** One column. `app/table.css` styles cells by the column's position, so that a cell carries no classes. */
export type Column<Item> = {
  id: string;
  title: string;
  /** Numbers and times: to the right. */
  numeric?: boolean | undefined;
  /** Absent: always shown. Below 672 px the cells of the columns that are shown stand beneath the name. */
  from?: ColumnFrom | undefined;
  /** Below 672 px, where no header is seen, the title stands before the value. */
  labeled?: boolean | undefined;
  /** For sentences: still one line, cut at its end, complete on hover. */
  long?: boolean | undefined;
  /** The title is for screen readers only (a column of actions). */
  quiet?: boolean | undefined;
  /** What a row shows here. Call cellInstant and cellIdentifier for times and identifiers: they are light. */
  cell: (item: Item, nowMs: number) => ReactNode;
};

type TableShape<Item> = {
  label: string;
  id?: string | undefined;
  /** The first names the thing. At most 14: `app/table.css` knows that many positions. */
  columns: readonly Column<Item>[];
};

/** More columns than these may be wider than the window: then the table scrolls, and its header doesn't stay in view. */
const MOST_FITTING = 10;
/** Ages in a table move on this often. */
const CLOCK_STEP_MS = 10_000;

/**
 * Things of one kind, one line per row, at full width. For the facts of one thing use Properties.
 * Give it an `id` and a TableKeys next to it for j, k, Enter, /, and c.
 */
export function Table<Item>({
  items,
  now,
  keyOf,
  hrefOf,
  groupOf,
  empty,
  ...shape
}: TableShape<Item> & {
  items: readonly Item[];
  /** The server's time when it read the items. */
  now: Date | string;
  keyOf: (item: Item) => string | number;
  /** Where a row leads; null for a row that leads nowhere. */
  hrefOf?: ((item: Item) => string | null) | undefined;
  /** The words over the rows that belong together, shown where they change; null for none. */
  groupOf?: ((item: Item) => string | null) | undefined;
  /** Shown instead of rows: an EmptyTable. */
  empty?: ReactNode;
}) {
  const nowMs = useClock(now, CLOCK_STEP_MS);
  const { columns } = shape;
  const rows = items.map((item, position) => {
    const group = groupOf?.(item) ?? null;
    const before = items[position - 1];
    const begins = group !== null && (before === undefined || groupOf?.(before) !== group);
    return (
      <Fragment key={keyOf(item)}>
        {begins && (
          <tr data-group="">
            <td colSpan={columns.length}>{group}</td>
          </tr>
        )}
        <tr>
          {columns.map((column, index) => {
            const content = column.cell(item, nowMs);
            return index === 0 ? nameCell(column.id, hrefOf?.(item) ?? null, content) : cell(column, content);
          })}
        </tr>
      </Fragment>
    );
  });
  return (
    <Frame {...shape}>
      {items.length === 0 ? (
        <tbody>
          <tr>
            <td colSpan={columns.length}>{empty}</td>
          </tr>
        </tbody>
      ) : hrefOf === undefined ? (
        <tbody>{rows}</tbody>
      ) : (
        <OpeningRows>{rows}</OpeningRows>
      )}
    </Frame>
  );
}

const nameCell = (id: string, href: string | null, content: ReactNode): ReactNode => (
  <th key={id} scope="row">
    {href === null ? (
      content
    ) : (
      <a href={href} data-row-link="">
        {content}
      </a>
    )}
  </th>
);

const cell = ({ id, title, labeled, long }: Column<never>, content: ReactNode): ReactNode => (
  <td
    key={id}
    data-label={labeled === true && content !== null && content !== false ? title : undefined}
    title={long === true && typeof content === 'string' ? content : undefined}
  >
    {content}
  </td>
);

/** The rows of a table whose names are links. One handler for all of them is lighter than a Link in every row. */
function OpeningRows({ children }: { children: ReactNode }) {
  const router = useRouter();
  const open = (event: MouseEvent<HTMLElement>): void => {
    const href = hrefToOpen(event);
    if (href === null) return;
    event.preventDefault();
    router.push(href);
  };
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- the links in the rows take the keyboard
  return <tbody onClick={open}>{children}</tbody>;
}

/** Where a click on a row leads; null if it asks for a new tab, hits another control, or ends a selection. */
function hrefToOpen({ nativeEvent, target }: MouseEvent<HTMLElement>): string | null {
  const { defaultPrevented, button, metaKey, ctrlKey, shiftKey, altKey } = nativeEvent;
  if (defaultPrevented || button !== 0 || metaKey || ctrlKey || shiftKey || altKey) return null;
  if (!(target instanceof Element)) return null;
  const link = target.closest('tr')?.querySelector('a[data-row-link]') ?? null;
  const control = target.closest('a, button, input, select, textarea, label, summary');
  if (control !== link && (control !== null || getSelection()?.isCollapsed === false)) return null;
  return link?.getAttribute('href') ?? null;
}

function Frame<Item>({ label, id, columns, children }: TableShape<Item> & { children: ReactNode }) {
  return (
    <div className={clsx('@container', columns.length > MOST_FITTING && 'overflow-x-auto')}>
      <table
        id={id}
        aria-label={label}
        className={clsx(
          'data-table',
          columns.map(({ numeric, long, from }, index) => [
            numeric === true && `numeric-${index + 1}`,
            long === true && `long-${index + 1}`,
            from !== undefined && `${from}-${index + 1}`,
          ]),
        )}
      >
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col">
                {column.quiet === true ? <span className="sr-only">{column.title}</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        {children}
      </table>
    </div>
  );
}

/** Stands in a table instead of rows: one sentence and the next action. */
export function EmptyTable({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-3 py-8 text-center text-base whitespace-normal text-subtle">
      <p className="max-w-prose">{children}</p>
      {action}
    </div>
  );
}
