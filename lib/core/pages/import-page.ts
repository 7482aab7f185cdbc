import type { ImportColumn } from '#lib/core/import/columns.ts';
import type { ImportCounts, ImportState } from '#lib/core/import/import.ts';

/** An import in the list. Times are ISO text. */
export type ImportListItem = {
  id: string;
  fileName: string;
  state: ImportState;
  rowCount: number;
  badRows: number | null;
  createdBy: string;
  createdAt: string;
};
export type ImportListPage = { now: string; items: ImportListItem[]; parked: number };

/** One problem of a row: where it is, what is written there, and what is wrong with it. */
export type ImportProblemItem = {
  line: number;
  /** Null for the whole row. */
  column: ImportColumn | null;
  value: string | null;
  customer: string;
  words: string;
};

export type ImportPage = {
  now: string;
  id: string;
  fileName: string;
  state: ImportState;
  refusal: string | null;
  sha256: string | null;
  rowCount: number;
  doneCount: number;
  counts: ImportCounts | null;
  createdBy: string;
  createdAt: string;
  acceptedBy: string | null;
  acceptedAt: string | null;
  finishedAt: string | null;
  outcomes: { importedRows: number; notImportedRows: number; assignedKeys: number };
  /** The problems of the first bad rows. */
  problems: ImportProblemItem[];
  moreProblems: boolean;
  /** How many rows with a problem of their own are parked and open, were closed since, and aren't parked. */
  parked: number;
  closed: number;
  toPark: number;
  /** Others who uploaded the same file before. */
  sameFile: { id: string; createdBy: string; createdAt: string; state: ImportState }[];
};

/** A parked row: a bad row of a file that somebody must settle. */
export type ParkedItem = {
  rowId: string;
  importId: string;
  fileName: string;
  line: number;
  customer: string;
  words: string;
  parkedAt: string;
  owner: string;
  /** Whether the person who reads the page is the owner. */
  mine: boolean;
};
export type ParkedPage = { now: string; items: ParkedItem[]; more: boolean };
