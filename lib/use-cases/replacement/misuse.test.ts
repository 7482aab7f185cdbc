import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replacementText } from '#lib/core/replacement/replacement-texts.ts';
import { someFacts } from '#lib/core/verdict/checks.test-support.ts';
import { replacementTextInput } from '#lib/db/replacement/text-input.ts';
import { openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { startDeparture } from '#lib/use-cases/departure/start-departure.ts';
import { exceptDeparture } from '#lib/use-cases/departure/run-departure.ts';
import { letCustomerGo, recordStep } from '#lib/use-cases/departure/record-step.ts';
import { findDeparture } from '#lib/db/departure/departures.ts';
import { DEPARTURE_STEPS } from '#lib/core/departure/departure.ts';
import { withdrawOwnership } from '#lib/use-cases/ownership/withdraw-ownership.ts';
import { receiveNewKey } from './receive-new-key.ts';
import { aReplacementDesk, DAY_MS, must, type ReplacementDesk } from './replacement.test-support.ts';
import { startReplacement } from './start-replacement.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

/** A line that is acknowledged, with a week of daily reports that nothing depends on its old key. */
async function releasable(): Promise<ReplacementDesk> {
  const place = await aReplacementDesk(desk);
  await place.upTo('acknowledged');
  await place.report(place.old.customerKeyId);
  await place.reportDaily(place.old.customerKeyId, 8);
  return place;
}

const textOf = async (place: ReplacementDesk) => {
  const input = replacementTextInput([await place.stored()], REGIONS, place.clock());
  if (input === null) throw new Error('There is no line.');
  return replacementText('released', input);
};

describe('a key that was released', () => {
  it('H19 is told as released while that holds, and no longer when something takes it back', async () => {
    const place = await releasable();
    must(await place.release());
    expect((await textOf(place)).ok).toBe(true);
    await desk.owner.query(`update key_releases set resumed_at = $2, resumed_for = 'jobs' where key_id = $1`, [
      place.old.customerKeyId,
      place.clock(),
    ]);
    expect((await textOf(place)).ok).toBe(false);
  });

  it('is not taken in as the new key of another workspace: its owner was told that nothing needs it', async () => {
    const place = await releasable();
    must(await place.release());
    const other = await aReplacementDesk(desk, place.old);
    await other.start();
    expect(
      await receiveNewKey(other.deps, { ...(await other.input()), arn: place.old.arn, whose: 'customer' }, other.agent),
    ).toEqual({ ok: false, reason: 'released_key' });
  });

  it('is not released while another request wants it as a new key', async () => {
    const place = await releasable();
    const other = await aReplacementDesk(desk, place.old);
    await other.start();
    await other.receive(place.old.arn);
    expect(await place.release()).toMatchObject({ reason: 'kept', blocks: [{ kind: 'wanted' }] });
  });

  it('H19 is not released while our product reports a backup that used it this week', async () => {
    const place = await releasable();
    place.clock.advance(60_000);
    const used = { at: place.clock(), result: 'succeeded', arn: place.old.arn } as const;
    await place.report(place.old.customerKeyId, {}, [], { lastBackup: used });
    expect(await place.release()).toMatchObject({ reason: 'kept', blocks: [{ kind: 'used_lately' }] });
  });
});

describe('a roll back', () => {
  it('H16 goes to no key whose ownership was withdrawn', async () => {
    const place = await aReplacementDesk(desk);
    await place.upTo('acknowledged');
    const input = { customerKeyId: place.old.customerKeyId, reason: 'They hold it no longer.' };
    must(await withdrawOwnership(place.deps, input, place.approver.actor));
    expect(await place.rollBack()).toEqual({ ok: false, reason: 'old_key_unproven' });
    expect(await place.roleOf(place.old.customerKeyId)).toBe('retained');
  });

  it('asks AWS first, so that a key which was deleted since is not made active', async () => {
    const place = await aReplacementDesk(desk);
    await place.upTo('acknowledged');
    place.clock.advance(DAY_MS);
    const facts = someFacts({
      keyState: 'PendingDeletion',
      deletionAt: new Date(place.clock().getTime() + 9 * DAY_MS),
    });
    place.answer(place.old.arn, { facts });
    expect(await place.rollBack()).toEqual({ ok: false, reason: 'old_key_unusable' });
  });
});

describe('a request', () => {
  it('has at most 50 workspaces, so that each is on its page', async () => {
    const place = await aReplacementDesk(desk);
    const workspaceIds = Array.from({ length: 51 }, () => place.old.customerKeyId);
    const input = {
      customerId: place.old.customerId,
      source: 'announced',
      reason: 'They replace them all.',
      ticket: null,
      plannedFor: null,
      askedBy: { contactId: null, name: 'Dana' },
      workspaceIds,
    } as const;
    expect(await startReplacement(place.deps, input, place.agent)).toEqual({ ok: false, reason: 'too_many' });
  });

  it('asks AWS about the move once in 15 seconds, however often somebody presses', async () => {
    const place = await aReplacementDesk(desk);
    await place.upTo('testing');
    const before = place.moveTests.length;
    for (let press = 0; press < 5; press += 1) await place.test(place.agent, press === 0 ? 20_000 : 0);
    expect(place.moveTests.length - before).toBe(1);
  });

  it('keeps its workspace from leaving until it is finished or withdrawn', async () => {
    const place = await aReplacementDesk(desk);
    await place.upTo('switched');
    const { line } = await place.stored();
    const { customerId } = place.old;
    const leaving = {
      customerId,
      workspaceIds: [line.workspaceId],
      path: 'leaves',
      reason: 'The contract ends.',
      ticket: null,
    } as const;
    const { departureId } = must(await startDeparture(place.deps, leaving, place.agent));
    const input = async () => ({
      departureId,
      revision: (await findDeparture(desk.db, departureId))?.departure.revision ?? 0,
      evidence: 'Seen in the console of our product.',
    });
    for (const step of DEPARTURE_STEPS.slice(0, 3))
      must(await recordStep(place.deps, { ...(await input()), step }, place.agent));
    const reviewAt = new Date(place.clock().getTime() + 30 * DAY_MS);
    const except = { reason: 'They accept the loss of it all.', acceptance: 'Letter 12', reviewAt };
    must(await exceptDeparture(place.deps, { ...(await input()), ...except }, place.approver));
    must(await recordStep(place.deps, { ...(await input()), step: 'role_narrowed' }, place.agent));
    expect(await letCustomerGo(place.deps, await input(), place.approver)).toEqual({
      ok: false,
      reason: 'replacement_open',
    });
  });
});
