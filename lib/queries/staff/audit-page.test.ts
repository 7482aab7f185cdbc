import { drizzle } from 'drizzle-orm/node-postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditEntry } from '#lib/core/staff/audit.ts';
import { NOW } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { addKey, AGENT, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { readAuditPage } from './audit-page.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const write = (about: Pick<AuditEntry, 'action' | 'targetType' | 'targetId' | 'customerId'>): Promise<void> =>
  desk.db.transaction((tx) =>
    appendAudit(tx, { actor: AGENT, before: null, after: null, reason: null, ...about }, NOW, null),
  );

it('names the customer and the key, or the person, that an entry is about, with one statement for all entries', async () => {
  const { customerKeyId, customerId, arn } = await addKey(desk.db, { customerName: 'Named In The Audit' });
  const staffId = newId();
  await desk.owner.query(
    `insert into staff (id, issuer, subject, email, name, role, created_at)
     values ($1, 'https://idp.example.com', 'named', 'x@example.com', 'Priya Approver', 'agent', now())`,
    [staffId],
  );
  await write({ action: 'key.checked', targetType: 'customer_key', targetId: customerKeyId, customerId });
  await write({ action: 'key.checked', targetType: 'customer_key', targetId: newId(), customerId: null });
  await write({ action: 'staff.disabled', targetType: 'staff', targetId: staffId, customerId: null });
  for (let entry = 0; entry < 20; entry += 1)
    await write({ action: 'key.exported', targetType: 'export', targetId: newId(), customerId: null });

  const sent: string[] = [];
  const db = drizzle(desk.pool, { logger: { logQuery: (query) => void sent.push(query) } });
  const filter = { action: null, staffId: null, targetId: null };
  const { entries } = await readAuditPage({ db, clock: () => NOW }, { role: 'admin' }, filter, null);
  const nobody = { customerName: null, keyArn: null, staffName: null };
  expect(entries.slice(-4).map(({ about }) => about)).toEqual([
    nobody,
    { ...nobody, staffName: 'Priya Approver' },
    nobody,
    { ...nobody, customerName: 'Named In The Audit', keyArn: arn },
  ]);
  expect(sent).toHaveLength(3);
});
