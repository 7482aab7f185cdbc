/** The columns of a file of customers and keys. Only the first is required; a row says about its customer what it fills in. */
export const IMPORT_COLUMNS = [
  'customer',
  'external_id',
  'time_zone',
  'service_level',
  'working_days',
  'provider',
  'different',
  'workspace',
  'region',
  'key_arn',
  'role',
  'in_use_since',
  'key_holder',
  'contact_name',
  'contact_role',
  'contact_email',
  'contact_phone',
  'aws_account',
] as const;
export type ImportColumn = (typeof IMPORT_COLUMNS)[number];

const BYTE_ORDER_MARK = '\u{FEFF}';

/** A column's name as people write it: any case, with spaces or hyphens. */
const nameOf = (title: string): string =>
  title
    .replaceAll(BYTE_ORDER_MARK, '')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');

/** Why a header can't be used. `about` is the column. */
export type HeaderRefusal = { reason: 'no_customer' | 'unknown_column' | 'column_twice'; about: string; at: number };

/** The columns that a header names, in its order; null for a column without a title, which must stay empty. */
export function readHeader(
  titles: readonly string[],
): { ok: true; value: (ImportColumn | null)[] } | { ok: false; refusal: HeaderRefusal } {
  const columns: (ImportColumn | null)[] = [];
  for (const [at, title] of titles.entries()) {
    const name = nameOf(title);
    const column = IMPORT_COLUMNS.find((known) => known === name) ?? null;
    const refused = (reason: HeaderRefusal['reason']) =>
      ({ ok: false, refusal: { reason, about: title, at } }) as const;
    if (column === null && name !== '') return refused('unknown_column');
    if (column !== null && columns.includes(column)) return refused('column_twice');
    columns.push(column);
  }
  if (columns.includes('customer')) return { ok: true, value: columns };
  return { ok: false, refusal: { reason: 'no_customer', about: titles.slice(0, 3).join(', '), at: 0 } };
}

/** The character between the cells: of those that spreadsheets write, the one that the first line has most of. */
export function separatorOf(firstLine: string): ',' | ';' | '\t' {
  const outside = firstLine.replaceAll(/"[^"]*"/g, '');
  const count = (sign: string): number => outside.split(sign).length;
  const [semicolons, tabs, commas] = [count(';'), count('\t'), count(',')];
  if (tabs > commas && tabs >= semicolons) return '\t';
  return semicolons > commas ? ';' : ',';
}
