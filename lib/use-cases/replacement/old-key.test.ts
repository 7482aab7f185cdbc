import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standingOf } from '#lib/core/replacement/standing.ts';
import { MINUTE_MS, someFacts } from '#lib/core/verdict/checks.test-support.ts';
import { findKey } from '#lib/db/key/keys.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { planSweep } from '#lib/use-cases/verdict/plan-sweep.ts';
import { sweepBatch } from '#lib/use-cases/verdict/sweep-batch.ts';
import { recordBackupWithNewKey } from './follow-switch.ts';
import { aReplacementDesk, DAY_MS, HOUR_MS, must, type ReplacementDesk } from './replacement.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

async function upTo(state: 'approved' | 'switched' | 'acknowledged'): Promise<ReplacementDesk> {
  const place = await aReplacementDesk(desk);
  await place.upTo(state);
  return place;
}
const standing = async (place: ReplacementDesk) => standingOf((await place.stored()).facts, place.clock());
const PENDING = someFacts({ keyState: 'PendingDeletion', deletionAt: new Date('2026-04-14T09:12:00.000Z') });

describe('the old key after the switch', () => {
  it.each<[string, ReturnType<typeof someFacts>]>([
    ['scheduled for deletion', PENDING],
    ['disabled', someFacts({ keyState: 'Disabled' })],
  ])('raises the alarm when it is %s while something may depend on it', async (_what, facts) => {
    for (const state of ['switched', 'acknowledged'] as const) {
      const place = await upTo(state);
      expect((await standing(place)).alarms).toEqual([]);
      place.answer(place.old.arn, { facts });
      await place.check(place.old.customerKeyId);
      expect(await standing(place)).toMatchObject({ waitsFor: 'us', alarms: ['old_key_out_of_use'] });
    }
  });

  it('raises none when nothing has depended on it for a week', async () => {
    const place = await upTo('acknowledged');
    await place.report(place.old.customerKeyId);
    await place.reportDaily(place.old.customerKeyId, 7);
    place.answer(place.old.arn, { facts: PENDING });
    await place.check(place.old.customerKeyId);
    expect((await standing(place)).alarms).toEqual([]);
    place.clock.advance(25 * HOUR_MS);
    expect((await standing(place)).alarms).toEqual(['old_key_out_of_use']);
  });

  it('is due at once, and then checked as often and as fully as an active key', async () => {
    const place = await upTo('switched');
    const { customerKeyId } = place.old;
    const active = await place.anotherOld('second');
    const keys = [customerKeyId, active.customerKeyId];
    const nextOf = async (keyId: string) => (await findKey(desk.db, keyId))?.nextCheckAt ?? new Date(0);
    expect(await nextOf(customerKeyId)).toEqual(place.clock());
    place.clock.advance(MINUTE_MS);
    for (let round = 0; round < 3; round += 1) {
      const planned: string[] = [];
      await planSweep({
        ...place.deps,
        enqueueBatch: async (_tx, { customerKeyIds }) => void planned.push(...customerKeyIds),
      });
      expect(planned).toContain(customerKeyId);
      await sweepBatch(place.deps, { region: 'eu-west-1', customerKeyIds: keys });
      expect((await nextOf(customerKeyId)).getTime() - place.clock().getTime()).toBe(HOUR_MS);
      place.clock.advance(HOUR_MS);
    }
    const asked = (arn: string) =>
      place.deps.asked.filter((target) => target.arn === arn && target.describeOnly === true);
    expect(asked(place.old.arn)).toEqual([]);
  });
});

describe('H19 the release of the old key', () => {
  const kinds = async (place: ReplacementDesk): Promise<string[]> => {
    const released = await place.release();
    return released.ok ? [] : 'blocks' in released ? released.blocks.map(({ kind }) => kind) : [released.reason];
  };

  it('is refused for what was never reported, for missing kinds, for counts above zero, old ones and a gap', async () => {
    const place = await upTo('acknowledged');
    const { customerKeyId } = place.old;
    expect(await kinds(place)).toEqual(['never_reported']);
    await place.report(customerKeyId, {}, ['legal_holds']);
    expect(await kinds(place)).toEqual(['kinds_never_reported']);
    place.clock.advance(HOUR_MS);
    await place.report(customerKeyId, { restore_points: 3 });
    expect(await kinds(place)).toEqual(['something_left']);
    place.clock.advance(HOUR_MS);
    await place.report(customerKeyId);
    expect(await kinds(place)).toEqual(['not_long_enough']);
    await place.reportDaily(customerKeyId, 6);
    expect(await kinds(place)).toEqual(['not_long_enough']);
    place.clock.advance(DAY_MS + MINUTE_MS);
    expect(await kinds(place)).toEqual(['report_too_old']);
    place.clock.advance(2 * HOUR_MS);
    await place.report(customerKeyId);
    expect(await kinds(place)).toEqual(['not_long_enough']);
    await place.reportDaily(customerKeyId, 7);
    expect(await kinds(place)).toEqual([]);
  });

  it('is refused until the product acknowledged the switch, and for a week after that, with the reason', async () => {
    const place = await upTo('switched');
    const { customerKeyId } = place.old;
    await place.report(customerKeyId);
    await place.reportDaily(customerKeyId, 10);
    expect(await kinds(place)).toEqual(['not_acknowledged']);
    must(await place.acknowledge());
    expect(await kinds(place)).toEqual(['not_long_enough']);
    await place.reportDaily(customerKeyId, 6);
    expect(await kinds(place)).toEqual(['not_long_enough']);
    expect((await standing(place)).next).toBe('first_backup');
    await place.reportDaily(customerKeyId, 1);
    expect(await kinds(place)).toEqual([]);
  });

  it('comes after seven daily reports of zero, ends the line, and makes its page stale', async () => {
    const place = await upTo('acknowledged');
    const { customerKeyId } = place.old;
    const arn = (await place.stored()).newKey?.record.arn ?? '';
    must(await recordBackupWithNewKey(place.deps, { ...(await place.input()), at: null, arn }, place.agent));
    await place.tell('switched');
    expect(await standing(place)).toMatchObject({ waitsFor: 'us', next: 'get_report', untold: false });
    await place.report(customerKeyId);
    expect(await standing(place)).toMatchObject({ waitsFor: 'time', next: 'wait_for_zero' });
    await place.reportDaily(customerKeyId, 7);
    expect(await standing(place)).toMatchObject({ waitsFor: 'approver', next: 'release' });
    const { revision } = await place.input();
    expect(await place.release()).toEqual({ ok: true, value: null });
    const { line, replacement } = await place.stored();
    expect(line).toMatchObject({ state: 'released', releasedAt: place.clock() });
    expect(replacement.revision).toBe(revision + 1);
    expect(await place.events('released')).toEqual([{ reason: 'Nothing needs it any more.' }]);
    expect(await place.roleOf(customerKeyId)).toBe('released');
    expect(await place.assigned()).toMatchObject({ active: [await place.newKeyId()], retained: [] });
    expect(await standing(place)).toMatchObject({ waitsFor: 'us', untold: true, alarms: [] });
    await place.tell('released');
    expect(await standing(place)).toMatchObject({ waitsFor: 'nobody', next: 'none', untold: false, alarms: [] });
    expect(
      await desk.rows(`select action from audit_log where action = 'key.released' and target_id = $1`, [customerKeyId]),
    ).toHaveLength(1);
    expect(await place.rollBack()).toEqual({ ok: false, reason: 'not_switched' });
    expect(await place.auditIntact()).toBe(true);
  });

  it('is no alarm of the request that ended when the customer then deletes the key', async () => {
    const place = await upTo('acknowledged');
    await place.report(place.old.customerKeyId);
    await place.reportDaily(place.old.customerKeyId, 7);
    must(await place.release());
    place.answer(place.old.arn, { facts: PENDING });
    await place.check(place.old.customerKeyId);
    expect((await standing(place)).alarms).toEqual([]);
  });

  it('waits for a roll back that is being written, and the other way round, without a deadlock', async () => {
    for (let round = 0; round < 10; round += 1) {
      const place = await upTo('acknowledged');
      await place.report(place.old.customerKeyId);
      await place.reportDaily(place.old.customerKeyId, 7);
      const [released, back] = await Promise.all([place.release(), place.rollBack()]);
      const state = await place.state();
      expect(released.ok || back.ok).toBe(true);
      if (state === 'released') expect([released.ok, back]).toEqual([true, { ok: false, reason: expect.anything() }]);
      else expect([state, back.ok, released.ok]).toEqual(['rolled_back', true, false]);
    }
  });
});
