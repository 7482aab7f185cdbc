import { createReadStream, fstatSync, openSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createClock } from '#lib/config/clock.ts';
import { EnvError, readEnv } from '#lib/config/env.ts';
import type { ImportCounts } from '#lib/core/import/import.ts';
import { ACCEPT_REFUSAL_WORDS } from '#lib/core/import/import-words.ts';
import { problemWords } from '#lib/core/import/problem-words.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRow } from '#lib/core/staff/staff-row.ts';
import { createDatabase, createPool, type Database } from '#lib/db/database.ts';
import { badRows } from '#lib/db/import/bad-rows.ts';
import { countOutcomes, findImport } from '#lib/db/import/imports.ts';
import { listStaff } from '#lib/db/staff/staff.ts';
import { acceptImport } from '#lib/use-cases/import/accept-import.ts';
import { judgeImport } from '#lib/use-cases/import/judge-import.ts';
import { runImport } from '#lib/use-cases/import/run-import.ts';
import { uploadImport } from '#lib/use-cases/import/upload-import.ts';

const USAGE = `npm run import -- --as <email of an approver> [--run] <file.csv>

Reads a CSV file of customers and keys and prints what an import would do, with every problem by line and column.
Nothing is imported without --run. With it, the approver accepts the ownership of the keys, under their name.
Ends with 0 when no row has a problem, 1 when rows have problems or were left out, and 2 when nothing could be done.
It needs the environment of the worker (DATABASE_URL and so on).`;

const ROWS_PRINTED_AT_ONCE = 500;

/** Ends the process: nothing could be done. */
function stop(words: string): never {
  console.error(words);
  process.exit(2);
}

function readArguments(): { file: string; as: string; run: boolean } {
  try {
    const { values, positionals } = parseArgs({
      options: { as: { type: 'string' }, run: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1 || values.as === undefined) return stop(USAGE);
    return { file, as: values.as, run: values.run };
  } catch {
    return stop(USAGE);
  }
}

/** Opens the file before anything else happens, so that a wrong name leaves no trace in the list of imports. */
function openFile(file: string): number {
  try {
    const fd = openSync(file, 'r');
    return fstatSync(fd).isFile() ? fd : stop(`${file} is not a file.`);
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : null;
    if (code === 'ENOENT') return stop(`There is no file ${file}.`);
    return stop(`${file} can’t be opened: ${reasonOf(error)}`);
  }
}

async function main(): Promise<void> {
  const { file, as, run } = readArguments();
  const fd = openFile(file);
  // Not the worker's whole runtime: a command that needs no AWS shouldn't load its SDK.
  const env = readEnv(process.env, 'worker');
  const pool = createPool({
    url: env.databaseUrl,
    applicationName: 'keydesk-import',
    maxConnections: 2,
    statementTimeoutMs: 10_000,
    onError: (error) => console.error(`The connection to the database was lost: ${error.message}`),
  });
  const db = createDatabase(pool);
  const deps = {
    db,
    clock: createClock(env.sandboxClockFile),
    regions: env.regions,
    policy: { intervalMinutes: env.checkIntervalMinutes },
  };
  try {
    const isMeant = ({ email, disabledAt }: StaffRow): boolean =>
      email.toLowerCase() === as.toLowerCase() && disabledAt === null;
    const [person, another] = (await listStaff(db)).filter(isMeant);
    if (person === undefined || another !== undefined || !can(person.role, 'import:run'))
      return stop(`${as} is not the email address of one approver or admin who has signed in.`);
    const { id: staffId, name, role } = person;
    const by = { actor: { kind: 'staff', staffId, name, role, sessionId: null }, requestId: null } as const;
    const bytes = createReadStream(file, { fd });
    const { importId } = await uploadImport(deps, { fileName: path.basename(file), bytes }, by);
    await judgeImport(deps, importId);
    const judged = await findImport(db, importId);
    if (judged === null || judged.counts === null) return stop(judged?.refusal ?? 'The file could not be judged.');
    printCounts(judged.counts);
    await printProblems(db, importId);
    console.log(`On its page, too: /imports/${importId}`);
    if (judged.counts.badRows > 0) process.exitCode = 1;
    if (!run) return console.log('Dry run: nothing was imported.');
    const accepted = await acceptImport(deps, { importId, saw: judged.counts.keys }, by);
    if (!accepted.ok) return console.log(`Nothing was imported. ${ACCEPT_REFUSAL_WORDS[accepted.reason]}`);
    await runImport(deps, importId);
    const { importedRows, notImportedRows, assignedKeys } = await countOutcomes(db, importId);
    console.log(`Imported ${importedRows} rows with ${assignedKeys} keys.`);
    if (notImportedRows === 0) return;
    process.exitCode = 1;
    console.log(`The book changed meanwhile, so ${notImportedRows} rows were left out. All problems:`);
    await printProblems(db, importId);
  } finally {
    await pool.end();
  }
}

async function printProblems(db: Database, importId: string): Promise<void> {
  let after = 0;
  for (;;) {
    const rows = await badRows(db, importId, after, ROWS_PRINTED_AT_ONCE);
    for (const { line, cells, problems } of rows)
      for (const problem of problems) {
        const where = `line ${line}, ${problem.column ?? 'whole row'}`;
        console.log(printable(`${where}: ${problemWords(problem)} (${cells.customer ?? 'no customer'})`));
      }
    after = rows.at(-1)?.line ?? after;
    if (rows.length < ROWS_PRINTED_AT_ONCE) return;
  }
}

/** A terminal obeys control characters, and the text is somebody else's. */
const printable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '\u{FFFD}');

function printCounts(counts: ImportCounts): void {
  console.log(
    `New customers: ${counts.newCustomers}. Customers that get something new: ${counts.changedCustomers}. Unchanged: ${counts.unchangedCustomers}. With problems: ${counts.badCustomers} (${counts.badRows} rows).`,
  );
  console.log(
    `Adds ${counts.workspaces} workspaces, ${counts.keys} keys, ${counts.contacts} contacts, ${counts.accounts} AWS accounts.`,
  );
}

/** What is at the bottom of an error: the driver's own message, not the statement that met it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reasonOf(error.cause);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error.message;
}

try {
  await main();
} catch (error) {
  stop(error instanceof EnvError ? error.message : `It stopped: ${reasonOf(error)}`);
}
