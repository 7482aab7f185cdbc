'use client';

import clsx from 'clsx';
import { useRouter } from 'next/navigation';
import { Fragment, isValidElement, type MouseEvent, type ReactNode } from 'react';

import { useClock } from './desk-clock.ts';

/** How wide the table itself must be for a column to be shown: 736, 896, 1024 or 1344 px. */
type ColumnFrom = 'md' | 'lg' | 'xl' | 'wide';

/** One column. `app/table.css` styles cells by the column's position, so that a cell carries no classes. */
export type Column<Item> = {
  id: string;
  title: string;
  /** Numbers and times: to the right. */
  numeric?: boolean | undefined;
  /** Absent: always shown. Below 736 px the cells of the columns that are shown stand beneath the name. */
  from?: ColumnFrom | undefined;
  /** Below 736 px, where no header is seen, the title stands before the value. */
  labeled?: boolean | undefined;
  /** For sentences: still one line, cut at its end, complete on hover. `wraps`: whole, on as many lines as it takes. */
  long?: boolean | 'wraps' | undefined;
  /** What the cell says, for hover where its content isn't plain text. */
  whole?: ((item: Item) => string) | undefined;
  /** For codes such as regions: no line break inside, not on paper either. */
  unbroken?: boolean | undefined;
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
  // On paper a column that says nothing in any row only takes the others' width.
  const blank = new Set(items.length === 0 ? [] : columns.slice(1).map(({ id }) => id));
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
            if (!saysNothing(content)) blank.delete(column.id);
            const whole = column.whole?.(item) ?? (typeof content === 'string' && content !== '' ? content : undefined);
            return index === 0
              ? nameCell(column.id, hrefOf?.(item) ?? null, content, whole)
              : cell(column, content, whole);
          })}
        </tr>
      </Fragment>
    );
  });
  return (
    <Frame {...shape} blank={blank}>
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

/** Whether a cell has no content, or only the word for what nobody reported or recorded. */
const saysNothing = (content: ReactNode): boolean =>
  content === null ||
  content === undefined ||
  content === false ||
  content === '' ||
  (isValidElement(content) && content.type === 'i');

/** The link covers its row, so the name's tooltip belongs to a part of the link: else it would be every cell's. */
const nameCell = (id: string, href: string | null, content: ReactNode, whole: string | undefined): ReactNode => (
  <th key={id} scope="row" title={href === null ? whole : undefined}>
    {href === null ? (
      content
    ) : (
      <a href={href} data-row-link="">
        <span title={whole}>{content}</span>
      </a>
    )}
  </th>
);

const cell = (
  { id, title, labeled, long }: Pick<Column<never>, 'id' | 'title' | 'labeled' | 'long'>,
  content: ReactNode,
  whole: string | undefined,
): ReactNode => (
  <td
    key={id}
    data-label={labeled === true && content !== null && content !== false ? title : undefined}
    title={long === true ? whole : undefined}
  >
    {content}
  </td>
);

/**
 * The rows of a table whose names are links. One handler for all of them, and for links in cells with `data-cell-link`, is
 * lighter than a Link in every row.
 */
function OpeningRows({ children }: { children: ReactNode }) {
  const router = useRouter();
  const open = (event: MouseEvent<HTMLElement>): void => {
    const { button, metaKey, ctrlKey, shiftKey, altKey } = event.nativeEvent;
    const inNewTab = button === 1 || metaKey || ctrlKey;
    if (button > 1 || shiftKey || altKey) return;
    const href = hrefToOpen(event, inNewTab);
    if (href === null) return;
    event.preventDefault();
    if (inNewTab) globalThis.open(href, '_blank', 'noopener');
    else router.push(href);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- the links in the rows take the keyboard
    <tbody onClick={open} onAuxClick={open}>
      {children}
    </tbody>
  );
}

/**
 * Where a click in a row leads: on a plain link to its own place, on another control nowhere, and else to the row's, unless
 * it ends a selection. Null also where a new tab is asked for on a link itself: the browser opens it.
 */
function hrefToOpen({ nativeEvent, target }: MouseEvent<HTMLElement>, inNewTab: boolean): string | null {
  if (nativeEvent.defaultPrevented || !(target instanceof Element)) return null;
  const control = target.closest('a, button, input, select, textarea, label, summary');
  if (control !== null)
    return control.matches('[data-row-link], [data-cell-link]') && !inNewTab ? control.getAttribute('href') : null;
  if (getSelection()?.isCollapsed === false) return null;
  return target.closest('tr')?.querySelector('a[data-row-link]')?.getAttribute('href') ?? null;
}

function Frame<Item>({
  label,
  id,
  columns,
  blank,
  children,
}: TableShape<Item> & {
  /** The ids of the columns that say nothing in any row. */
  blank: ReadonlySet<string>;
  children: ReactNode;
}) {
  return (
    <div className={clsx('@container', columns.length > MOST_FITTING && 'overflow-x-auto')}>
      <table
        id={id}
        aria-label={label}
        className={clsx(
          'data-table',
          columns.some(({ long }) => long === 'wraps') && 'wraps',
          columns.map(({ id: columnId, numeric, long, unbroken, from }, index) => [
            numeric === true && `numeric-${index + 1}`,
            long === true && `long-${index + 1}`,
            long === 'wraps' && `wraps-${index + 1}`,
            unbroken === true && `unbroken-${index + 1}`,
            blank.has(columnId) && `blank-${index + 1}`,
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
    <div className="flex flex-col items-center gap-3 py-5 text-center text-base whitespace-normal text-subtle">
      <p className="max-w-prose">{children}</p>
      {action}
    </div>
  );
}
