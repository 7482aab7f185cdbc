import { createHash } from 'node:crypto';
import type { ImportProblem, ImportVerdict } from '#lib/core/import/import.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { findImport } from '#lib/db/import/imports.ts';
import { aClock, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { acceptImport } from './accept-import.ts';
import { judgeImport } from './judge-import.ts';
import { runImport } from './run-import.ts';
import { uploadImport } from './upload-import.ts';

export const APPROVER: By = {
  actor: {
    kind: 'staff',
    staffId: '018f2f3e-7c11-7a3b-8d2e-0000000000ab',
    name: 'Priya Approver',
    role: 'approver',
    sessionId: null,
  },
  requestId: null,
};

/** A file in parts, as it arrives. */
export async function* arriving(bytes: Uint8Array, size = 700): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The ARN of a key that only this number has. */
export const arnOf = (n: number, region = 'eu-west-1', account = '111122223333'): string =>
  `arn:aws:kms:${region}:${account}:key/${createHash('md5')
    .update(`key ${n}`)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;

export type RowResult = {
  line: number;
  verdict: ImportVerdict | null;
  outcome: string | null;
  problems: ImportProblem[];
};

/** A desk that imports files. */
export function importDesk(desk: TestDesk) {
  const clock = aClock();
  const deps = { db: desk.db, clock, regions: REGIONS, policy: POLICY };
  const stored = async (importId: string) => {
    const found = await findImport(desk.db, importId);
    if (found === null) throw new Error('No such import.');
    return found;
  };
  const upload = async (file: string | Uint8Array, fileName = 'book.csv') =>
    (await uploadImport(deps, { fileName, bytes: arriving(typeof file === 'string' ? bytesOf(file) : file) }, APPROVER))
      .importId;
  const judge = async (file: string | Uint8Array, fileName?: string) => {
    const importId = await upload(file, fileName);
    await judgeImport(deps, importId);
    return stored(importId);
  };
  const accept = async (importId: string) =>
    acceptImport(deps, { importId, saw: (await stored(importId)).counts?.keys ?? -1 }, APPROVER);
  return {
    deps,
    clock,
    stored,
    upload,
    judge,
    accept,
    rowsOf: (importId: string): Promise<RowResult[]> =>
      desk.rows<RowResult>(
        'select line, verdict, outcome, problems from import_rows where import_id = $1 order by line',
        [importId],
      ),
    /** The whole way of a file. */
    run: async (file: string | Uint8Array, fileName?: string) => {
      const { id } = await judge(file, fileName);
      const accepted = await accept(id);
      if (accepted.ok) await runImport(deps, id);
      return { ...(await stored(id)), accepted };
    },
  };
}
