import { ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyText } from '#lib/core/customer-text/key-text.ts';
import { readKeyFilter, type KeyFilter } from '#lib/core/verdict/key-filter.ts';
import { HOUR_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import type { Actor } from '#lib/core/staff/audit.ts';
import { findKeyTextSource } from '#lib/db/customer-text/key-text.ts';
import { cursorAt, listDeadlines, readDeadlineRows } from '#lib/db/key/deadlines.ts';
import { listKeyRows } from '#lib/db/key/key-list.ts';
import { searchKeyRows } from '#lib/db/key/key-search.ts';
import { AGENT } from '#lib/db/test-desk.test-support.ts';
import { readKeyEvents } from '#lib/queries/key/key-events.ts';
import { keyListItem } from '#lib/queries/key/key-list-item.ts';
import { readKeyPage } from '#lib/queries/key/key-page.ts';
import { readKeyPeriods } from '#lib/queries/key/key-periods.ts';
import { readKeyRotations } from '#lib/queries/key/key-rotations.ts';
import { addEvidence } from '#lib/use-cases/evidence/add-evidence.ts';
import { exceptOwnership } from '#lib/use-cases/ownership/except-ownership.ts';
import { proveByCiphertext } from '#lib/use-cases/ownership/prove-by-ciphertext.ts';
import { withdrawOwnership } from '#lib/use-cases/ownership/withdraw-ownership.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { planSweep } from '#lib/use-cases/verdict/plan-sweep.ts';
import { proveKey } from '#lib/use-cases/verdict/prove-key.ts';
import { sweepBatch } from '#lib/use-cases/verdict/sweep-batch.ts';
import { APPROVER, openOwnershipDesk, type OwnershipDesk } from './ownership-desk.test-support.ts';

const JOB: Actor = { kind: 'system', job: 'sweep' };
const VIEWER = { role: 'admin' } as const;
const REASON = 'The account belongs to a former subsidiary, see ticket 4711.';

let desk: OwnershipDesk;
beforeAll(async () => {
  desk = await openOwnershipDesk();
});
afterAll(() => desk.close());

const check = (customerKeyId: string) => {
  desk.clock.advance(16_000);
  return checkKey(desk.deps, { customerKeyId }, JOB);
};
const withdraw = (customerKeyId: string) => withdrawOwnership(desk.deps, { customerKeyId, reason: REASON }, APPROVER);
const filterOf = (given: Partial<KeyFilter>): KeyFilter => ({ ...readKeyFilter(() => null), ...given });
const listed = async (given: Partial<KeyFilter>, id: string) =>
  (await listKeyRows(desk.db, filterOf(given), null, desk.clock())).rows.filter((row) => row.id === id);

/** A key in use whose deletion is scheduled: much that must not be shown any more. */
async function aWithdrawnKey() {
  const key = await desk.aKeyInUse();
  await check(key.customerKeyId);
  await desk.aws.kms(key.arn.split(':')[4] ?? '').send(new ScheduleKeyDeletionCommand({ KeyId: key.arn }));
  await check(key.customerKeyId);
  expect(await desk.keyRow(key.customerKeyId)).toMatchObject({ verdict: 'unusable', cause: 'pending_deletion' });
  expect(await withdraw(key.customerKeyId)).toMatchObject({ ok: true });
  return key;
}

describe('a key whose proof was withdrawn', () => {
  it('H16 keeps its role, needs us, and has the reason on record', async () => {
    const { customerKeyId } = await aWithdrawnKey();
    expect(await desk.keyRow(customerKeyId)).toMatchObject({
      role: 'active',
      verdict: 'unverified',
      cause: 'ownership_withdrawn',
      next_action: 'vendor',
      proven: true,
      withdrawn: true,
    });
    expect((await desk.audited(customerKeyId)).at(-1)).toEqual({
      action: 'ownership.withdrawn',
      by: 'Priya Approver',
      reason: REASON,
    });
    expect(await withdraw(customerKeyId)).toEqual({ ok: false, reason: 'not_proven' });
  });

  it('H16 goes on being checked, and its status stays as it is', async () => {
    const { customerKeyId } = await aWithdrawnKey();
    const seen = async () => {
      const [row] = await desk.rows<{ last_attempt_at: Date; deletion_at: Date; key_state: string }>(
        `select c.last_attempt_at, k.deletion_at, k.key_state from customer_keys k join key_checks c on c.key_id = k.id where k.id = $1`,
        [customerKeyId],
      );
      return row;
    };
    const before = await seen();
    const planned: string[] = [];
    await planSweep({
      ...desk.deps,
      enqueueBatch: async (_, batch) => void planned.push(...batch.customerKeyIds),
    });
    expect(planned).toContain(customerKeyId);
    desk.clock.advance(HOUR_MS);
    expect(await sweepBatch(desk.deps, { region: 'eu-west-1', customerKeyIds: [customerKeyId] })).toMatchObject({
      checked: 1,
    });
    const after = await seen();
    expect(after?.last_attempt_at).not.toEqual(before?.last_attempt_at);
    expect(after).toMatchObject({ key_state: 'PendingDeletion', deletion_at: before?.deletion_at });
    expect(await desk.keyRow(customerKeyId)).toMatchObject({ verdict: 'unverified', cause: 'ownership_withdrawn' });
    const [event] = await desk.rows<{ kind: string }>(
      'select kind from key_events where key_id = $1 order by id desc limit 1',
      [customerKeyId],
    );
    expect(event?.kind).toBe('verdict_changed');
  });

  it('H16 shows nothing of its state, dates or permissions: on its page, in lists, search, filters and the timeline', async () => {
    const { customerKeyId, arn } = await aWithdrawnKey();
    await check(customerKeyId);
    const page = await readKeyPage(desk.deps, VIEWER, customerKeyId);
    expect(page).toMatchObject({ ownership: 'unproven' });
    expect(JSON.stringify(page)).not.toMatch(/PendingDeletion|deletionAt|customerText|"rows"|"facts"/);
    expect(await readKeyEvents(desk.deps, VIEWER, customerKeyId, { group: null, after: null })).toBeNull();
    expect(await readKeyPeriods(desk.deps, VIEWER, customerKeyId)).toBeNull();
    expect(await readKeyRotations(desk.deps, VIEWER, customerKeyId)).toBeNull();

    const [row] = await listed({}, customerKeyId);
    if (row === undefined) throw new Error('The key is not in the list.');
    expect(keyListItem(row, new Set(), { intervalMinutes: 60 }, desk.clock())).toMatchObject({
      verdict: { status: 'unverified', cause: 'ownership_withdrawn' },
      nextAction: 'vendor',
      keyState: null,
      deadlineAt: null,
      verdictSince: null,
      asOf: null,
    });
    for (const sort of ['urgent', 'newest'] as const) {
      expect(await listed({ sort, keyState: 'PendingDeletion' }, customerKeyId)).toEqual([]);
      expect(await listed({ sort, keyState: 'PendingDeletion', region: 'eu-west-1' }, customerKeyId)).toEqual([]);
      expect(await listed({ sort, deadline: 'any' }, customerKeyId)).toEqual([]);
      expect(await listed({ sort, changed: '24h' }, customerKeyId)).toEqual([]);
      expect(await listed({ sort, cause: 'ownership_withdrawn' }, customerKeyId)).toHaveLength(1);
    }
    expect((await searchKeyRows(desk.db, filterOf({ keyState: 'PendingDeletion' }), arn, desk.clock())).rows).toEqual(
      [],
    );
    const dates = await listDeadlines(desk.db, cursorAt(NOW), NOW, 200);
    expect(JSON.stringify(dates)).not.toContain(customerKeyId);
    expect(await readDeadlineRows(desk.db, [customerKeyId])).toEqual([]);
  });

  it('H16 gives no text, takes no evidence and runs no encrypt/decrypt test', async () => {
    const { customerKeyId } = await aWithdrawnKey();
    const source = await findKeyTextSource(desk.db, customerKeyId);
    expect(source === null ? null : keyText(source, desk.deps, desk.clock())).toMatchObject({ kind: 'blocked' });
    desk.clock.advance(16_000);
    expect(await proveKey(desk.deps, { customerKeyId }, AGENT)).toEqual({ ok: false, reason: 'ownership_unproven' });
    const evidence = { customerKeyId, kind: null, pasted: 'AccessDeniedException', takenAt: null };
    expect(await addEvidence(desk.deps, evidence, AGENT)).toMatchObject({ reason: 'ownership_unproven' });
  });

  it('H26 gets no result of a check that began before the withdrawal', async () => {
    const key = await desk.aKeyInUse();
    let withdrawn: unknown = null;
    const probeKey: typeof desk.deps.probeKey = async (target, kind) => {
      const report = await desk.deps.probeKey(target, kind);
      withdrawn = await withdraw(key.customerKeyId);
      return report;
    };
    desk.clock.advance(16_000);
    const checked = await checkKey({ ...desk.deps, probeKey }, { customerKeyId: key.customerKeyId }, JOB);
    expect(withdrawn).toMatchObject({ ok: true });
    expect(checked).toMatchObject({ value: { how: 'superseded' } });
    expect(await desk.keyRow(key.customerKeyId)).toMatchObject({ cause: 'ownership_withdrawn' });
  });

  it('H16 is shown again once it is proven again, after its next check', async () => {
    const key = await aWithdrawnKey();
    expect(
      await exceptOwnership(desk.deps, { customerKeyId: key.customerKeyId, reason: REASON }, APPROVER),
    ).toMatchObject({
      ok: true,
    });
    expect(await desk.keyRow(key.customerKeyId)).toMatchObject({ cause: 'never_checked', withdrawn: false });
    await check(key.customerKeyId);
    expect(await desk.keyRow(key.customerKeyId)).toMatchObject({ role: 'active', cause: 'pending_deletion' });
    expect((await readKeyPage(desk.deps, VIEWER, key.customerKeyId))?.ownership).toBe('proven');
  });

  it('is withdrawn with its audit entry, or not at all', async () => {
    const { customerKeyId } = await desk.aKeyInUse();
    await desk.owner.query(
      `alter table audit_log add constraint no_entry check (action <> 'ownership.withdrawn') not valid`,
    );
    await expect(withdraw(customerKeyId)).rejects.toThrow();
    await desk.owner.query('alter table audit_log drop constraint no_entry');
    expect(await desk.keyRow(customerKeyId)).toMatchObject({ withdrawn: false });
  });
});

describe('an exception', () => {
  it('H16 proves this key alone, by the approver’s name and reason', async () => {
    const key = await desk.aPendingKey();
    expect(
      await exceptOwnership(desk.deps, { customerKeyId: key.customerKeyId, reason: REASON }, APPROVER),
    ).toMatchObject({
      ok: true,
    });
    expect(
      await desk.rows('select kind, proven_by, reason from ownership_proofs where key_id = $1', [key.customerKeyId]),
    ).toEqual([{ kind: 'exception', proven_by: 'Priya Approver', reason: REASON }]);
    expect(await desk.rows('select 1 from customer_accounts where customer_id = $1', [key.customerId])).toEqual([]);
    expect((await desk.audited(key.customerKeyId)).at(-1)).toMatchObject({
      action: 'ownership.excepted',
      reason: REASON,
    });
    expect(
      await exceptOwnership(desk.deps, { customerKeyId: key.customerKeyId, reason: REASON }, APPROVER),
    ).toMatchObject({
      reason: 'already_proven',
    });
  });
});

describe('a pasted ciphertext', () => {
  const paste = (customerKeyId: string, pasted: string) => {
    desk.clock.advance(16_000);
    return proveByCiphertext(desk.deps, { customerKeyId, pasted }, AGENT);
  };

  it('H16 proves the key, its account and who pasted it, once for a code', async () => {
    const key = await desk.aPendingKey();
    expect(await paste(key.customerKeyId, `${await desk.encrypt(key.arn, key.code)}\n`)).toMatchObject({ ok: true });
    expect(
      await desk.rows('select kind, proven_by from ownership_proofs where key_id = $1', [key.customerKeyId]),
    ).toEqual([{ kind: 'ciphertext', proven_by: 'Robin Agent' }]);
    expect(await desk.rows('select proof from customer_accounts where customer_id = $1', [key.customerId])).toEqual([
      { proof: 'ciphertext' },
    ]);
    expect(await desk.keyRow(key.customerKeyId)).toMatchObject({ proven: true, cause: 'never_checked' });
    await withdraw(key.customerKeyId);
    expect(await paste(key.customerKeyId, await desk.encrypt(key.arn, key.code))).toMatchObject({
      reason: 'no_open_code',
    });
  });

  it('H16 proves nothing where it is of another key, another context, another code, or none', async () => {
    const [key, other] = [await desk.aPendingKey(), await desk.aPendingKey()];
    const { customerKeyId, arn, code } = key;
    const refused = async (pasted: string) => {
      const outcome = await paste(customerKeyId, pasted);
      return outcome.ok ? 'ok' : outcome.reason;
    };
    expect(await refused(await desk.encrypt(other.arn, code))).toBe('not_decryptable');
    expect(await refused(await desk.encrypt(arn, code, other.code))).toBe('not_decryptable');
    expect(await refused(await desk.encrypt(arn, other.code))).toBe('not_decryptable');
    expect(await refused(await desk.encrypt(arn, 'something', code))).toBe('other_text');
    expect(await refused('aGVsbG8gd29ybGQ=')).toBe('not_decryptable');
    expect(await refused('hello world!')).toBe('not_a_ciphertext');
    expect(await desk.keyRow(customerKeyId)).toMatchObject({ proven: false });
  });

  it('H24 is tried at most once in 15 seconds', async () => {
    const key = await desk.aPendingKey();
    await paste(key.customerKeyId, 'aGVsbG8gd29ybGQ=');
    const again = { customerKeyId: key.customerKeyId, pasted: 'aGVsbG8gd29ybGQ=' };
    expect(await proveByCiphertext(desk.deps, again, AGENT)).toEqual({ ok: false, reason: 'asked_just_now' });
  });
});
