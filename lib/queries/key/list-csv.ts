import { stringify } from 'csv-stringify/sync';
import { CUSTOMER_EXPORT, KEY_EXPORT, type ExportColumn } from '#lib/core/pages/list-export.ts';
import type { CustomerListRow } from '#lib/db/customer/customer-list.ts';
import type { KeyListRow } from '#lib/db/key/key-rows.ts';
import { readRegionFreshness } from '#lib/queries/probe/region-freshness.ts';
import { inIncidentOf, keyListItem } from './key-list-item.ts';
import type { ReadDeps } from './key-list.ts';

/** Spreadsheets then read the text as UTF-8. */
export const BYTE_ORDER_MARK = '\u{FEFF}';

/** Every cell in quotes; one that a spreadsheet would take for a formula begins with an apostrophe. */
export const csvLines = (rows: string[][]): string =>
  stringify(rows, { quoted: true, quoted_empty: true, escape_formulas: true, record_delimiter: 'windows' });

type Text = AsyncGenerator<string, void, undefined>;

async function* csvOf<Row, Item>(
  pages: AsyncIterable<readonly Row[]>,
  columns: readonly ExportColumn<Item>[],
  itemOf: (row: Row) => Item,
): Text {
  yield BYTE_ORDER_MARK + csvLines([columns.map(({ title }) => title)]);
  for await (const rows of pages)
    if (rows.length > 0)
      yield csvLines(
        rows.map((row) => {
          const item = itemOf(row);
          return columns.map(({ cell }) => cell(item));
        }),
      );
}

/** Exported keys as CSV, page by page: what the list shows of each row, so nothing of an unproven key (H16). */
export async function* keyCsv(deps: ReadDeps, pages: AsyncIterable<readonly KeyListRow[]>): Text {
  const now = deps.clock();
  const inIncident = inIncidentOf(await readRegionFreshness(deps));
  yield* csvOf(pages, KEY_EXPORT, (row) => keyListItem(row, inIncident, deps.policy, now));
}

/** Exported customers as CSV, each with their most urgent key. */
export async function* customerCsv(deps: ReadDeps, pages: AsyncIterable<readonly CustomerListRow[]>): Text {
  const now = deps.clock();
  const inIncident = inIncidentOf(await readRegionFreshness(deps));
  yield* csvOf(pages, CUSTOMER_EXPORT, ({ lead, ...row }) => ({
    ...row,
    lead: lead === null ? null : keyListItem(lead, inIncident, deps.policy, now),
  }));
}
