import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, createPool } from '#lib/db/database.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { APPROVER, arriving, bytesOf, importDesk } from './import.test-support.ts';
import { uploadImport } from './upload-import.ts';
import { importsToGoOn } from './waiting-imports.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk({ oldKeys: false });
});
afterAll(() => desk.close());

const LINES = `customer\n${Array.from({ length: 2_000 }, (_, n) => `Customer ${n}\n`).join('')}`;
const newest = async () => {
  const [row] = await desk.rows<{ id: string; state: string; refusal: string | null; sha256: Buffer | null }>(
    'select id, state, refusal, sha256 from imports order by created_at desc, id desc limit 1',
  );
  if (row === undefined) throw new Error('There is no import.');
  return row;
};

it('an upload that the browser gives up in the middle is refused in words, and none of it is ever judged', async () => {
  const { deps } = importDesk(desk);
  async function* cutOff(): AsyncGenerator<Uint8Array> {
    yield bytesOf(LINES);
    throw new Error('aborted');
  }
  await expect(uploadImport(deps, { fileName: 'cut.csv', bytes: cutOff() }, APPROVER)).rejects.toThrow('aborted');
  const { id, state, refusal, sha256 } = await newest();
  expect({ state, sha256 }).toEqual({ state: 'refused', sha256: null });
  expect(refusal).toMatch(/Upload it again/);
  expect(await importsToGoOn(deps)).not.toContain(id);
  expect(await desk.rows(`select 1 from audit_log where target_id = $1`, [id])).toEqual([]);
});

it('an upload whose web process was killed is closed an hour later, and not before', async () => {
  const { deps, clock } = importDesk(desk);
  const pool = createPool({
    url: desk.url,
    applicationName: 'keydesk-doomed',
    maxConnections: 1,
    statementTimeoutMs: 10_000,
    onError: () => undefined,
  });
  // Its database connection ends with the process, so nothing is left to say why.
  async function* killed(): AsyncGenerator<Uint8Array> {
    yield bytesOf(LINES);
    await pool.end();
    throw new Error('killed');
  }
  await expect(
    uploadImport({ ...deps, db: createDatabase(pool) }, { fileName: 'killed.csv', bytes: killed() }, APPROVER),
  ).rejects.toThrow();
  const { id } = await newest();
  expect(await importsToGoOn(deps)).not.toContain(id);
  expect(await newest()).toMatchObject({ id, state: 'reading' });
  clock.advance(3_600_001);
  expect(await importsToGoOn(deps)).not.toContain(id);
  expect(await newest()).toMatchObject({ id, state: 'refused', refusal: expect.stringMatching(/Upload it again/) });
});

it('a file whose upload can’t be written to the audit log isn’t taken', async () => {
  const { deps } = importDesk(desk);
  await desk.rows(
    `create function no_audit() returns trigger language plpgsql as $$ begin raise exception 'no audit'; end $$`,
  );
  await desk.rows('create trigger no_audit before insert on audit_log for each row execute function no_audit()');
  try {
    const bytes = arriving(bytesOf('customer\nAcme\n'));
    await expect(uploadImport(deps, { fileName: 'book.csv', bytes }, APPROVER)).rejects.toThrow();
  } finally {
    await desk.rows('drop trigger no_audit on audit_log');
  }
  expect(await newest()).toMatchObject({ state: 'refused', sha256: null });
});
