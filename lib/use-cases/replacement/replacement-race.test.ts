import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReplacementState } from '#lib/core/replacement/replacement.ts';
import { CATCH_ALL, MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { approveLine } from './approve-line.ts';
import { endLine } from './end-line.ts';
import { aReplacementDesk, must, type ReplacementDesk } from './replacement.test-support.ts';
import { settleReplacement } from './settle-replacements.ts';
import { switchLine } from './switch-line.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const APPROVALS = 100;
const SWITCHES = 50;
const DENIED = { generate: CATCH_ALL, decrypt: CATCH_ALL } as const;
/** What somebody is told who was not first. Anything else is an error. */
const REFUSED = ['stale', 'too_late', 'not_waiting', 'blocked', 'not_approved', 'approval_ended', 'not_checked'];

type Outcome = { ok: boolean; reason?: string };
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Lets three things begin at once, another one first in each round. An error of any of them fails the test. */
async function race(
  round: number,
  stepMs: number,
  steps: readonly (() => Promise<Outcome | null>)[],
): Promise<(Outcome | null)[]> {
  const results = await Promise.allSettled(
    steps.map(async (step, index) => {
      await pause(((index + round) % steps.length) * stepMs * Math.random());
      return step();
    }),
  );
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    if (result.value?.ok === false) expect(REFUSED).toContain(result.value.reason);
    return result.value;
  });
}

/** The scheduler's check finds that the new key is denied, and the worker moves the line. */
const failingCheck = (place: ReplacementDesk, keyId: string, arn: string) => async (): Promise<null> => {
  place.answer(arn, DENIED);
  await checkKey(place.deps, { customerKeyId: keyId }, { kind: 'system', job: 'sweep' });
  await settleReplacement(place.deps, place.ids().replacementId);
  return null;
};
const withdraw = (place: ReplacementDesk, revision: number) => () =>
  endLine(place.deps, { ...place.ids(), revision, how: 'withdrawn', reason: 'They keep the old key.' }, place.second);

/** From wherever a round left it, back to where it waits for an approval, with the same new key. */
async function again(place: ReplacementDesk, arn: Awaited<ReturnType<ReplacementDesk['receive']>>): Promise<void> {
  place.answer(arn, {});
  place.clock.advance(MINUTE_MS);
  const state = await place.state();
  if (state === 'switched') {
    must(await place.rollBack());
    await place.start();
  } else {
    if (state !== 'withdrawn') must(await place.withdraw());
    must(await place.reopen());
  }
  await place.receive(arn);
  await place.check(await place.newKeyId());
  await place.test();
  await place.check(await place.newKeyId(), 6 * MINUTE_MS);
  await place.settle();
  expect(await place.state()).toBe('awaiting_approval');
  place.clock.advance(MINUTE_MS);
}

const holding = async (place: ReplacementDesk): Promise<number> =>
  (await place.approvals()).filter(({ void_at: at }) => at === null).length;

/** What must be so after every round, whoever was first. */
async function expectWhole(place: ReplacementDesk, oldKey: string, newKey: string): Promise<ReplacementState> {
  const { line } = await place.stored();
  const { state } = line;
  const isSwitched = state === 'switched';
  expect((await place.assigned()).active).toEqual([isSwitched ? newKey : oldKey]);
  expect(line.switchedAt !== null).toBe(isSwitched);
  // An approval that holds is there exactly where the line rests on one.
  expect(await holding(place)).toBe(isSwitched || state === 'approved' ? 1 : 0);
  const events = await place.events();
  const count = (kind: string, among: readonly unknown[]) => among.filter((one) => one === kind).length;
  const audited = await place.audited();
  for (const kind of ['approved', 'withdrawn', 'switched']) expect(count(kind, audited)).toBe(count(kind, events));
  expect(count('approval_ended', audited)).toBe(count('approval_void', events));
  return state;
}

describe('three people and systems at once', () => {
  it(`an approval, a withdrawal and a failing check leave one legal outcome each, ${APPROVALS} times`, async () => {
    const place = await aReplacementDesk(desk);
    const arn = await place.upToApproval();
    const [oldKey, newKey] = [place.old.customerKeyId, await place.newKeyId()];
    place.clock.advance(MINUTE_MS);
    const seen = new Set<ReplacementState>();
    for (let round = 0; round < APPROVALS; round += 1) {
      const { revision } = await place.input();
      const approve = { ...place.ids(), revision, typed: arn.slice(-8), window: null };
      const [approved, withdrawn] = await race(round, 40, [
        () => approveLine(place.deps, approve, place.approver),
        withdraw(place, revision),
        failingCheck(place, newKey, arn),
      ]);
      const state = await expectWhole(place, oldKey, newKey);
      // They saw the same page.
      expect(approved?.ok === true && withdrawn?.ok === true).toBe(false);
      expect(state === 'withdrawn').toBe(withdrawn?.ok === true);
      expect(withdrawn?.ok === true ? ['withdrawn'] : ['testing']).toContain(state);
      seen.add(approved?.ok === true ? 'approved' : state);
      await again(place, arn);
    }
    expect(seen.size).toBeGreaterThan(1);
    expect(await place.auditIntact()).toBe(true);
  }, 180_000);

  it(`a switch, a withdrawal and a failing check leave one legal outcome each, ${SWITCHES} times`, async () => {
    const place = await aReplacementDesk(desk);
    const arn = await place.upToApproval();
    const [oldKey, newKey] = [place.old.customerKeyId, await place.newKeyId()];
    const seen = new Set<ReplacementState>();
    for (let round = 0; round < SWITCHES; round += 1) {
      must(await place.approve());
      place.clock.advance(MINUTE_MS);
      const { revision } = await place.input();
      const [switched, withdrawn] = await race(round, 120, [
        () => switchLine(place.deps, { ...place.ids(), revision }, place.agent),
        withdraw(place, revision),
        failingCheck(place, newKey, arn),
      ]);
      const state = await expectWhole(place, oldKey, newKey);
      expect(switched?.ok === true && withdrawn?.ok === true).toBe(false);
      expect(state === 'switched').toBe(switched?.ok === true);
      expect(state === 'withdrawn').toBe(withdrawn?.ok === true);
      expect(['switched', 'withdrawn', 'testing', 'approved']).toContain(state);
      seen.add(state);
      await again(place, arn);
    }
    expect(seen.size).toBeGreaterThan(1);
    expect(await place.auditIntact()).toBe(true);
  }, 180_000);
});
