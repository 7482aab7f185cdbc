import { describe, expect, it } from 'vitest';
import { findingRecord, type FindingCode } from '#lib/core/finding/all-findings.ts';
import { USABLE, type Verdict } from '#lib/core/finding/verdict.ts';
import { directionOf, placeKeys, REGION_CAUSES, type ChangedKey, type HomeKey, type ToldKey } from './home-groups.ts';

const HOUR_MS = 3_600_000;
/** A Tuesday. */
const NOW = new Date('2026-03-10T09:00:00.000Z');
const inHours = (hours: number): Date => new Date(NOW.getTime() + hours * HOUR_MS);

const bad = (cause: FindingCode): Verdict => {
  const { status } = findingRecord(cause);
  if (status === null) throw new Error(`${cause} is no cause.`);
  return { status, cause };
};
let made = 0;
const aKey = (given: Partial<HomeKey> = {}): HomeKey => {
  made += 1;
  return {
    id: `key ${made}`,
    customerId: `customer ${made}`,
    customerName: `Customer ${made}`,
    times: { workingDays: null, timeZone: null },
    region: 'eu-west-1',
    role: 'active',
    verdict: bad('key_disabled'),
    notUsableSince: NOW,
    deadlineAt: null,
    nextAction: 'customer',
    toldBefore: false,
    promisedFor: null,
    ...given,
  };
};
const changed = (before: Verdict | null, given: Partial<HomeKey> = {}): ChangedKey => ({
  ...aKey(given),
  verdictSince: NOW,
  before,
});
const told = (at: Date, given: Partial<HomeKey> = {}): ToldKey => ({
  ...aKey(given),
  sent: { at, to: 'Dana Ruiz', channel: 'ticket' },
});
const NOTHING = { promised: [], ours: [], untold: [], dated: [], changed: [], told: [] };
const place = (found: Partial<Parameters<typeof placeKeys>[0]>, inIncident: readonly string[] = []) =>
  placeKeys({ ...NOTHING, ...found }, new Set(inIncident), NOW);
const idsOf = (rows: readonly { keys: readonly HomeKey[] }[]) => rows.map(({ keys }) => keys.map(({ id }) => id));

describe('a row of Home', () => {
  it('stands for all keys of one customer with one cause, with the earliest of their times', () => {
    const customerId = 'Acme';
    const first = aKey({ customerId, notUsableSince: inHours(-1), deadlineAt: inHours(90) });
    const second = aKey({ customerId, region: 'us-west-2', notUsableSince: inHours(-5), deadlineAt: inHours(80) });
    const otherCause = aKey({ customerId, verdict: bad('pending_deletion') });
    const other = aKey();
    const { needsUs } = place({ untold: [first, otherCause, other, second] });
    expect(idsOf(needsUs)).toEqual([[first.id, second.id], [otherCause.id], [other.id]]);
    expect(needsUs[0]).toMatchObject({ notUsableSince: inHours(-5), deadlineAt: inHours(80) });
  });

  it('stands in the first group that its key belongs to', () => {
    const key = aKey({ deadlineAt: inHours(5) });
    const sent = { ...key, sent: told(inHours(-1)).sent };
    expect(place({ ours: [key], untold: [key], dated: [key], told: [sent] })).toMatchObject({
      needsUs: [{ why: 'ours', untold: true }],
      deadline: [],
      waiting: [],
    });
    expect(place({ untold: [key], dated: [key] })).toMatchObject({ needsUs: [{ why: 'untold' }], deadline: [] });
    expect(place({ dated: [key], told: [sent] })).toMatchObject({ deadline: [{ lead: key }], waiting: [] });
  });

  it('is new in the group of its key, and under “New since” only where its key is in no other group', () => {
    const [untold, soon, sent, elsewhere] = [
      changed(USABLE),
      changed(USABLE, { deadlineAt: inHours(5) }),
      changed(USABLE),
      changed(bad('key_disabled'), { verdict: USABLE }),
    ];
    const old = aKey();
    const placed = place({
      untold: [untold, old],
      dated: [soon],
      told: [{ ...sent, sent: told(inHours(-1)).sent }],
      changed: [untold, soon, sent, elsewhere],
    });
    expect(idsOf(placed.changed)).toEqual([[elsewhere.id]]);
    const worse = { direction: 'worse', before: USABLE, keys: 1 };
    expect(placed.needsUs.map(({ news }) => news)).toEqual([worse, null]);
    expect([placed.deadline[0]?.news, placed.waiting[0]?.news]).toEqual([worse, worse]);
    expect(placed.newElsewhere).toBe(3);
  });

  it('says of several keys how many are new', () => {
    const first = changed(USABLE, { customerId: 'Acme' });
    const { needsUs, newElsewhere } = place({ untold: [first, aKey({ customerId: 'Acme' })], changed: [first] });
    expect(needsUs).toMatchObject([{ news: { keys: 1 }, keys: [{}, {}] }]);
    expect(newElsewhere).toBe(1);
  });
});

describe('H25 a region with an incident', () => {
  it('has no rows of its denials in any group, and keeps those of key states (H11)', () => {
    const denied = { verdict: bad('access_lost') };
    const disabled = aKey();
    const placed = place(
      {
        untold: [aKey(denied), disabled, aKey({ ...denied, region: 'us-west-2' })],
        changed: [changed(USABLE, denied)],
        told: [told(inHours(-1), denied)],
      },
      ['eu-west-1'],
    );
    expect(placed.needsUs.map(({ lead }) => [lead.verdict.cause, lead.region])).toEqual([
      ['key_disabled', 'eu-west-1'],
      ['access_lost', 'us-west-2'],
    ]);
    expect([placed.changed, placed.waiting]).toEqual([[], []]);
  });

  it('leaves the causes that are about the whole region to one row or line of the region', () => {
    expect(REGION_CAUSES).toEqual(['region_incident', 'vendor_permission_fault']);
  });
});

describe('a promise to write again', () => {
  const promised = (hours: number, given: Partial<HomeKey> = {}): ToldKey => ({
    ...told(inHours(-1), given),
    promisedFor: inHours(hours),
  });

  it('needs us when it is due, whatever else its key needs, and waits until then', () => {
    const [passed, near, later] = [promised(-1), promised(0.5), promised(0.6)];
    const both = promised(0.1);
    const placed = place({ promised: [passed, both, near, later], ours: [both], untold: [near] });
    expect(placed.needsUs.map(({ lead, why, untold }) => [lead.id, why, untold])).toEqual([
      [passed.id, 'promise', false],
      [both.id, 'promise', false],
      [near.id, 'promise', true],
    ]);
    expect(placed.needsUs.map(({ promise }) => promise?.passed)).toEqual([true, false, false]);
    expect(idsOf(placed.waiting)).toEqual([[later.id]]);
  });

  it('stands with what else needs us of its key before it is due', () => {
    const key = promised(1);
    expect(place({ promised: [key], ours: [key] })).toMatchObject({
      needsUs: [{ why: 'ours', promise: { by: inHours(1), passed: false } }],
      waiting: [],
    });
  });

  it('comes after who must be reminded, and before who was told first', () => {
    const [first, key, overdue] = [told(inHours(-30)), promised(1), told(inHours(-5 * 24 - 1))];
    expect(idsOf(place({ promised: [key], told: [first, key, overdue] }).waiting)).toEqual([
      [overdue.id],
      [key.id],
      [first.id],
    ]);
  });

  it('H25 is in the groups during an incident too, marked so that nothing is said of the denial', () => {
    const denied = { verdict: bad('access_lost') };
    const [due, later] = [promised(0, denied), promised(1, denied)];
    const placed = place({ promised: [due, later], untold: [due, aKey(denied)] }, ['eu-west-1']);
    expect(placed.needsUs).toMatchObject([{ lead: due, inIncident: true }]);
    expect(placed.waiting).toMatchObject([{ lead: later, inIncident: true }]);
  });
});

describe('a deadline', () => {
  // From a Tuesday two working days later is Thursday at the same time; of who works on Sundays only, twelve days later.
  it.each([
    [47, null, true],
    [48, null, false],
    [-3, null, true],
    [24 * 11, [7], true],
    [24 * 12, [7], false],
  ])('%i hours away, with the working days %j, is before the second working day: %s', (hours, workingDays, isSoon) => {
    const key = aKey({ deadlineAt: inHours(hours), times: { workingDays, timeZone: null } });
    expect(place({ dated: [key] }).deadline).toHaveLength(isSoon ? 1 : 0);
  });
});

describe('a customer who was told', () => {
  it('comes first when nothing changed for more than two of their working days, then who was told first', () => {
    const today = told(inHours(-2));
    const friday = told(inHours(-4 * 24), { times: { workingDays: null, timeZone: null } });
    const thursday = told(inHours(-5 * 24 - 1));
    const { waiting } = place({ told: [today, friday, thursday] });
    expect(waiting.map(({ lead, overdue }) => [lead.id, overdue])).toEqual([
      [thursday.id, true],
      [friday.id, false],
      [today.id, false],
    ]);
  });
});

describe('a change', () => {
  it.each([
    [USABLE, bad('pending_deletion'), 'worse'],
    [bad('key_disabled'), USABLE, 'better'],
    [USABLE, bad('permission_tests_overdue'), 'worse'],
    [bad('key_disabled'), bad('permission_tests_overdue'), 'other_cause'],
    [bad('permission_tests_overdue'), bad('key_disabled'), 'other_cause'],
    [bad('key_disabled'), bad('pending_deletion'), 'other_cause'],
    [bad('key_disabled'), bad('key_disabled'), 'again'],
    [bad('never_checked'), USABLE, 'first'],
    [null, USABLE, 'first'],
  ] as const)('from %j to %j is: %s', (before, verdict, direction) => {
    expect(directionOf({ before, verdict })).toBe(direction);
  });

  it('is none where a new key works, and one where it does not', () => {
    const started = [changed(null, { verdict: USABLE }), changed(null, { verdict: bad('never_checked') })];
    const failing = changed(bad('never_checked'));
    expect(idsOf(place({ changed: [...started, failing] }).changed)).toEqual([[failing.id]]);
  });

  it('for the worse comes before one for the better', () => {
    const better = changed(bad('key_disabled'), { verdict: USABLE });
    const worse = changed(USABLE);
    expect(place({ changed: [better, worse] }).changed.map(({ direction }) => direction)).toEqual(['worse', 'better']);
  });
});
