import { problemWords } from '#lib/core/import/problem-words.ts';
import type { StagedRow } from '#lib/core/import/read-row.ts';
import type { ImportListPage, ImportPage, ImportProblemItem, ParkedPage } from '#lib/core/pages/import-page.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { badRows, countOpenParked, countParked, listParked, PARKED_SHOWN } from '#lib/db/import/bad-rows.ts';
import { countOutcomes, findImport, listImports, otherImportsOf } from '#lib/db/import/imports.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';

type Reader = { role: StaffRole };

function mayRead({ role }: Reader): void {
  if (!can(role, 'import:run')) throw new Error(`The role ${role} may not read imports.`);
}

/** The newest imports, and how many parked rows are open. */
export async function readImportList({ db, clock }: ReadDeps, staff: Reader): Promise<ImportListPage> {
  mayRead(staff);
  const [stored, parked] = await Promise.all([listImports(db), countOpenParked(db)]);
  return {
    now: clock().toISOString(),
    parked,
    items: stored.map(({ id, fileName, state, rowCount, counts, createdBy, createdAt }) => ({
      id,
      fileName,
      state,
      rowCount,
      badRows: counts?.badRows ?? null,
      createdBy,
      createdAt: createdAt.toISOString(),
    })),
  };
}

/** Bad rows that the page shows; the report has all. */
const ROWS_SHOWN = 200;

/** The problems of a row; one about the whole row where only another row of its customer has any. */
export function problemsOf({ line, cells, problems }: StagedRow): ImportProblemItem[] {
  const customer = cells.customer ?? '';
  if (problems.length === 0)
    return [{ line, column: null, value: null, customer, words: 'Another row of this customer has a problem.' }];
  return problems.map((problem) => ({
    line,
    column: problem.column,
    value: problem.column === null ? null : (cells[problem.column] ?? ''),
    customer,
    words: problemWords(problem),
  }));
}

/** One import; null if there is none with this id. */
export async function readImportPage(
  { db, clock }: ReadDeps,
  staff: Reader,
  importId: string,
): Promise<ImportPage | null> {
  mayRead(staff);
  const stored = await findImport(db, importId);
  if (stored === null) return null;
  const [outcomes, bad, parked, others] = await Promise.all([
    countOutcomes(db, importId),
    badRows(db, importId, 0, ROWS_SHOWN + 1),
    countParked(db, importId),
    otherImportsOf(db, stored),
  ]);
  return {
    now: clock().toISOString(),
    id: stored.id,
    fileName: stored.fileName,
    state: stored.state,
    refusal: stored.refusal,
    sha256: stored.sha256?.toString('hex') ?? null,
    rowCount: stored.rowCount,
    doneCount: stored.doneCount,
    counts: stored.counts,
    createdBy: stored.createdBy,
    createdAt: stored.createdAt.toISOString(),
    acceptedBy: stored.acceptedBy,
    acceptedAt: stored.acceptedAt?.toISOString() ?? null,
    finishedAt: stored.finishedAt?.toISOString() ?? null,
    outcomes,
    problems: bad.slice(0, ROWS_SHOWN).flatMap(problemsOf),
    moreProblems: bad.length > ROWS_SHOWN,
    ...parked,
    sameFile: others.map(({ id, createdBy, createdAt, state }) => ({
      id,
      createdBy,
      createdAt: createdAt.toISOString(),
      state,
    })),
  };
}

type Parked = Awaited<ReturnType<typeof listParked>>[number];

/** The oldest first, and those that were parked together as they are in their file. */
const byAgeAndLine = ({ row: one }: Parked, { row: other }: Parked): number =>
  (one.parkedAt?.getTime() ?? 0) - (other.parkedAt?.getTime() ?? 0) || one.line - other.line;

/** Characters of a cell that the worklist shows. */
const VALUE_SHOWN = 90;

/** A problem with what is written there, so that it can be settled without the file. */
function parkedWords({ column, value, words }: ImportProblemItem): string {
  if (column === null) return words;
  if (value === null || value === '' || words.includes(`“${value}”`)) return `${column}: ${words}`;
  return `${column} “${value.length > VALUE_SHOWN ? `${value.slice(0, VALUE_SHOWN)}…` : value}”: ${words}`;
}

/** The parked rows that nobody has closed, the oldest first. */
export async function readParkedPage(
  { db, clock }: ReadDeps,
  staff: Reader & { staffId: string },
): Promise<ParkedPage> {
  mayRead(staff);
  const parked = await listParked(db);
  return {
    now: clock().toISOString(),
    more: parked.length > PARKED_SHOWN,
    items: parked
      .slice(0, PARKED_SHOWN)
      .toSorted(byAgeAndLine)
      .map(({ row, fileName }) => ({
        rowId: row.id,
        importId: row.importId,
        fileName,
        line: row.line,
        customer: row.cells.customer ?? '',
        words: problemsOf(row).map(parkedWords).join(' '),
        parkedAt: row.parkedAt?.toISOString() ?? '',
        owner: row.parkedOwner ?? '',
        mine: row.parkedOwnerId === staff.staffId,
      })),
  };
}
