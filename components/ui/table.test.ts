import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';

import { cellIdentifier, cellInstant, cellPastInstant } from './cell-content.tsx';
import { Table, type Column } from './table.tsx';

type Parcel = { id: string; name: string; weight: number | null; sentAt: string };

const NOW = '2026-11-29T12:00:00.000Z';
const NOW_MS = Date.parse(NOW);
const COLUMNS: readonly Column<Parcel>[] = [
  { id: 'name', title: 'Name', cell: ({ name }) => name },
  { id: 'weight', title: 'Weight', numeric: true, labeled: true, cell: ({ weight }) => weight },
  { id: 'note', title: 'Note', long: true, from: 'lg', cell: ({ name }) => `About ${name}` },
  { id: 'sent', title: 'Sent', numeric: true, from: 'md', cell: ({ sentAt }, nowMs) => cellInstant(sentAt, nowMs) },
];
const parcel = (id: string, weight: number | null): Parcel => ({ id, name: `Parcel ${id}`, weight, sentAt: NOW });

const htmlOf = (items: readonly Parcel[], columns = COLUMNS): string =>
  renderToStaticMarkup(
    createElement(Table<Parcel>, { label: 'Parcels', columns, items, now: NOW, keyOf: ({ id }) => id, empty: 'None' }),
  );
const bodyOf = (html: string): string => html.slice(html.indexOf('<tbody'), html.indexOf('</tbody>'));

describe('Table', () => {
  it('says once, by position, which columns are numbers, sentences, and shown from which width', () => {
    expect(/<table[^>]* class="([^"]*)"/.exec(htmlOf([]))?.[1]).toBe('data-table numeric-2 long-3 lg-3 numeric-4 md-4');
  });

  it('writes no class into a row of plain values', () => {
    expect(bodyOf(htmlOf([parcel('a', 1), parcel('b', 2)]))).not.toContain('class');
  });

  it('marks the columns in which no row says anything, which paper leaves out', () => {
    const reported = (word: string | null): Column<Parcel> => ({
      id: 'told',
      title: 'Told',
      cell: ({ id }) => (id === 'a' ? word : createElement('i', null, 'never reported')),
    });
    const classes = (column: Column<Parcel>, items: readonly Parcel[]) =>
      /<table[^>]* class="([^"]*)"/.exec(htmlOf(items, [...COLUMNS.slice(0, 1), column]))?.[1];
    const parcels = [parcel('a', 1), parcel('b', 2)];
    expect(classes(reported(null), parcels)).toBe('data-table blank-2');
    expect(classes(reported('yesterday'), parcels)).toBe('data-table');
    expect(classes(reported(null), [])).toBe('data-table');
  });

  it('moves a column’s style with the column when another order of columns is chosen', () => {
    const [name, weight, , sent] = COLUMNS;
    if (!name || !weight || !sent) throw new Error('A column is missing.');
    expect(htmlOf([], [name, sent, weight])).toContain('class="data-table numeric-2 md-2 numeric-3"');
  });

  it('labels a value of a labeled column, and leaves a value that is missing without a label', () => {
    const body = bodyOf(htmlOf([parcel('a', 7), parcel('b', null)]));
    expect(body).toContain('<td data-label="Weight">7</td>');
    expect(body).toContain('<td></td>');
  });

  it('gives a sentence that may be cut as a title too', () => {
    expect(bodyOf(htmlOf([parcel('a', 1)]))).toContain('title="About Parcel a"');
    const marked = COLUMNS.map((column) => ({ ...column, whole: ({ name }: Parcel) => `Whole ${name}` }));
    expect(bodyOf(htmlOf([parcel('a', 1)], marked)).match(/title="Whole Parcel a"/g)).toHaveLength(2);
  });

  it('shows one cell across all columns instead of rows when there are none', () => {
    expect(bodyOf(htmlOf([]))).toContain('<td colSpan="4">None</td>');
  });
});

describe('what cells hold', () => {
  it('gives an instant in words and in UTC, and nothing for none', () => {
    expect(renderToStaticMarkup(cellInstant('2026-11-29T11:57:00Z', NOW_MS))).toBe(
      '<time dateTime="2026-11-29T11:57:00.000Z">3 min ago <span>(<b>29 Nov 2026, 11:57 UTC</b>)</span></time>',
    );
    expect(cellInstant(null, NOW_MS)).toBeNull();
  });

  it('calls something that happened in the future a clock error', () => {
    expect(renderToStaticMarkup(cellPastInstant('2026-11-29T12:02:00Z', NOW_MS))).toBe(
      '29 Nov 2026, 12:02 UTC (clock error)',
    );
    expect(renderToStaticMarkup(cellPastInstant('2026-11-29T12:00:30Z', NOW_MS))).toContain('in under 1 min');
  });

  it('keeps every character of a shortened identifier in the text', () => {
    const arn = 'arn:aws:kms:eu-west-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000009f0e';
    const html = renderToStaticMarkup(cellIdentifier(arn));
    expect(html.replace(/<[^>]*>/g, '')).toBe(arn);
    expect(html).toContain(`data-whole="${arn}"`);
  });
});
