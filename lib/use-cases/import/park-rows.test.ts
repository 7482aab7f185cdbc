import type { By } from '#lib/core/staff/audit.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readImportList, readImportPage, readParkedPage } from '#lib/queries/import/import-pages.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { APPROVER, importDesk } from './import.test-support.ts';
import { closeParkedRow, parkBadRows, takeParkedRow } from './park-rows.ts';
import { runImport } from './run-import.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk({ oldKeys: false });
});
afterAll(() => desk.close());

const COLLEAGUE: By = {
  actor: {
    kind: 'staff',
    staffId: '018f2f3e-7c11-7a3b-8d2e-0000000000ac',
    name: 'Ada Admin',
    role: 'admin',
    sessionId: null,
  },
  requestId: 'r-7',
};
const PRIYA = { role: 'approver', staffId: '018f2f3e-7c11-7a3b-8d2e-0000000000ab' } as const;
const ADA = { role: 'admin', staffId: '018f2f3e-7c11-7a3b-8d2e-0000000000ac' } as const;
const HOUR_MS = 3_600_000;
/** The last row has no problem: it only stays out with its customer. */
const FILE = 'customer,time_zone\nAcme Logistics,nowhere\nBolt Motors,UTC\nCrane Foods,there\nAcme Logistics,\n';

const auditOf = (importId: string) =>
  desk.rows<{ action: string; actor: { name: string }; after: object; request_id: string | null }>(
    `select action, actor, after, request_id from audit_log where target_id = $1 and action ~ 'park|row_' order by seq`,
    [importId],
  );

it('rows with a problem of their own are parked once, owned by whoever parks them, taken over and closed by others, each with its entry in the audit log', async () => {
  const { judge, deps, clock } = importDesk(desk);
  const { id } = await judge(FILE);
  expect(await readImportPage(deps, PRIYA, id)).toMatchObject({ parked: 0, toPark: 2 });

  expect(await parkBadRows(deps, id, APPROVER)).toEqual({ ok: true, value: { rows: 2 } });
  expect(await parkBadRows(deps, id, COLLEAGUE)).toEqual({ ok: false, reason: 'nothing_to_park' });
  const parkedAt = clock();
  clock.advance(HOUR_MS);
  const page = await readParkedPage(deps, ADA);
  expect(page).toMatchObject({ now: clock().toISOString(), more: false });
  expect(page.items).toMatchObject([
    { line: 2, customer: 'Acme Logistics', owner: 'Priya Approver', mine: false, parkedAt: parkedAt.toISOString() },
    { line: 4, customer: 'Crane Foods', owner: 'Priya Approver', mine: false },
  ]);
  expect(page.items[0]?.words).toContain('no IANA time zone');

  const [first, second] = page.items.map(({ rowId }) => rowId);
  if (first === undefined || second === undefined) throw new Error('Nothing is parked.');
  expect(await takeParkedRow(deps, first, COLLEAGUE)).toEqual({ ok: true, value: null });
  // Another owner, and as old as before.
  expect((await readParkedPage(deps, ADA)).items[0]).toMatchObject({
    rowId: first,
    owner: 'Ada Admin',
    mine: true,
    parkedAt: parkedAt.toISOString(),
  });
  expect(await closeParkedRow(deps, first, APPROVER)).toEqual({ ok: true, value: null });
  expect((await readParkedPage(deps, PRIYA)).items).toMatchObject([{ rowId: second, mine: true }]);
  expect((await readImportList(deps, PRIYA)).parked).toBe(1);

  for (const change of [takeParkedRow, closeParkedRow]) {
    expect(await change(deps, first, COLLEAGUE)).toEqual({ ok: false, reason: 'closed' });
    expect(await change(deps, PRIYA.staffId, COLLEAGUE)).toEqual({ ok: false, reason: 'not_found' });
  }
  expect(await auditOf(id)).toMatchObject([
    { action: 'import.parked', actor: { name: 'Priya Approver' }, after: { fileName: 'book.csv', rows: 2 } },
    { action: 'import.row_taken', actor: { name: 'Ada Admin' }, after: { line: 2 }, request_id: 'r-7' },
    { action: 'import.row_closed', actor: { name: 'Priya Approver' }, after: { line: 2 } },
  ]);
});

it('only bad rows of a judged file can be parked, and a row that isn’t parked can’t be closed', async () => {
  const { upload, judge, deps, rowsOf } = importDesk(desk);
  const waiting = await upload(FILE);
  expect(await parkBadRows(deps, waiting, APPROVER)).toEqual({ ok: false, reason: 'not_judged' });
  const refused = await judge('nothing\n');
  expect(await parkBadRows(deps, refused.id, APPROVER)).toEqual({ ok: false, reason: 'not_judged' });
  const good = await judge('customer\nDawn Foods\n');
  expect(await parkBadRows(deps, good.id, APPROVER)).toEqual({ ok: false, reason: 'nothing_to_park' });
  expect(await rowsOf(good.id)).toHaveLength(1);
  const [row] = await desk.rows<{ id: string }>('select id from import_rows where import_id = $1', [good.id]);
  expect(await closeParkedRow(deps, row?.id ?? '', APPROVER)).toEqual({ ok: false, reason: 'not_found' });
});

it('a row that no longer fits the book when the import runs can be parked afterwards, beside those parked before', async () => {
  const { judge, accept, deps } = importDesk(desk);
  const { id } = await judge('customer,external_id\nEmber Works,E-900\nFalcon Rail,not an id\n');
  await parkBadRows(deps, id, APPROVER);
  await accept(id);
  await desk.rows(
    `insert into customers (id, name, name_form, external_id, created_at) values (gen_random_uuid(), 'Grove Bank', 'grovebank', 'E-900', now())`,
  );
  await runImport(deps, id);
  expect(await readImportPage(deps, PRIYA, id)).toMatchObject({ state: 'done', parked: 1, toPark: 1 });
  expect(await parkBadRows(deps, id, COLLEAGUE)).toEqual({ ok: true, value: { rows: 1 } });
  const { items } = await readParkedPage(deps, ADA);
  expect(items.filter(({ importId }) => importId === id)).toMatchObject([
    { customer: 'Ember Works', owner: 'Ada Admin', words: expect.stringContaining('Grove Bank') },
    { customer: 'Falcon Rail', owner: 'Priya Approver' },
  ]);
});

it('a change of a parked row whose audit entry can’t be written changes nothing', async () => {
  const { judge, deps } = importDesk(desk);
  const { id } = await judge('customer,time_zone\nHeron Steel,nowhere\n');
  await parkBadRows(deps, id, APPROVER);
  const [row] = await desk.rows<{ id: string }>('select id from import_rows where import_id = $1', [id]);
  await desk.rows(
    `create function no_audit() returns trigger language plpgsql as $$ begin raise exception 'no audit'; end $$`,
  );
  await desk.rows('create trigger no_audit before insert on audit_log for each row execute function no_audit()');
  try {
    for (const change of [takeParkedRow, closeParkedRow])
      await expect(change(deps, row?.id ?? '', COLLEAGUE)).rejects.toThrow();
  } finally {
    await desk.rows('drop trigger no_audit on audit_log');
  }
  expect(await desk.rows('select parked_owner, closed_at from import_rows where import_id = $1', [id])).toEqual([
    { parked_owner: 'Priya Approver', closed_at: null },
  ]);
});

it('is for approvers and admins: the pages refuse everybody else', async () => {
  const { deps } = importDesk(desk);
  for (const role of ['viewer', 'agent'] as const) {
    const staff = { role, staffId: '' };
    await expect(readImportList(deps, staff)).rejects.toThrow(role);
    await expect(readParkedPage(deps, staff)).rejects.toThrow(role);
    await expect(readImportPage(deps, staff, PRIYA.staffId)).rejects.toThrow(role);
  }
});
