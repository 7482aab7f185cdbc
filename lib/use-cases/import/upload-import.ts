import { fileRefusalWords } from '#lib/core/import/import-words.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Database } from '#lib/db/database.ts';
import { endReading, insertImport, refuseImport } from '#lib/db/import/imports.ts';
import { insertRows } from '#lib/db/import/rows.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { readFile, UnusableFile, type FileEnd, type FileRow } from './read-file.ts';

/** Rows that one statement stores. */
const ROWS_AT_ONCE = 500;

/**
 * Reads a file as it arrives and stores its rows; the worker judges them next. A file that can't be used is kept with the
 * reason, so that its page can say it.
 * @param bytes ends with an error where the upload was given up
 */
export async function uploadImport(
  { db, clock }: { db: Database; clock: () => Date },
  { fileName, bytes }: { fileName: string; bytes: AsyncIterable<Uint8Array> },
  { actor, requestId }: By,
): Promise<{ importId: string }> {
  const importId = await insertImport(db, { fileName, staffId: actor.staffId, name: actor.name, at: clock() });
  try {
    const end = await store(db, importId, bytes);
    await db.transaction(async (tx) => {
      await endReading(tx, importId, end);
      await announceChange(tx, { kind: 'import', id: importId });
      await appendAudit(
        tx,
        {
          action: 'import.uploaded',
          actor,
          targetType: 'import',
          targetId: importId,
          customerId: null,
          before: null,
          after: { fileName, sha256: end.sha256.toString('hex'), bytes: end.byteCount, rows: end.rowCount },
          reason: null,
        },
        clock(),
        requestId,
      );
    });
  } catch (error) {
    const isOurs = error instanceof UnusableFile;
    await refuseImport(db, importId, isOurs ? fileRefusalWords(error.refusal, error.about) : CUT_OFF, clock());
    if (!isOurs) throw error;
  }
  return { importId };
}

const CUT_OFF = fileRefusalWords('cut_off', '');

async function store(db: Database, importId: string, bytes: AsyncIterable<Uint8Array>): Promise<FileEnd> {
  const reading = readFile(bytes);
  let rows: FileRow[] = [];
  const keep = async (): Promise<void> => {
    if (rows.length > 0) await insertRows(db, importId, rows);
    rows = [];
  };
  for (;;) {
    const { done, value } = await reading.next();
    if (done === true) {
      await keep();
      return value;
    }
    rows.push(value);
    if (rows.length >= ROWS_AT_ONCE) await keep();
  }
}
