import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lineFlags } from '#lib/core/replacement/gate.ts';
import { standingOf } from '#lib/core/replacement/standing.ts';
import { CATCH_ALL, MINUTE_MS, someFacts, type ReportWords } from '#lib/core/verdict/checks.test-support.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { aPerson, aReplacementDesk, must, type ReplacementDesk } from './replacement.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const DENIED = { generate: CATCH_ALL, decrypt: CATCH_ALL } as const;
const LOST: readonly [string, ReportWords, boolean][] = [
  ['disabled', { facts: someFacts({ keyState: 'Disabled' }) }, true],
  [
    'pending deletion',
    { facts: someFacts({ keyState: 'PendingDeletion', deletionAt: new Date('2026-04-14T09:12:00.000Z') }) },
    true,
  ],
  ['no longer ours to use', { facts: null, describe: CATCH_ALL, ...DENIED }, false],
];

/** A line whose old key is lost and whose new key has passed its tests. */
async function lost(words: ReportWords, outOfUse: boolean): Promise<ReplacementDesk> {
  const place = await aReplacementDesk(desk);
  place.answer(place.old.arn, words);
  place.move(
    outOfUse
      ? { result: 'not_run', outOfUse: [{ key: 'old', state: 'disabled' }] }
      : { result: 'denied', by: 'old', denial: 'cross_account_catch_all' },
  );
  for (let check = 0; check < 3; check += 1) await place.check(place.old.customerKeyId, 3 * MINUTE_MS);
  await place.start({ source: 'noticed' });
  await place.receive();
  await place.tests();
  return place;
}

describe('the emergency path', () => {
  it.each(LOST)(
    'replaces a key that is %s: one approver decides to go on, another one approves',
    async (_what, words, outOfUse) => {
      const place = await lost(words, outOfUse);
      expect(await place.state()).toBe('testing');
      const standing = async () => standingOf((await place.stored()).facts, place.clock());
      expect(await standing()).toMatchObject({ next: 'decide_old_key', alarms: ['old_key_out_of_use'] });
      expect(await place.approve()).toEqual({ ok: false, reason: 'blocked', blocks: ['old_key'] });

      must(await place.override(place.second));
      expect(await place.state()).toBe('awaiting_approval');
      expect(await place.override(place.approver)).toEqual({ ok: false, reason: 'overridden_already' });
      expect(await place.approve(place.second)).toEqual({ ok: false, reason: 'had_a_part', own: ['overrode'] });
      must(await place.approve(place.approver));
      place.clock.advance(MINUTE_MS);
      must(await place.switch());
      expect(await place.assigned()).toEqual({ active: [await place.newKeyId()], retained: [place.old.customerKeyId] });
      expect(await standing()).toMatchObject({ alarms: ['old_key_out_of_use'] });
      const count = (action: string, among: readonly string[]) => among.filter((one) => one === action).length;
      expect(count('overridden', await place.audited())).toBe(1);
      expect(await place.auditIntact()).toBe(true);
    },
  );

  it('goes on at the switch although KMS gives no answer about the old key, never about the new one', async () => {
    const [, words, outOfUse] = LOST[0] ?? ['', {}, true];
    const place = await lost(words, outOfUse);
    must(await place.override());
    must(await place.approve());
    const silent = { facts: null, generate: 'could_not_tell:timed_out', decrypt: 'could_not_tell:timed_out' } as const;
    const newArn = (await place.stored()).newKey?.record.arn ?? '';
    place.answer(newArn, silent);
    place.clock.advance(MINUTE_MS);
    expect(await place.switch()).toEqual({ ok: false, reason: 'not_checked' });
    place.answer(newArn, {});
    place.answer(place.old.arn, silent);
    place.move({ result: 'could_not_tell', fault: 'timed_out' });
    place.clock.advance(MINUTE_MS);
    must(await place.switch());
  });

  it('is refused while the old key is usable, without a new key and after the switch', async () => {
    const place = await aReplacementDesk(desk);
    await place.start();
    expect(await place.override()).toEqual({ ok: false, reason: 'no_new_key' });
    await place.receive();
    expect(await place.override()).toEqual({ ok: false, reason: 'old_key_usable' });
    await place.tests();
    must(await place.approve());
    must(await place.switch());
    expect(await place.override()).toEqual({ ok: false, reason: 'too_late' });
    expect((await place.events()).includes('overridden')).toBe(false);
  });

  it('counts for the new key for which it was decided, and asks again for another one', async () => {
    const [, words, outOfUse] = LOST[0] ?? ['', {}, true];
    const place = await lost(words, outOfUse);
    must(await place.override(place.second));
    await place.receive();
    await place.tests();
    expect(await place.approve()).toMatchObject({ blocks: ['old_key'] });
    const third = await aPerson(desk, 'Kai Approver', 'approver');
    must(await place.override(third));
    expect(await place.approve(third)).toMatchObject({ reason: 'had_a_part', own: ['overrode'] });
    // For this key they decided nothing.
    must(await place.approve(place.second));
  });

  it('names the clock of a key that is pending deletion before everything else', async () => {
    const [, words, outOfUse] = LOST[1] ?? ['', {}, true];
    const place = await lost(words, outOfUse);
    const [first] = lineFlags((await place.stored()).facts);
    expect(first?.code).toBe('old_key_pending_deletion');
  });
});
