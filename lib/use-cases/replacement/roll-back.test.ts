import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standingOf } from '#lib/core/replacement/standing.ts';
import { MINUTE_MS, someFacts } from '#lib/core/verdict/checks.test-support.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { aReplacementDesk, must, type ReplacementDesk } from './replacement.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

async function upTo(state: 'approved' | 'switched' | 'acknowledged' | 'rolled_back'): Promise<ReplacementDesk> {
  const place = await aReplacementDesk(desk);
  await place.upTo(state);
  return place;
}
const standing = async (place: ReplacementDesk) => standingOf((await place.stored()).facts, place.clock());

describe('a roll back', () => {
  it.each(['switched', 'acknowledged'] as const)(
    'of a line that is %s makes the old key active again, retains the new one and tells our product',
    async (state) => {
      const place = await upTo(state);
      place.clock.advance(MINUTE_MS);
      must(await place.rollBack());
      const [oldId, newId] = [place.old.customerKeyId, await place.newKeyId()];
      expect(await place.assigned()).toEqual({ active: [oldId], retained: [newId] });
      expect([await place.roleOf(oldId), await place.roleOf(newId)]).toEqual(['active', 'retained']);
      const { line, newKey } = await place.stored();
      expect(line).toMatchObject({
        state: 'rolled_back',
        rolledBackAt: place.clock(),
        rolledBackReason: 'backups_failed',
        endNote: 'Backups failed with the new key.',
      });
      const outbox = await desk.rows(
        `select kind, payload from outbox_events where subject = $1 order by seq desc limit 1`,
        [line.workspaceId],
      );
      const payload = {
        workspaceId: line.workspaceId,
        keyId: oldId,
        arn: place.old.arn,
        newKeyId: newId,
        newArn: newKey?.record.arn,
      };
      expect(outbox).toEqual([{ kind: 'switch_rolled_back', payload }]);
      expect((await place.events()).at(-1)).toBe('rolled_back');
      expect((await place.audited()).filter((action) => action === 'rolled_back')).toHaveLength(1);
      expect(await place.auditIntact()).toBe(true);
    },
  );

  it('is refused before a switch, twice, and where the workspace got another key since', async () => {
    const place = await upTo('approved');
    expect(await place.rollBack()).toEqual({ ok: false, reason: 'not_switched' });
    must(await place.switch());
    must(await place.rollBack());
    expect(await place.rollBack()).toEqual({ ok: false, reason: 'not_switched' });

    const other = await upTo('acknowledged');
    const first = other.ids();
    other.clock.advance(MINUTE_MS);
    await other.start({ workspaceIds: [(await other.stored()).line.workspaceId] });
    await other.receive();
    await other.tests();
    must(await other.approve());
    must(await other.switch());
    other.useIds(first);
    expect(await other.rollBack()).toEqual({ ok: false, reason: 'old_key_gone' });
  });

  it('is refused while the old key is unusable: every new backup would fail', async () => {
    const place = await upTo('acknowledged');
    place.answer(place.old.arn, { facts: someFacts({ keyState: 'Disabled' }) });
    await place.check(place.old.customerKeyId);
    expect(await place.rollBack()).toEqual({ ok: false, reason: 'old_key_unusable' });
    expect((await place.assigned()).active).toEqual([await place.newKeyId()]);
    place.answer(place.old.arn, {});
    await place.check(place.old.customerKeyId);
    await place.check(place.old.customerKeyId, 6 * MINUTE_MS);
    expect((await place.stored()).facts.oldKey).toMatchObject({ status: 'usable' });
    must(await place.rollBack());
  });

  it('leaves the new key under the same watch: out of use it raises the alarm', async () => {
    const place = await upTo('rolled_back');
    await place.tell('rolled_back');
    expect(await standing(place)).toMatchObject({ waitsFor: 'time', next: 'watch_both', alarms: [] });
    const arn = (await place.stored()).newKey?.record.arn ?? '';
    place.answer(arn, { facts: someFacts({ keyState: 'Disabled' }) });
    await place.check(await place.newKeyId());
    expect(await standing(place)).toMatchObject({ waitsFor: 'us', alarms: ['new_key_out_of_use'] });
  });

  it('H19 lets the new key be released later, after a week in which nothing depended on it', async () => {
    const place = await upTo('rolled_back');
    const newId = await place.newKeyId();
    expect(await place.release(newId)).toMatchObject({ reason: 'kept', blocks: [{ kind: 'never_reported' }] });
    await place.report(newId);
    await place.reportDaily(newId, 6);
    expect(await place.release(newId)).toMatchObject({ reason: 'kept', blocks: [{ kind: 'not_long_enough' }] });
    await place.reportDaily(newId, 1);
    expect(await place.release(newId)).toEqual({ ok: true, value: null });
    expect(await place.state()).toBe('rolled_back');
    expect(await place.roleOf(newId)).toBe('released');
    // What the customer does with it now is their decision.
    const arn = (await place.stored()).newKey?.record.arn ?? '';
    place.answer(arn, { facts: someFacts({ keyState: 'Disabled' }) });
    await place.check(newId);
    await place.tell('rolled_back');
    expect(await standing(place)).toMatchObject({ waitsFor: 'nobody', next: 'none', alarms: [] });
    expect(await place.release()).toEqual({ ok: false, reason: 'not_retained' });
  });

  it('lets the same new key be asked for again: tested, approved and switched anew', async () => {
    const place = await upTo('rolled_back');
    const newId = await place.newKeyId();
    const { newKey } = await place.stored();
    place.clock.advance(MINUTE_MS);
    await place.start();
    await place.receive(newKey?.record.arn);
    expect(await place.newKeyId()).toBe(newId);
    expect(await place.state()).toBe('requested');
    await place.tests();
    must(await place.approve());
    place.clock.advance(MINUTE_MS);
    must(await place.switch());
    expect(await place.assigned()).toEqual({ active: [newId], retained: [place.old.customerKeyId] });
    expect([await place.roleOf(newId), await place.roleOf(place.old.customerKeyId)]).toEqual(['active', 'retained']);
    must(await place.rollBack());
    expect(await place.assigned()).toEqual({ active: [place.old.customerKeyId], retained: [newId] });
  });

  it('lets a third key be asked for, and the old key be released once it is replaced by that one', async () => {
    const place = await upTo('rolled_back');
    place.clock.advance(MINUTE_MS);
    await place.start();
    await place.receive();
    await place.tests();
    must(await place.approve());
    must(await place.switch());
    must(await place.acknowledge());
    await place.report(place.old.customerKeyId);
    await place.reportDaily(place.old.customerKeyId, 7);
    expect(await place.release()).toEqual({ ok: true, value: null });
    expect(await place.state()).toBe('released');
  });
});
