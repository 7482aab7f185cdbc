import { elsewhereIn } from '#lib/core/import/elsewhere.ts';
import { count, noCounts } from '#lib/core/import/counts.ts';
import { groupRows, type ImportGroup } from '#lib/core/import/groups.ts';
import { judgeCustomer, type Judged } from '#lib/core/import/judge-customer.ts';
import { judgeFile } from '#lib/core/import/judge-file.ts';
import { readRow, type ReadRow } from '#lib/core/import/read-row.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Database } from '#lib/db/database.ts';
import { customersNamed, readBook } from '#lib/db/import/book.ts';
import { endJudging, findImport, lockImport, setDone } from '#lib/db/import/imports.ts';
import { namesInFile, stagedRows, writeVerdicts, type RowVerdict } from '#lib/db/import/rows.ts';

export type ImportDeps = { db: Database; clock: () => Date; regions: readonly HostingRegion[] };

/** Rows that are read at once. */
const ROWS_READ = 2_000;
/** Rows that are compared with the book at once. */
const ROWS_JUDGED = 500;

/**
 * The dry run: says of each row of a file what would happen to it, and why not. It changes nothing else, so a run that was
 * killed is repeated from its beginning.
 */
export async function judgeImport({ db, clock, regions }: ImportDeps, importId: string): Promise<void> {
  const stored = await findImport(db, importId);
  if (stored?.state !== 'judging') return;
  const rows = await readAll(db, importId, { regions, now: clock() });
  const groups = groupRows(rows);
  const inBook = new Map<string, { providerName: string | null }>();
  for (const part of partsOf(groups, ROWS_READ))
    for (const [key, customer] of await customersNamed(
      db,
      part.map(({ name }) => name),
    ))
      inBook.set(key, customer);
  const ordered = judgeFile(groups, inBook);
  const elsewhere = { good: new Set<string>(), ...elsewhereIn(await namesInFile(db, importId)) };
  const counts = noCounts();
  let [groupNo, done] = [0, 0];
  for (const part of partsOf(ordered, ROWS_JUDGED)) {
    const book = await readBook(db, part);
    const verdicts: RowVerdict[] = [];
    for (const group of part) {
      groupNo += 1;
      const judged = judgeCustomer(group, book, elsewhere);
      if (judged.verdict !== 'bad') elsewhere.good.add(group.key);
      count(counts, judged);
      verdicts.push(...verdictsOf(judged, groupNo));
    }
    done += verdicts.length;
    const goesOn = await db.transaction(async (tx) => {
      // Another process may have judged it meanwhile, and somebody may have accepted that.
      if ((await lockImport(tx, importId))?.state !== 'judging') return false;
      await writeVerdicts(tx, verdicts);
      await setDone(tx, importId, done);
      await announceChange(tx, { kind: 'import', id: importId });
      return true;
    });
    if (!goesOn) return;
  }
  await db.transaction(async (tx) => {
    await endJudging(tx, importId, counts);
    await announceChange(tx, { kind: 'import', id: importId });
  });
}

const verdictsOf = ({ group, verdict }: Judged, groupNo: number): RowVerdict[] =>
  group.rows.map(({ id, problems }) => ({ id, groupNo, verdict, problems }));

async function readAll(
  db: Database,
  importId: string,
  context: { regions: readonly HostingRegion[]; now: Date },
): Promise<ReadRow[]> {
  const rows: ReadRow[] = [];
  let after = 0;
  for (;;) {
    const page = await stagedRows(db, importId, after, ROWS_READ);
    for (const row of page) rows.push(readRow(row, context));
    after = page.at(-1)?.line ?? after;
    if (page.length < ROWS_READ) return rows;
  }
}

/** The groups in parts of at least so many rows, the last one excepted. */
function* partsOf(groups: readonly ImportGroup[], rows: number): Generator<ImportGroup[]> {
  let [part, size]: [ImportGroup[], number] = [[], 0];
  for (const group of groups) {
    part.push(group);
    size += group.rows.length;
    if (size < rows) continue;
    yield part;
    [part, size] = [[], 0];
  }
  if (part.length > 0) yield part;
}
