import { fileRefusalWords } from '#lib/core/import/import-words.ts';
import type { Database } from '#lib/db/database.ts';
import { givenUpUploads, refuseImport, waitingImports } from '#lib/db/import/imports.ts';

/** An upload takes minutes at most. */
const UPLOAD_MS = 3_600_000;

/** The imports that must be judged or run. Uploads whose process was killed are closed. */
export async function importsToGoOn({ db, clock }: { db: Database; clock: () => Date }): Promise<string[]> {
  const now = clock();
  for (const importId of await givenUpUploads(db, new Date(now.getTime() - UPLOAD_MS)))
    await refuseImport(db, importId, fileRefusalWords('cut_off', ''), now);
  return waitingImports(db);
}
