import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOW } from '#lib/core/verdict/checks.test-support.ts';
import { listAudit } from '#lib/db/staff/audit-list.ts';
import { verifyAudit, type AuditHead } from '#lib/db/staff/audit-verify.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { newId } from '#lib/db/new-id.ts';
import { AGENT, openTestDesk, SWEEP, type TestDesk } from '#lib/db/test-desk.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
beforeEach(() => tamper('truncate audit_log'));
afterAll(() => desk.close());

const write = (targetId = newId(), reason: string | null = null) =>
  desk.db.transaction((tx) =>
    appendAudit(
      tx,
      {
        action: 'key.checked',
        actor: AGENT,
        targetType: 'customer_key',
        targetId,
        customerId: null,
        before: { status: 'usable', cause: null },
        after: { status: 'unusable', cause: 'key_disabled' },
        reason,
      },
      NOW,
      'request-1',
    ),
  );

async function writeSome(count: number): Promise<AuditHead> {
  for (let entry = 0; entry < count; entry += 1) await write();
  const verified = await verifyAudit(desk.db, null);
  if (!verified.intact || verified.head === null) throw new Error('The audit is broken from the start.');
  return verified.head;
}

/** Changes the log as the owner can, with the triggers disabled. */
const tamper = async (...statements: string[]) => {
  for (const statement of [
    'alter table audit_log disable trigger user',
    ...statements,
    'alter table audit_log enable trigger user',
  ])
    await desk.owner.query(statement);
};

describe('the audit chain', () => {
  it('is intact and has no head while it is empty', async () => {
    expect(await verifyAudit(desk.db, null)).toEqual({ intact: true, head: null });
  });

  it('is intact, and its head is the newest entry', async () => {
    const head = await writeSome(5);
    expect(head.seq).toBe(5);
    expect(await verifyAudit(desk.db, head)).toEqual({ intact: true, head });
  });

  it('still contains a head that was noted earlier', async () => {
    const head = await writeSome(3);
    await write();
    expect(await verifyAudit(desk.db, head)).toMatchObject({ intact: true, head: { seq: 4 } });
  });

  it('has no gap and no fork with many writers at once, some of them rolled back', async () => {
    await Promise.all(
      Array.from({ length: 40 }, async (_, writer) => {
        const act = desk.db.transaction(async (tx) => {
          const entry = { actor: SWEEP, targetType: 'customer_key', targetId: newId(), customerId: null } as const;
          await appendAudit(
            tx,
            { ...entry, action: 'key.checked', before: null, after: null, reason: null },
            NOW,
            null,
          );
          if (writer % 4 === 0) throw new Error('rolled back');
        });
        await act.catch(() => undefined);
      }),
    );
    expect(await verifyAudit(desk.db, null)).toMatchObject({ intact: true, head: { seq: 30 } });
  });

  it('ignores the sequence number and hashes that a writer sends', async () => {
    await write();
    await desk.db.transaction(async (tx) => {
      await tx.execute(
        `insert into audit_log (seq, id, at, actor, action, target_type, target_id, prev_hash, hash)
         values (999, '${newId()}', now(), '{}', 'key.checked', 'staff', '${newId()}', '\\x00', '\\x00')`,
      );
    });
    expect(await verifyAudit(desk.db, null)).toMatchObject({ intact: true, head: { seq: 2 } });
  });
});

describe('the verification of the audit finds', () => {
  it.each([
    ['a changed reason', `update audit_log set reason = 'nothing to see' where seq = 3`],
    ['a changed actor', `update audit_log set actor = jsonb_set(actor, '{name}', '"Somebody Else"') where seq = 3`],
    ['a changed instant', `update audit_log set at = at + interval '1 millisecond' where seq = 3`],
    ['another target', `update audit_log set target_id = gen_random_uuid() where seq = 3`],
    ['a changed outcome', `update audit_log set after = '{}' where seq = 3`],
    ['another request', `update audit_log set request_id = null where seq = 3`],
    ['another action', `update audit_log set action = 'key.submitted' where seq = 3`],
  ])('%s', async (_, change) => {
    await writeSome(5);
    await tamper(change);
    expect(await verifyAudit(desk.db, null)).toEqual({ intact: false, seq: 3, why: 'changed' });
  });

  it('a changed entry with a recomputed hash, by the next entry', async () => {
    await writeSome(5);
    await tamper(
      `update audit_log set reason = 'nothing to see' where seq = 3`,
      `update audit_log set hash = audit_row_hash(audit_log) where seq = 3`,
    );
    expect(await verifyAudit(desk.db, null)).toEqual({ intact: false, seq: 4, why: 'unlinked' });
  });

  it('an entry that was removed', async () => {
    await writeSome(5);
    await tamper('delete from audit_log where seq = 3');
    expect(await verifyAudit(desk.db, null)).toEqual({ intact: false, seq: 3, why: 'missing' });
  });

  it('an entry that was removed, with the later ones renumbered', async () => {
    await writeSome(5);
    await tamper('delete from audit_log where seq = 3', 'update audit_log set seq = seq - 1 where seq > 3');
    expect(await verifyAudit(desk.db, null)).toMatchObject({ intact: false, seq: 3 });
  });

  it('two entries that were swapped', async () => {
    await writeSome(5);
    await tamper(
      'update audit_log set seq = 103 where seq = 3',
      'update audit_log set seq = 3 where seq = 4',
      'update audit_log set seq = 4 where seq = 103',
    );
    expect(await verifyAudit(desk.db, null)).toMatchObject({ intact: false, seq: 3, why: 'changed' });
  });

  it('that the newest entries were removed, given an earlier head', async () => {
    const head = await writeSome(5);
    await tamper('delete from audit_log where seq > 3');
    expect(await verifyAudit(desk.db, null)).toMatchObject({ intact: true });
    expect(await verifyAudit(desk.db, head)).toEqual({ intact: false, seq: 4, why: 'cut_off' });
  });

  it('that the newest entries were replaced, given an earlier head', async () => {
    const head = await writeSome(5);
    await tamper('delete from audit_log where seq > 3');
    for (let entry = 0; entry < 5; entry += 1) await write(newId(), 'written later');
    expect(await verifyAudit(desk.db, head)).toEqual({ intact: false, seq: 5, why: 'changed' });
  });

  it('that all entries were removed, given an earlier head', async () => {
    const head = await writeSome(2);
    await tamper('truncate audit_log');
    expect(await verifyAudit(desk.db, head)).toEqual({ intact: false, seq: 1, why: 'cut_off' });
  });
});

describe('the audit list', () => {
  it('pages from newest to oldest and shows every entry once', async () => {
    for (let entry = 0; entry < 60; entry += 1) await write();
    const first = await listAudit(desk.db, { action: null, staffId: null, targetId: null }, null);
    expect(first.hasOlder).toBe(true);
    const second = await listAudit(
      desk.db,
      { action: null, staffId: null, targetId: null },
      first.entries.at(-1)?.seq ?? 0,
    );
    expect(second.hasOlder).toBe(false);
    expect([...first.entries, ...second.entries].map(({ seq }) => seq)).toEqual(
      Array.from({ length: 60 }, (_, n) => 60 - n),
    );
  });

  it('can be filtered by target, action and person together', async () => {
    const target = newId();
    await write(target);
    await write();
    const staffId = AGENT.kind === 'staff' ? AGENT.staffId : null;
    const filter = { action: 'key.checked', staffId, targetId: target } as const;
    expect((await listAudit(desk.db, filter, null)).entries).toMatchObject([{ seq: 1, targetId: target }]);
    expect((await listAudit(desk.db, { ...filter, staffId: newId() }, null)).entries).toEqual([]);
    expect((await listAudit(desk.db, { ...filter, action: 'staff.disabled' }, null)).entries).toEqual([]);
  });
});
