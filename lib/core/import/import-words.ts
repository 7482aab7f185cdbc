import type { ImportColumn } from './columns.ts';
import {
  MOST_IMPORT_BYTES,
  MOST_IMPORT_ROWS,
  type ImportOutcome,
  type ImportState,
  type ImportVerdict,
} from './import.ts';

/** What each column is, for the page and the template. */
export const COLUMN_WORDS = {
  customer: 'The customer’s name. The only required column: rows with the same name are about one customer.',
  external_id: 'The customer’s ID in our other systems: up to 64 letters, digits, points, hyphens and underscores.',
  time_zone: 'An IANA name, such as Europe/Berlin.',
  service_level: 'At most 64 characters.',
  working_days: 'Such as Mon Tue Wed Thu Fri.',
  provider: 'The customer whose AWS account holds this customer’s keys. Empty if they hold their own.',
  different:
    'yes, if somebody made sure that this isn’t the customer with a similar name or external ID, and that contacts with the same address are different people.',
  workspace: 'A workspace of the customer. Required in a row with a key.',
  region: 'The hosting region of the workspace. Empty in a row with a key: then it’s the key’s.',
  key_arn: 'The full ARN of a key that is in use already.',
  role: 'active for the key of new backups, retained for one that is kept for older backups. Required with a key.',
  in_use_since: 'A date such as 2024-03-01, or a time in UTC such as 2024-03-01T09:00:00Z. Empty: since the import.',
  key_holder: 'Who holds the key, if it’s neither the provider nor, without a provider, the customer.',
  contact_name: 'A contact of the customer. A contact needs a name, a role and an email address.',
  contact_role: 'key_admin, security, account_executive or billing.',
  contact_email: 'The contact’s email address.',
  contact_phone: 'With the country, such as +49 30 123456. May stay empty.',
  aws_account: 'An AWS account of 12 digits that belongs to the customer, according to our records.',
} as const satisfies Record<ImportColumn, string>;

export const IMPORT_STATE_WORDS = {
  reading: 'Reading the file',
  judging: 'Dry run in progress',
  judged: 'Dry run done, nothing imported yet',
  running: 'Importing',
  done: 'Imported',
  refused: 'Refused',
} as const satisfies Record<ImportState, string>;

const MEBIBYTE = 1_048_576;

/** Why nothing of a file can be used. */
export type FileRefusal =
  | 'utf16'
  | 'not_utf8'
  | 'empty'
  | 'only_header'
  | 'no_customer'
  | 'unknown_column'
  | 'column_twice'
  | 'quotes'
  | 'row_too_long'
  | 'too_many_rows'
  | 'too_large'
  | 'cut_off';

/** The same as a sentence. @param about the column or the line */
export function fileRefusalWords(refusal: FileRefusal, about: string): string {
  switch (refusal) {
    case 'utf16':
      return 'The file is UTF-16 text, or no text at all. Save it as CSV UTF-8.';
    case 'not_utf8':
      return 'The file is not UTF-8 text. Save it as CSV UTF-8.';
    case 'empty':
      return 'The file is empty.';
    case 'only_header':
      return 'The file has a header and no rows.';
    case 'no_customer':
      return `The first line has no column “customer”. It begins with ${about}.`;
    case 'unknown_column':
      return `The column “${about}” is unknown. Remove it, or rename it: the page Imports lists the columns.`;
    case 'column_twice':
      return `The column “${about}” is there twice.`;
    case 'quotes':
      return `A quotation mark on or before line ${about} opens or closes in the middle of a cell, so nobody can tell where the cell ends. Put such a cell in quotation marks and double those inside.`;
    case 'row_too_long':
      return `The row that begins before line ${about} doesn’t end. Is a closing quotation mark missing?`;
    case 'too_many_rows':
      return `The file has more than ${MOST_IMPORT_ROWS.toLocaleString('en-US')} rows. Split it.`;
    case 'too_large':
      return `The file is larger than ${MOST_IMPORT_BYTES / MEBIBYTE} MiB. Split it.`;
    case 'cut_off':
      return 'The upload ended before the whole file was there. Upload it again.';
  }
}

/** Why an import can't be accepted. */
export const ACCEPT_REFUSAL_WORDS = {
  not_found: 'There is no such import.',
  not_judged: 'The dry run isn’t done, or the import already ran.',
  nothing_to_import: 'There is nothing to import.',
  superseded: 'The dry run found something else than this page shows. Reload it.',
} as const;

/** Why parked rows can't be changed. */
export const PARK_REFUSAL_WORDS = {
  not_found: 'There is no such row.',
  not_judged: 'The dry run isn’t done.',
  nothing_to_park: 'There are no bad rows that aren’t parked.',
  closed: 'Somebody has closed this row.',
} as const;

/** What became of a row, or what will. */
export function resultWords({
  verdict,
  outcome,
}: {
  verdict: ImportVerdict | null;
  outcome: ImportOutcome | null;
}): string {
  if (outcome === 'imported') return 'imported';
  if (verdict === 'bad') return 'left out';
  if (verdict === 'unchanged') return 'in the book already';
  return verdict === null ? 'not checked yet' : 'not imported yet';
}

export const TOO_MANY_UPLOADS = 'Too many files are being uploaded. Try again when one is done.';

const number = (n: number): string => n.toLocaleString('en-GB');
/** A list without what there is none of. */
const listed = (parts: readonly string[], between = ', '): string =>
  parts.filter((part) => !part.startsWith('0 ')).join(between);
const some = (n: number, one: string, many = `${one}s`): string => `${number(n)} ${n === 1 ? one : many}`;

/** Words of the pages about imports. */
export const IMPORT_PAGE_WORDS = {
  summary: 'Customers, workspaces, contacts, AWS accounts and keys in use, from a CSV file. A dry run comes first.',
  exportBook: 'Export the whole book',
  file: 'CSV file',
  fileHint:
    'UTF-8, with commas, semicolons or tabs, up to 16 MiB. Uploading imports nothing: you see the dry run first.',
  chooseFile: 'Choose a file.',
  upload: 'Upload and check',
  uploading: 'Uploading',
  uploadFailed: 'The upload failed. Nothing was imported. Try again.',
  columns:
    'The first line names the columns, in any order. A row says what it fills in: a key, a contact, an account, or all of them.',
  template: 'Download a file with all columns.',
  openParked: (n: number): string => `${some(n, 'parked row')} open`,
  closedParked: (n: number): string => `${some(n, 'parked row')} closed`,
  parkedLink: (n: number): string => (n === 0 ? 'No parked rows' : some(n, 'parked row')),
  parkedSummary:
    'Bad rows of imported files, the oldest first. Correct each in a new file or on the customer’s page, then close it.',
  refused: 'Nothing of this file can be used.',
  report: 'Download the problems',
  allRows: 'Download all rows with their results',
  park: (n: number): string => `Park ${some(n, 'bad row')}`,
  parkedDone: 'Parked. You own the rows.',
  accept: 'Import the good customers',
  nothing: 'There is nothing to import: everything is in the book already, or has a problem.',
  acceptTitle: (n: number): string => `Import ${some(n, 'customer')}?`,
  acceptConsequences: (keys: number, accounts: number, bad: number): string =>
    `${
      keys + accounts === 0
        ? 'They have no new keys or AWS accounts, so there is no ownership to accept.'
        : `With this you accept the ownership of ${listed([some(keys, 'key'), some(accounts, 'AWS account')], ' and ')} without proof, under your name.${keys === 0 ? '' : ' The keys are checked from now on.'}`
    }${bad === 0 ? '' : ` ${some(bad, 'customer')} with problems ${bad === 1 ? 'stays' : 'stay'} out.`}`,
  notTested: 'Imported keys that are not yet tested',
  acceptedHint: 'They accepted the ownership of the imported keys without proof.',
  progress: (done: number, total: number): string => `${number(done)} of ${some(total, 'row')}`,
  customers: (customers: number, rows: number): string =>
    customers === 0 ? 'none' : `${some(customers, 'customer')}, ${some(rows, 'row')}`,
  adds: (adds: Readonly<Record<'customers' | 'workspaces' | 'contacts' | 'accounts' | 'keys', number>>): string =>
    listed([
      some(adds.customers, 'customer'),
      some(adds.workspaces, 'workspace'),
      some(adds.keys, 'key'),
      some(adds.contacts, 'contact'),
      some(adds.accounts, 'AWS account'),
    ]) || 'nothing',
  outcomes: ({
    importedRows,
    notImportedRows,
    assignedKeys,
  }: Readonly<Record<'importedRows' | 'notImportedRows' | 'assignedKeys', number>>): string =>
    `${some(importedRows, 'row')}${assignedKeys === 0 ? '' : `, ${some(assignedKeys, 'key')}`}${
      notImportedRows === 0 ? '' : `. ${some(notImportedRows, 'row')} no longer fitted the book and stayed out`
    }`,
  allOrNothing:
    'If a row of a customer has a problem, none of their rows is imported. Correct the file and upload it again: what is in the book by then is skipped.',
  parkHint: 'Or park the rows: they become a worklist that you own.',
  allOrNothingDone:
    'None of the rows of these customers was imported. Correct the file and upload it again: what is in the book is skipped.',
  moreProblems: 'There are more problems. The report has all of them.',
  moreParked: 'There are more. Close some of these first.',
  taken: 'You own the row now.',
  closed: 'Closed.',
} as const;
