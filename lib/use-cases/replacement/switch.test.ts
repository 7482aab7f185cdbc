import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standingOf } from '#lib/core/replacement/standing.ts';
import { CATCH_ALL, MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { startDeparture } from '#lib/use-cases/departure/start-departure.ts';
import { acknowledgeByService, recordBackupWithNewKey } from './follow-switch.ts';
import { switchLine } from './switch-line.ts';
import { aReplacementDesk, HOUR_MS, must, type ReplacementDesk } from './replacement.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const DENIED = { generate: CATCH_ALL, decrypt: CATCH_ALL } as const;
const SILENT = {
  facts: null,
  generate: 'could_not_tell:timed_out',
  decrypt: 'could_not_tell:timed_out',
} as const;

async function upTo(state: 'approved' | 'switched' | 'acknowledged'): Promise<ReplacementDesk> {
  const place = await aReplacementDesk(desk);
  await place.upTo(state);
  return place;
}
const newArnOf = async (place: ReplacementDesk): Promise<string> => (await place.stored()).newKey?.record.arn ?? '';
const outboxOf = async (place: ReplacementDesk) =>
  desk.rows<{ kind: string; payload: unknown }>(
    `select kind, payload from outbox_events where subject = $1 order by seq`,
    [(await place.stored()).line.workspaceId],
  );
const rolesToldOf = (keyId: string) =>
  desk.rows(
    `select detail ->> 'from' as was, detail ->> 'to' as is from key_events
    where key_id = $1 and kind = 'role_changed' order by at, id`,
    [keyId],
  );
/** Nothing of a switch was written. */
async function expectNotSwitched(place: ReplacementDesk): Promise<void> {
  const newKey = await place.newKeyId();
  expect(await place.assigned()).toEqual({ active: [place.old.customerKeyId], retained: [] });
  expect([await place.roleOf(place.old.customerKeyId), await place.roleOf(newKey)]).toEqual(['active', 'candidate']);
  expect((await place.stored()).line.switchedAt).toBeNull();
  expect(await outboxOf(place)).toEqual([]);
  expect(await rolesToldOf(newKey)).toEqual([]);
}

describe('a switch', () => {
  it('makes the new key active and retains the old one, and tells our product and both histories', async () => {
    const place = await upTo('approved');
    await place.report(place.old.customerKeyId, { restore_points: 1_204 });
    must(await place.switch());
    const [oldId, newId] = [place.old.customerKeyId, await place.newKeyId()];
    expect(await place.assigned()).toEqual({ active: [newId], retained: [oldId] });
    expect(await rolesToldOf(oldId)).toEqual([{ was: 'active', is: 'retained' }]);
    expect(await rolesToldOf(newId)).toEqual([{ was: 'candidate', is: 'active' }]);
    const { line } = await place.stored();
    const { workspaceId } = line;
    expect(await outboxOf(place)).toEqual([
      {
        kind: 'key_switched',
        payload: { workspaceId, keyId: newId, arn: await newArnOf(place), oldKeyId: oldId, oldArn: place.old.arn },
      },
    ]);
    expect(line.restorePointsBefore).toBe(1_204);
    expect(line.secondReportId).not.toBe(line.firstReportId);
    expect(await place.auditIntact()).toBe(true);
  });

  it('runs the full check of both keys and the test between them once more', async () => {
    const place = await upTo('approved');
    place.clock.advance(HOUR_MS);
    const before = place.moveTests.length;
    must(await place.switch());
    expect(place.moveTests.slice(before)).toEqual([{ oldArn: place.old.arn, newArn: await newArnOf(place) }]);
    const checked = await desk.rows<{ key_id: string }>(
      `select key_id from probe_reports where key_id = any($1) and started_at = $2 and kind = 'grid'`,
      [[place.old.customerKeyId, await place.newKeyId()], place.clock()],
    );
    expect(checked.map((row) => row.key_id).toSorted()).toEqual(
      [place.old.customerKeyId, await place.newKeyId()].toSorted(),
    );
  });

  it('says of a key that another workspace goes on using nothing that isn’t so', async () => {
    const place = await aReplacementDesk(desk);
    const workspace = newId();
    await desk.owner.query(
      `insert into workspaces (id, customer_id, name, region, created_at) values ($1, $2, 'second', 'eu-west-1', now())`,
      [workspace, place.old.customerId],
    );
    await desk.owner.query(
      `insert into key_assignments (id, workspace_id, key_id, role, from_at, origin) values ($1, $2, $3, 'active', $4, 'legacy')`,
      [newId(), workspace, place.old.customerKeyId, place.clock()],
    );
    await place.upTo('switched');
    expect(await place.roleOf(place.old.customerKeyId)).toBe('active');
    expect(await rolesToldOf(place.old.customerKeyId)).toEqual([]);
    expect(await place.release()).toEqual({ ok: false, reason: 'not_retained' });
  });

  it('catches a new key that loses a permission between the approval and the switch', async () => {
    const place = await upTo('approved');
    place.answer(await newArnOf(place), DENIED);
    place.clock.advance(MINUTE_MS);
    expect(await place.switch()).toMatchObject({
      ok: false,
      reason: 'approval_ended',
      end: { why: 'changed', parts: ['flags', 'new_key', 'new_tests'] },
    });
    await expectNotSwitched(place);
    expect(await place.state()).toBe('testing');
    const [approval] = await place.approvals();
    expect(approval?.void_why).toBe(
      'Since the approval, the flags are different, the new key changed, a test of the new key has another result.',
    );
    expect(await place.events('approval_void')).toEqual([{ why: approval?.void_why }]);
    expect((await place.audited()).filter((action) => action === 'approval_ended')).toHaveLength(1);
    expect((await place.audited()).includes('switched')).toBe(false);
    expect(await place.auditIntact()).toBe(true);
  });

  it('catches that data keys can’t be moved any more', async () => {
    const place = await upTo('approved');
    place.move({ result: 'denied', by: 'old', denial: 'cross_account_catch_all' });
    expect(await place.switch()).toMatchObject({
      reason: 'approval_ended',
      end: { why: 'changed', parts: ['flags', 'move_test'] },
    });
    await expectNotSwitched(place);
    expect((await place.stored()).facts.moveTest?.result).toBe('denied');
  });

  it.each<[string, (place: ReplacementDesk) => Promise<void>]>([
    ['of the new key', async (place) => place.answer(await newArnOf(place), SILENT)],
    ['of the old key', async (place) => place.answer(place.old.arn, SILENT)],
    ['between both', async (place) => place.move({ result: 'could_not_tell', fault: 'timed_out' })],
  ])(
    'changes nothing when KMS gives no answer in the check %s, and the approval still holds',
    async (_what, silence) => {
      const place = await upTo('approved');
      await silence(place);
      place.clock.advance(MINUTE_MS);
      expect(await place.switch()).toEqual({ ok: false, reason: 'not_checked' });
      await expectNotSwitched(place);
      await place.settle();
      expect(await place.state()).toBe('approved');
      expect(await place.approvals()).toMatchObject([{ void_at: null }]);
      for (const arn of [place.old.arn, await newArnOf(place)]) place.answer(arn, {});
      place.move({ result: 'allowed' });
      place.clock.advance(MINUTE_MS);
      must(await place.switch());
    },
  );

  it('is refused for a page of an earlier revision, a second time, and for a workspace that leaves', async () => {
    const place = await upTo('approved');
    const { revision } = await place.input();
    must(await place.edit({ ticket: '#4712' }));
    const stale = { ...place.ids(), revision };
    expect(await switchLine(place.deps, stale, place.agent)).toEqual({ ok: false, reason: 'stale' });
    await expectNotSwitched(place);
    const { workspaceId } = (await place.stored()).line;
    const leaves = { customerId: place.old.customerId, workspaceIds: [workspaceId], path: 'leaves' } as const;
    must(await startDeparture(place.deps, { ...leaves, reason: 'The contract ends.', ticket: null }, place.approver));
    place.clock.advance(MINUTE_MS);
    expect(await place.switch()).toEqual({ ok: false, reason: 'workspace_leaves' });
    await expectNotSwitched(place);

    const other = await upTo('switched');
    expect(await other.switch()).toEqual({ ok: false, reason: 'not_approved' });
  });
});

describe('the acknowledgement', () => {
  const SERVICE = { tokenId: newId(), name: 'backup', scopes: ['dependents:write'], regions: null } as const;
  type Said = { arn?: string; regions?: string[] | null; workspaceId?: string };
  const said = async (place: ReplacementDesk, { arn, regions = null, workspaceId }: Said = {}) =>
    acknowledgeByService(
      place.deps,
      {
        workspaceId: workspaceId ?? (await place.stored()).line.workspaceId,
        arn: arn ?? (await newArnOf(place)),
        how: 'encrypted and decrypted',
        region: 'eu-west-1',
      },
      { ...SERVICE, regions },
      'r2',
    );

  it('is due within an hour, and then needs us', async () => {
    const place = await upTo('switched');
    const standing = async () => standingOf((await place.stored()).facts, place.clock());
    const dueAt = new Date(place.clock().getTime() + HOUR_MS);
    expect(await standing()).toMatchObject({ waitsFor: 'product', next: 'acknowledge', dueAt, alarms: [] });
    place.clock.advance(HOUR_MS - 1);
    expect(await standing()).toMatchObject({ waitsFor: 'product', alarms: [] });
    place.clock.advance(1);
    expect(await standing()).toMatchObject({ waitsFor: 'us', alarms: ['unacknowledged'] });
    must(await place.acknowledge());
    expect(await standing()).toMatchObject({ waitsFor: 'us', next: 'first_backup', untold: true, alarms: [] });
    await place.tell('switched');
    expect(await standing()).toMatchObject({ waitsFor: 'product', next: 'first_backup', untold: false, alarms: [] });
  });

  it('is recorded from our product with its name, and said again nothing is written', async () => {
    const place = await upTo('switched');
    place.clock.advance(MINUTE_MS);
    const at = await said(place);
    expect(at).toEqual(place.clock());
    const { line, replacement } = await place.stored();
    expect(line).toMatchObject({ state: 'acknowledged', acknowledgedAt: at, acknowledgedBy: 'backup' });
    place.clock.advance(MINUTE_MS);
    expect(await said(place)).toEqual(at);
    expect((await place.stored()).replacement.revision).toBe(replacement.revision);
    expect((await place.audited()).filter((action) => action === 'acknowledged')).toHaveLength(1);
  });

  it('is recorded once when our product says it twice at once', async () => {
    const place = await upTo('switched');
    // Both have read the line before one of them writes.
    const holder = await desk.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select 1 from replacements where id = $1 for no key update', [place.ids().replacementId]);
      const both = Promise.all([said(place), said(place)]);
      const waiting = async () =>
        desk.rows(
          `select from pg_stat_activity where datname = current_database() and application_name = 'keydesk-test'
           and wait_event_type = 'Lock'`,
        );
      await expect.poll(async () => (await waiting()).length, { timeout: 5_000, interval: 20 }).toBe(2);
      await holder.query('commit');
      expect(await both).toEqual([place.clock(), place.clock()]);
    } finally {
      holder.release();
    }
    expect((await place.audited()).filter((action) => action === 'acknowledged')).toHaveLength(1);
  });

  it('is not recorded for another region, another key, another workspace, or before the switch', async () => {
    const place = await upTo('switched');
    expect(await said(place, { regions: ['us-west-2'] })).toBeNull();
    expect(await said(place, { arn: place.old.arn })).toBeNull();
    expect(await said(place, { workspaceId: newId() })).toBeNull();
    expect(await place.state()).toBe('switched');
    const before = await upTo('approved');
    expect(await said(before)).toBeNull();
    expect(await before.acknowledge()).toEqual({ ok: false, reason: 'not_switched' });
    must(await place.rollBack());
    expect(await said(place)).toBeNull();
  });

  it('is recorded once by a person too, and never before the switch by a clock that was set back', async () => {
    const place = await upTo('switched');
    place.clock.advance(-HOUR_MS);
    must(await place.acknowledge());
    const { line } = await place.stored();
    expect(line.acknowledgedAt).toEqual(line.switchedAt);
    expect(await place.acknowledge()).toEqual({ ok: false, reason: 'recorded_already' });
  });
});

describe('the first backup with the new key', () => {
  const backup = async (place: ReplacementDesk, words: { at?: Date; arn?: string } = {}) =>
    recordBackupWithNewKey(
      place.deps,
      { ...(await place.input()), at: null, arn: await newArnOf(place), ...words },
      place.agent,
    );

  it('is recorded once, with the new key, after the switch and the acknowledgement', async () => {
    const place = await upTo('switched');
    const refused = (reason: string) => ({ ok: false, reason });
    expect(await backup(place)).toEqual(refused('not_switched'));
    must(await place.acknowledge());
    place.clock.advance(HOUR_MS);
    const at = (ms: number) => new Date(place.clock().getTime() + ms);
    expect(await backup(place, { arn: place.old.arn })).toEqual(refused('another_key'));
    expect(await backup(place, { at: at(1) })).toEqual(refused('in_the_future'));
    expect(await backup(place, { at: at(-HOUR_MS - 1) })).toEqual(refused('before_switch'));
    must(await backup(place, { at: at(-MINUTE_MS) }));
    expect((await place.stored()).line.firstBackupAt).toEqual(at(-MINUTE_MS));
    expect(await backup(place)).toEqual(refused('recorded_already'));
    expect((await place.audited()).filter((action) => action === 'first_backup')).toHaveLength(1);
    expect(await place.auditIntact()).toBe(true);
  });
});
