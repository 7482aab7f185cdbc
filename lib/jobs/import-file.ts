import { createReadStream } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { EnvError } from '#lib/config/env.ts';
import { problemWords } from '#lib/core/import/problem-words.ts';
import type { ImportCounts } from '#lib/core/import/import.ts';
import { can } from '#lib/core/staff/capability.ts';
import { badRows } from '#lib/db/import/bad-rows.ts';
import { countOutcomes, findImport } from '#lib/db/import/imports.ts';
import { listStaff } from '#lib/db/staff/staff.ts';
import { workerRuntime } from '#lib/runtime.ts';
import { acceptImport } from '#lib/use-cases/import/accept-import.ts';
import { judgeImport } from '#lib/use-cases/import/judge-import.ts';
import { runImport } from '#lib/use-cases/import/run-import.ts';
import { uploadImport } from '#lib/use-cases/import/upload-import.ts';

const USAGE = `npm run import -- --as <email of an approver> [--run] <file.csv>

Reads a CSV file of customers and keys and prints what an import would do, with every problem by line and column.
Nothing is imported without --run. With it, the approver accepts the ownership of the keys, under their name.
Ends with 0 when no row has a problem, 1 when rows have problems or were left out, and 2 when nothing could be read.`;

const ROWS_PRINTED_AT_ONCE = 500;

/** Ends the process after an error of whoever calls it. */
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

async function main(): Promise<void> {
  const { file, as, run } = readArguments();
  const runtime = workerRuntime();
  const { db, pool } = runtime;
  try {
    const found = (await listStaff(db)).filter((one) => one.email === as && one.disabledAt === null);
    const [person] = found;
    if (person === undefined || found.length > 1 || !can(person.role, 'import:run'))
      return stop(`${as} is not the email address of one approver who has signed in.`);
    const { id: staffId, name, role } = person;
    const by = { actor: { kind: 'staff', staffId, name, role, sessionId: null }, requestId: null } as const;
    const bytes = createReadStream(file);
    const { importId } = await uploadImport(runtime, { fileName: path.basename(file), bytes }, by);
    await judgeImport(runtime, importId);
    const judged = await findImport(db, importId);
    if (judged === null || judged.counts === null) return stop(judged?.refusal ?? 'The file could not be judged.');
    print(judged.counts);
    await printProblems(importId);
    if (judged.counts.badRows > 0) process.exitCode = 1;
    if (!run) {
      console.log('Dry run: nothing was imported.');
      return;
    }
    const accepted = await acceptImport(runtime, { importId, saw: judged.counts.keys }, by);
    if (!accepted.ok) {
      console.log('There is nothing to import.');
      return;
    }
    await runImport(runtime, importId);
    const { importedRows, notImportedRows, assignedKeys } = await countOutcomes(db, importId);
    console.log(
      `Imported ${importedRows} rows with ${assignedKeys} keys. Left out since the dry run: ${notImportedRows} rows.`,
    );
    if (notImportedRows > 0) process.exitCode = 1;
  } finally {
    await pool.end();
  }

  async function printProblems(importId: string): Promise<void> {
    let after = 0;
    for (;;) {
      const rows = await badRows(db, importId, after, ROWS_PRINTED_AT_ONCE);
      for (const { line, cells, problems } of rows)
        for (const problem of problems)
          console.log(
            `line ${line}, ${problem.column ?? 'whole row'}: ${problemWords(problem)} (${cells.customer ?? 'no customer'})`,
          );
      after = rows.at(-1)?.line ?? after;
      if (rows.length < ROWS_PRINTED_AT_ONCE) return;
    }
  }
}

function print(counts: ImportCounts): void {
  console.log(
    `New customers: ${counts.newCustomers}. Customers that get something new: ${counts.changedCustomers}. Unchanged: ${counts.unchangedCustomers}. With problems: ${counts.badCustomers} (${counts.badRows} rows).`,
  );
  console.log(
    `Adds ${counts.workspaces} workspaces, ${counts.keys} keys, ${counts.contacts} contacts, ${counts.accounts} AWS accounts.`,
  );
}

try {
  await main();
} catch (error) {
  if (error instanceof EnvError) stop(error.message);
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
