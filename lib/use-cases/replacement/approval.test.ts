import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lineFlags } from '#lib/core/replacement/gate.ts';
import { CATCH_ALL, MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { newArn, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import {
  aPerson,
  aReplacementDesk,
  anAccount,
  DAY_MS,
  HOUR_MS,
  must,
  type ReplacementDesk,
} from './replacement.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const DENIED = { generate: CATCH_ALL, decrypt: CATCH_ALL } as const;

async function waiting(): Promise<ReplacementDesk> {
  const place = await aReplacementDesk(desk);
  await place.upTo('awaiting_approval');
  return place;
}
const newArnOf = async (place: ReplacementDesk): Promise<string> => (await place.stored()).newKey?.record.arn ?? '';

/** A line whose new key is in another AWS account, with its tests passed. */
async function elsewhere(): Promise<ReplacementDesk> {
  const place = await aReplacementDesk(desk);
  await place.start();
  await place.receive(newArn('eu-west-1', anAccount()));
  await place.own();
  await place.tests();
  return place;
}

describe('who approves', () => {
  it('is an approver who had no part in it, by the last characters of the new key’s id', async () => {
    const place = await waiting();
    must(await place.approve(place.approver));
    expect(await place.state()).toBe('approved');
    expect(await place.approvals()).toMatchObject([{ void_at: null }]);
  });

  it.each<[string, string[], (place: ReplacementDesk) => Promise<unknown>]>([
    ['started the request', ['created'], async () => undefined],
    ['edited it', ['created', 'edited'], (place) => place.edit({ reason: 'Another reason.' }, place.approver)],
  ])('is nobody who %s', async (_what, own, meanwhile) => {
    const place = await aReplacementDesk(desk);
    await place.start({}, place.approver);
    await place.receive(undefined, place.second);
    await place.check(await place.newKeyId());
    await place.test(place.second);
    await place.check(await place.newKeyId(), 6 * MINUTE_MS);
    await place.settle();
    await meanwhile(place);
    expect(await place.approve(place.approver)).toEqual({ ok: false, reason: 'had_a_part', own });
    expect(await place.state()).toBe('awaiting_approval');
  });

  it('is nobody who took in the key, ran its tests, took the request over or confirmed the account', async () => {
    const place = await waiting();
    must(await place.takeOver(place.approver));
    expect(await place.approve(place.approver)).toEqual({ ok: false, reason: 'had_a_part', own: ['took_over'] });
    await place.test(place.second);
    expect(await place.approve(place.second)).toEqual({ ok: false, reason: 'had_a_part', own: ['tested'] });
    const third = await aPerson(desk, 'Kai Approver', 'approver');
    await place.receive(undefined, third);
    expect(await place.approve(third)).toMatchObject({ reason: 'had_a_part', own: ['edited'] });
    const other = await aPerson(desk, 'Lee Agent', 'agent');
    must(await place.confirm(await place.aContact({ by: other }), place.second));
    expect(await place.approve(place.second)).toMatchObject({ reason: 'had_a_part', own: ['edited', 'tested'] });
  });

  it('is nobody who took the request over while the line was withdrawn', async () => {
    const place = await aReplacementDesk(desk);
    await place.upTo('withdrawn');
    must(await place.takeOver(place.approver));
    must(await place.reopen());
    await place.receive();
    await place.tests();
    expect(await place.state()).toBe('awaiting_approval');
    expect(await place.approve(place.approver)).toMatchObject({ reason: 'had_a_part', own: ['took_over'] });
  });

  it('types the last eight characters of this key, in any case', async () => {
    const place = await waiting();
    const end = (await newArnOf(place)).slice(-8);
    for (const typed of ['', end.slice(1), `${end}0`, place.old.arn.slice(-8)])
      expect(await place.approve(place.approver, { typed })).toEqual({ ok: false, reason: 'wrong_characters' });
    must(await place.approve(place.approver, { typed: ` ${end.toUpperCase()} ` }));
  });

  it('sees the newest page, and a line that waits', async () => {
    const place = await waiting();
    const { revision } = await place.input();
    must(await place.edit({ ticket: '#4712' }));
    expect(await place.approve(place.approver, { revision })).toEqual({ ok: false, reason: 'stale' });
    must(await place.approve());
    expect(await place.approve(place.second)).toEqual({ ok: false, reason: 'not_waiting' });
  });
});

describe('the window of an approval', () => {
  it('ends later than it begins, later than now, and within 14 days', async () => {
    const place = await waiting();
    const at = (ms: number) => new Date(place.clock().getTime() + ms);
    const window = (from: number, until: number) =>
      place.approve(place.approver, { window: { from: at(from), until: at(until) } });
    expect(await window(0, 0)).toEqual({ ok: false, reason: 'window_in_the_past' });
    expect(await window(-2 * HOUR_MS, -HOUR_MS)).toEqual({ ok: false, reason: 'window_in_the_past' });
    expect(await window(2 * HOUR_MS, HOUR_MS)).toEqual({ ok: false, reason: 'window_in_the_past' });
    expect(await window(0, 14 * DAY_MS + 1)).toEqual({ ok: false, reason: 'window_too_long' });
    must(await window(13 * DAY_MS, 14 * DAY_MS));
  });

  it('is a day where none is given', async () => {
    const place = await waiting();
    const approved = must(await place.approve());
    expect(approved.until).toEqual(new Date(place.clock().getTime() + DAY_MS));
  });

  it('allows no switch before it, allows it inside, and makes the approval void after it', async () => {
    const night = { from: 8 * HOUR_MS, until: 12 * HOUR_MS };
    for (const [afterMs, expected] of [
      [HOUR_MS, { ok: false, reason: 'before_window' }],
      [9 * HOUR_MS, { ok: true, value: null }],
    ] as const) {
      const place = await waiting();
      const at = place.clock().getTime();
      const window = { from: new Date(at + night.from), until: new Date(at + night.until) };
      must(await place.approve(place.approver, { window }));
      place.clock.advance(afterMs);
      expect(await place.switch()).toEqual(expected);
      expect(await place.state()).toBe(expected.ok ? 'switched' : 'approved');
    }
    const place = await waiting();
    const until = new Date(place.clock().getTime() + night.until);
    must(await place.approve(place.approver, { window: { from: place.clock(), until } }));
    place.clock.advance(night.until);
    await place.settle();
    expect(await place.state()).toBe('approved');
    place.clock.advance(1);
    expect(await place.switch()).toMatchObject({ reason: 'approval_ended', end: { why: 'window_over', until } });
    expect(await place.approvals()).toMatchObject([{ void_why: expect.stringMatching(/window ended/) }]);
    expect((await place.audited()).filter((action) => action === 'approval_ended')).toHaveLength(1);
    expect(await place.assigned()).toEqual({ active: [place.old.customerKeyId], retained: [] });
  });

  it('may be days ahead: tests that only grow old are run again before the switch, and end no approval', async () => {
    const place = await waiting();
    const [from, until] = [50, 60].map((hours) => new Date(place.clock().getTime() + hours * HOUR_MS));
    if (from === undefined || until === undefined) throw new Error('There is no window.');
    must(await place.approve(place.approver, { window: { from, until } }));
    place.clock.advance(51 * HOUR_MS);
    await place.settle();
    expect(await place.state()).toBe('approved');
    expect(await place.switch()).toMatchObject({ reason: 'blocked', blocks: ['checks', 'encrypt_test'] });
    expect(await place.state()).toBe('approved');
    await place.test(place.agent);
    place.clock.advance(6 * MINUTE_MS);
    expect(await place.switch()).toEqual({ ok: true, value: null });
  });
});

describe('what is missing keeps a line from being approved', () => {
  it('catches a new key that loses a permission between its tests and the approval', async () => {
    const place = await waiting();
    place.answer(await newArnOf(place), DENIED);
    await place.check(await place.newKeyId());
    expect(await place.approve()).toEqual({ ok: false, reason: 'blocked', blocks: ['not_usable'] });
    expect(await place.approvals()).toEqual([]);
    await place.settle();
    expect(await place.state()).toBe('testing');
    expect((await place.events()).at(-1)).toBe('test_failed');
  });

  it('refuses tests that are older than 24 hours', async () => {
    const place = await waiting();
    place.clock.advance(25 * HOUR_MS);
    expect(await place.approve()).toMatchObject({ reason: 'blocked', blocks: ['checks', 'encrypt_test', 'move_test'] });
  });

  it('H17 stops an unknown requester who names a key in another AWS account', async () => {
    const place = await elsewhere();
    expect(await place.state()).toBe('testing');
    const flags = lineFlags((await place.stored()).facts).map(({ code }) => code);
    expect(flags).toEqual(['other_account', 'unknown_requester']);
    expect(await place.approve()).toEqual({ ok: false, reason: 'blocked', blocks: ['confirmation'] });
    expect(await place.switch()).toEqual({ ok: false, reason: 'not_approved' });
  });

  it('H17 takes a confirmation only of a contact who was verified 14 days before, by somebody other than the requester', async () => {
    const place = await elsewhere();
    const refused = async (words: Parameters<ReplacementDesk['aContact']>[0]) =>
      expect(await place.confirm(await place.aContact(words))).toEqual({ ok: false, reason: 'contact_too_new' });
    await refused({ days: 13 });
    await refused({ role: 'account_executive' });
    await refused({ by: place.agent });
    const left = await place.aContact();
    await desk.owner.query('update contacts set left_at = now() where id = $1', [left]);
    expect(await place.confirm(left)).toEqual({ ok: false, reason: 'no_such_contact' });
    const stranger = await (await aReplacementDesk(desk)).aContact();
    expect(await place.confirm(stranger)).toEqual({ ok: false, reason: 'no_such_contact' });
    expect(await place.state()).toBe('testing');

    must(await place.confirm(await place.aContact(), place.second));
    expect(await place.state()).toBe('awaiting_approval');
    expect((await place.stored()).line.confirmedHow).toBe(
      'Kim Larsen, phone +1 555 0100: Called them on the number on record.',
    );
    expect(await place.approve(place.second)).toMatchObject({ reason: 'had_a_part' });
    must(await place.approve());
    expect(await place.confirm(await place.aContact())).toEqual({ ok: false, reason: 'too_late' });
    must(await place.switch());
  });

  it('H17 asks for the confirmation again when another key in another AWS account is sent', async () => {
    const place = await elsewhere();
    must(await place.confirm(await place.aContact()));
    expect(await place.state()).toBe('awaiting_approval');
    place.clock.advance(MINUTE_MS);
    await place.receive(newArn('eu-west-1', anAccount()));
    await place.own();
    await place.tests();
    expect(await place.approve()).toEqual({ ok: false, reason: 'blocked', blocks: ['confirmation'] });
  });

  it('H17 goes on by a recorded exception where no contact is left', async () => {
    const place = await elsewhere();
    must(await place.confirm(null, place.second));
    expect((await place.audited()).at(-1)).toBe('account_excepted');
    must(await place.approve());
  });

  it('an account executive counts as no requester of the customer', async () => {
    const place = await aReplacementDesk(desk);
    const contactId = await place.aContact({ role: 'account_executive' });
    await place.upToApproval(undefined, { askedBy: { contactId, name: '' } });
    expect(lineFlags((await place.stored()).facts).map(({ code }) => code)).toEqual(['unknown_requester']);
    must(await place.edit({ askedBy: { contactId: await place.aContact(), name: '' } }));
    expect(lineFlags((await place.stored()).facts)).toEqual([]);
  });
});
