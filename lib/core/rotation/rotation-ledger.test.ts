import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SuppliedRotation } from '#lib/core/finding/evidence.ts';
import type { KeyEvent, RotationWords } from '#lib/core/verdict/key-event.ts';
import type { ActionResult } from '#lib/core/probe/action-results.ts';
import type { RotationStatus } from '#lib/core/probe/report.ts';
import { after, DAY_MS, HOUR_MS, NOW, someFacts } from '#lib/core/verdict/checks.test-support.ts';
import type { RotationSources } from '#lib/core/rotation/observed-materials.ts';
import { rotationLedger } from '#lib/core/rotation/rotation-ledger.ts';
import { nextRotationWords, rotationScheduleWords } from '#lib/core/rotation/rotation-words.ts';

const [A, B, C] = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)];
const days = (n: number): Date => after(n * DAY_MS);
const result = (word: ActionResult['result']): ActionResult => ({ result: word, at: NOW });
const status = (given: Partial<RotationStatus> = {}): RotationStatus => ({
  enabled: true,
  periodInDays: 365,
  nextRotationAt: days(100),
  onDemandStartedAt: null,
  ...given,
});
const OFF = status({ enabled: false, periodInDays: null, nextRotationAt: null });

const firstSeen = (at: Date, keyMaterialId = A) => ({
  at,
  event: { kind: 'key_material_first_seen', keyMaterialId } satisfies KeyEvent,
});
const changed = (
  between: [Date | null, Date],
  given: Partial<Extract<KeyEvent, { kind: 'key_material_changed' }>> = {},
): { at: Date; event: KeyEvent } => ({
  at: between[1],
  event: {
    kind: 'key_material_changed',
    from: A,
    to: B,
    seenBetween: { after: between[0]?.toISOString() ?? null, before: between[1].toISOString() },
    ...given,
  },
});
const supplied = (given: Partial<SuppliedRotation>): SuppliedRotation => ({
  keyMaterialId: B,
  rotatedAt: days(-10),
  type: 'AUTOMATIC',
  materialState: 'CURRENT',
  ...given,
});
const ledger = (given: Partial<RotationSources> = {}) =>
  rotationLedger({
    events: [firstSeen(days(-30))],
    eventsCut: false,
    facts: someFacts({ currentKeyMaterialId: A }),
    lastDescribedAt: NOW,
    rotation: null,
    rotationAsked: undefined,
    supplied: null,
    timeZone: null,
    ...given,
  });
const rotated = (given: Partial<RotationSources> = {}) =>
  ledger({
    events: [firstSeen(days(-30)), changed([days(-11), days(-9)])],
    facts: someFacts({ currentKeyMaterialId: B }),
    ...given,
  });
const list = (...rotations: SuppliedRotation[]) => ({ supplied: { asOf: days(-1), rotations } });
const spelt = ({ materials }: ReturnType<typeof ledger>) =>
  materials.map(({ keyMaterialId, seenFrom, seenTo, source }) => [
    keyMaterialId?.[0] ?? null,
    (seenFrom.getTime() - NOW.getTime()) / DAY_MS,
    seenTo === null ? null : (seenTo.getTime() - NOW.getTime()) / DAY_MS,
    source,
  ]);

describe('the material that we saw of a key', () => {
  it('begins with a baseline, which is no rotation', () => {
    const { entries, summary } = ledger();
    expect(entries).toMatchObject([{ kind: 'baseline', at: days(-30), title: 'Key material first seen' }]);
    expect(entries[0]?.detail).toContain('When the material was created is not visible to us.');
    expect(summary).toBe('The same key material at every check since Thu 12 Feb 2026 09:12 UTC.');
    expect(spelt(ledger())).toEqual([['a', -30, null, 'observed']]);
  });

  it('dates a rotation between two observations, and gives the time between to neither material', () => {
    const { entries, summary } = rotated();
    expect(spelt(rotated())).toEqual([
      ['a', -30, -11, 'observed'],
      ['b', -9, null, 'observed'],
    ]);
    expect(entries.map(({ kind }) => kind)).toEqual(['rotation', 'baseline']);
    expect(entries[0]?.detail).toContain('Between Tue 3 Mar 2026 09:12 UTC and Thu 5 Mar 2026 09:12 UTC.');
    expect(summary).toContain('One rotation seen since Thu 12 Feb 2026 09:12 UTC; the last between Tue 3 Mar');
  });

  it.each([
    ['automatic', 'Automatic, according to the schedule that we saw.'],
    ['on_demand', 'On demand: it was not due by the schedule that we saw.'],
    ['either', 'Automatic or on demand: the schedule that we saw does not tell us which.'],
    [undefined, 'Automatic or on demand: the schedule that we saw does not tell us which.'],
  ] as const)('says which kind of rotation it was: %s', (how, words) => {
    const event = changed([days(-11), days(-9)], how === undefined ? {} : { how });
    expect(rotated({ events: [firstSeen(days(-30)), event] }).entries[0]?.detail).toContain(words);
  });

  it('says that AWS keeps its own earlier material, and that nobody needs to act', () => {
    expect(rotated().entries[0]?.detail).toContain('AWS keeps every earlier material, so nobody needs to act.');
  });

  it('has its own words for imported material, whatever the schedule said', () => {
    const facts = someFacts({ currentKeyMaterialId: B, origin: 'EXTERNAL' });
    const [entry, baseline] = rotated({ facts }).entries;
    expect(entry).toMatchObject({
      title: 'Imported key material rotated by the customer',
      detail:
        'Between Tue 3 Mar 2026 09:12 UTC and Thu 5 Mar 2026 09:12 UTC. The customer imported this material and rotated it. They must keep every earlier material so that they can import it again if it is deleted.',
    });
    expect(baseline?.detail).toContain('only the same material makes the key usable again');
  });

  it('reads a change from before both observations were kept', () => {
    const event: KeyEvent = { kind: 'key_material_changed', from: A, to: B };
    const { entries } = rotated({ events: [firstSeen(days(-30)), { at: days(-9), event }] });
    expect(entries[0]?.detail).toContain('The exact time is not visible to us.');
    // It is only certain that the earlier material was there when it was first seen.
    expect(spelt(rotated({ events: [firstSeen(days(-30)), { at: days(-9), event }] }))[0]).toEqual([
      'a',
      -30,
      -30,
      'observed',
    ]);
  });

  it('continues from a change whose first observation was left out, and says that older entries are not shown', () => {
    const { entries, summary } = rotated({ events: [changed([days(-11), days(-9)])], eventsCut: true });
    expect(entries.map(({ kind }) => kind)).toEqual(['rotation']);
    expect(summary).toContain('Older entries are not shown.');
  });

  it('uses what DescribeKey said since, and ignores facts older than the last event', () => {
    const facts = someFacts({ currentKeyMaterialId: C });
    expect(rotated({ facts }).entries[0]).toMatchObject({ kind: 'rotation', keyMaterialId: C, at: NOW });
    expect(rotated({ facts, lastDescribedAt: days(-9) }).entries).toHaveLength(2);
  });

  it('H15 says "not visible" when KMS names no material, and what a rotation of such a key is', () => {
    const none = { events: [], lastDescribedAt: NOW };
    const inStore = someFacts({ currentKeyMaterialId: null, customKeyStoreId: 'cks-1', origin: 'AWS_CLOUDHSM' });
    expect(ledger({ ...none, facts: inStore })).toMatchObject({ materials: [], entries: [] });
    expect(ledger({ ...none, facts: inStore }).summary).toMatch(/^Not visible: .*key store.* new ARN\.$/);
    for (const keySpec of ['RSA_2048', 'HMAC_256'])
      expect(ledger({ ...none, facts: someFacts({ currentKeyMaterialId: null, keySpec }) }).summary).toMatch(
        /^Not visible: .*this type.* new ARN\.$/,
      );
    expect(ledger({ ...none, facts: someFacts({ currentKeyMaterialId: null }) }).summary).toMatch(/^Not visible/);
    expect(ledger({ ...none, facts: null }).summary).toMatch(/^Not known/);
  });
});

describe('the customer’s own list', () => {
  it('narrows down a rotation that we saw, and stays marked as the customer’s word', () => {
    const [entry] = rotated(list(supplied({ rotatedAt: days(-10) }))).entries;
    expect(entry).toMatchObject({
      kind: 'rotation',
      source: 'observed',
      customersWord:
        'The customer’s list says: automatic, on Wed 4 Mar 2026 09:12 UTC (list of Fri 13 Mar 2026 09:12 UTC).',
    });
    expect(entry?.detail).toContain('Between Tue 3 Mar');
    expect(rotated(list(supplied({}))).entries).toHaveLength(2);
  });

  it.each([
    ['at the first observation', -11, true],
    ['at the second observation', -9, true],
    ['before both', -11 - 1 / 86_400, false],
    ['after both', -9 + 1 / 86_400, false],
  ])('narrows it down only between the two observations: %s', (_, at, narrows) => {
    const { entries } = rotated(list(supplied({ rotatedAt: days(at) })));
    expect(entries.some(({ customersWord }) => customersWord !== null)).toBe(narrows);
    expect(entries.filter(({ kind }) => kind === 'supplied')).toHaveLength(narrows ? 0 : 1);
  });

  it('counts a row only once if it was pasted twice', () => {
    const row = { keyMaterialId: C, rotatedAt: days(-50) };
    expect(rotated(list(supplied(row), supplied(row))).entries).toHaveLength(3);
  });

  it('does not narrow down a rotation to other material', () => {
    const { entries } = rotated(list(supplied({ keyMaterialId: C })));
    expect(entries.every(({ customersWord }) => customersWord === null)).toBe(true);
  });

  it('reports what was before the baseline, as the customer’s word', () => {
    const given = ledger(
      list(
        supplied({ keyMaterialId: C, rotatedAt: days(-400), materialState: 'NON_CURRENT', type: 'ON_DEMAND' }),
        supplied({ keyMaterialId: A, rotatedAt: days(-35) }),
      ),
    );
    expect(spelt(given)).toEqual([
      ['c', -400, -35, 'customer'],
      ['a', -35, -30, 'customer'],
      ['a', -30, null, 'observed'],
    ]);
    expect(given.entries.map(({ kind, source }) => [kind, source])).toEqual([
      ['baseline', 'observed'],
      ['supplied', 'customer'],
    ]);
    expect(given.entries[0]?.customersWord).toContain('automatic, on Sat 7 Feb 2026');
    expect(given.entries[1]?.detail).toContain('We did not see it ourselves.');
  });

  it('is shown alone when we cannot see rotations', () => {
    const facts = someFacts({ currentKeyMaterialId: null });
    const given = ledger({ events: [], facts, ...list(supplied({ keyMaterialId: null, type: null })) });
    expect(spelt(given)).toEqual([[null, -10, -1, 'customer']]);
    expect(given.entries).toMatchObject([{ kind: 'supplied', source: 'customer' }]);
    expect(given.summary).toMatch(/^Not visible/);
  });

  it('reports imported material waiting for rotation, and ignores other rows without a date', () => {
    const undated = { rotatedAt: null, type: null };
    const { entries } = ledger(
      list(
        supplied({ ...undated, materialState: 'PENDING_ROTATION' }),
        supplied({ ...undated, materialState: 'CURRENT' }),
      ),
    );
    expect(entries.map(({ title }) => title)).toEqual([
      'Imported key material waiting for rotation',
      'Key material first seen',
    ]);
  });
});

const scheduleOf = (given: Partial<RotationSources>) => ledger(given).schedule;

describe('the schedule', () => {
  it.each<[string, Partial<RotationSources>, object]>([
    ['on', { rotationAsked: result('allowed'), rotation: status() }, { state: 'on', nextRotationAt: days(100) }],
    ['off, when it was seen so', { rotationAsked: result('allowed'), rotation: OFF }, { state: 'off', asOf: NOW }],
    ['not visible to us', { rotationAsked: result('denied') }, { state: 'not_visible' }],
    [
      'no longer visible to us, whatever it was before',
      { rotationAsked: result('denied'), rotation: OFF },
      { state: 'not_visible' },
    ],
    ['not checked yet', {}, { state: 'not_asked' }],
    ['not applicable, when AWS says so', { rotationAsked: result('not_testable') }, { state: 'not_applicable' }],
    ['not known', { rotationAsked: result('wrong_state') }, { state: 'could_not_tell' }],
    ['not known without an answer', { rotationAsked: result('allowed') }, { state: 'could_not_tell' }],
    [
      'not known when DescribeKey was never seen',
      { rotationAsked: result('allowed'), rotation: OFF, facts: null },
      { state: 'could_not_tell' },
    ],
  ])('H15 is %s', (_, given, schedule) => {
    expect(scheduleOf(given)).toMatchObject(schedule);
  });

  it.each(['PendingDeletion', 'PendingReplicaDeletion'])(
    'H15 is suspended by a deletion, although AWS says off: %s',
    (keyState) => {
      const given = { facts: someFacts({ keyState }), rotationAsked: result('allowed'), rotation: OFF };
      expect(scheduleOf(given)).toEqual({ state: 'suspended_by_deletion' });
    },
  );

  it.each([
    ['imported', someFacts({ origin: 'EXTERNAL' })],
    ['key_store', someFacts({ customKeyStoreId: 'cks-1' })],
    ['key_store', someFacts({ origin: 'EXTERNAL_KEY_STORE' })],
    ['key_type', someFacts({ keySpec: 'RSA_2048' })],
  ])('H15 is not applicable to such keys, although AWS says off: %s', (why, facts) => {
    const given = { facts, rotationAsked: result('allowed'), rotation: OFF };
    expect(scheduleOf(given)).toEqual({ state: 'not_applicable', why });
  });

  it('H15 reports no change of a schedule that the key cannot have', () => {
    const to: RotationWords = { enabled: false, periodInDays: null, nextRotationAt: null };
    const events = [
      firstSeen(days(-30)),
      { at: days(-2), event: { kind: 'rotation_schedule_changed' as const, from: null, to } },
    ];
    expect(ledger({ events }).entries.map(({ kind }) => kind)).toEqual(['schedule', 'baseline']);
    const facts = someFacts({ origin: 'EXTERNAL' });
    expect(ledger({ events, facts }).entries.map(({ kind }) => kind)).toEqual(['baseline']);
  });

  it('H8 gives the next date as "not before", with weekday, UTC and the customer’s zone', () => {
    const schedule = scheduleOf({ rotationAsked: result('allowed'), rotation: status() });
    expect(rotationScheduleWords(schedule, 'Europe/Dublin')).toBe(
      'Automatic rotation every 365 days. Next rotation not before Mon 22 Jun 2026 09:12 UTC (Mon 22 Jun 2026 10:12 Europe/Dublin). Seen Sat 14 Mar 2026 09:12 UTC.',
    );
  });

  it('says that a disabled key is not rotated, and that an on-demand rotation is in progress', () => {
    const given = {
      facts: someFacts({ keyState: 'Disabled' }),
      rotationAsked: result('allowed'),
      rotation: status({ onDemandStartedAt: NOW }),
    };
    const words = rotationScheduleWords(scheduleOf(given), null);
    expect(words).toContain('The key is disabled');
    expect(words).toContain('on-demand rotation has been in progress since Sat 14 Mar');
  });

  it.each<[RotationWords | null, Partial<RotationWords>, string]>([
    [null, {}, 'Automatic rotation first seen: every 365 days'],
    [{ enabled: false, periodInDays: null, nextRotationAt: null }, {}, 'Automatic rotation turned on: every 365 days'],
    [{ enabled: true, periodInDays: 90, nextRotationAt: null }, {}, 'Rotation period changed: every 365 days'],
    [{ enabled: true, periodInDays: 365, nextRotationAt: null }, {}, 'Next rotation date changed'],
    [{ enabled: true, periodInDays: 365, nextRotationAt: null }, { enabled: false }, 'Automatic rotation turned off'],
    [null, { enabled: false }, 'Automatic rotation is off'],
  ])('is reported as it changes: %j', (from, to, title) => {
    const event: KeyEvent = {
      kind: 'rotation_schedule_changed',
      from,
      to: { enabled: true, periodInDays: 365, nextRotationAt: days(100).toISOString(), ...to },
    };
    const { entries } = ledger({ events: [firstSeen(days(-30)), { at: days(-2), event }] });
    expect(entries[0]).toMatchObject({ kind: 'schedule', title, at: days(-2) });
  });
});

const anySources: fc.Arbitrary<RotationSources> = fc
  .record({
    hours: fc.array(fc.integer({ min: -4_000, max: -1 }), { maxLength: 6 }),
    afterKnown: fc.boolean(),
    how: fc.constantFrom('automatic', 'on_demand', 'either', undefined),
    keyState: fc.constantFrom('Enabled', 'Disabled', 'PendingDeletion', 'PendingReplicaDeletion', 'PendingImport'),
    origin: fc.constantFrom('AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', null),
    keySpec: fc.constantFrom('SYMMETRIC_DEFAULT', 'RSA_2048'),
    customKeyStoreId: fc.constantFrom(null, 'cks-1'),
    named: fc.boolean(),
    described: fc.boolean(),
    asked: fc.constantFrom(undefined, 'allowed', 'denied', 'wrong_state', 'not_testable'),
    rotation: fc.constantFrom(null, OFF, status()),
    list: fc.option(
      fc.array(
        fc.record({
          keyMaterialId: fc.constantFrom(null, A, B, C),
          rotatedAt: fc.option(fc.integer({ min: -5_000, max: -1 }).map((n) => after(n * HOUR_MS))),
          type: fc.constantFrom(null, 'AUTOMATIC', 'ON_DEMAND'),
          materialState: fc.constantFrom(null, 'CURRENT', 'PENDING_ROTATION'),
        }),
        { maxLength: 5 },
      ),
    ),
    eventsCut: fc.boolean(),
  })
  .map((given) => {
    const hours = [...new Set(given.hours)].toSorted((a, b) => a - b);
    const name = (index: number): string => String(index).repeat(64);
    const events = hours.map((hour, index) => {
      const at = after(hour * HOUR_MS);
      return index === 0
        ? firstSeen(at, name(0))
        : changed([given.afterKnown ? after((hour - 0.5) * HOUR_MS) : null, at], {
            from: name(index - 1),
            to: name(index),
            ...(given.how === undefined ? {} : { how: given.how }),
          });
    });
    const { keyState, origin, keySpec, customKeyStoreId } = given;
    const currentKeyMaterialId = given.named && hours.length > 0 ? name(hours.length - 1) : null;
    return {
      events,
      eventsCut: given.eventsCut,
      facts: given.described ? someFacts({ keyState, origin, keySpec, customKeyStoreId, currentKeyMaterialId }) : null,
      lastDescribedAt: given.described ? NOW : null,
      rotation: given.rotation,
      rotationAsked: given.asked === undefined ? undefined : result(given.asked),
      supplied: given.list === null ? null : { asOf: NOW, rotations: given.list },
      timeZone: null,
    } satisfies RotationSources;
  });

const always = (holds: (sources: RotationSources, made: ReturnType<typeof rotationLedger>) => void): void =>
  fc.assert(
    fc.property(anySources, (sources) => holds(sources, rotationLedger(sources))),
    { numRuns: 300 },
  );

describe('whatever we saw', () => {
  it('H15 nothing is called off, none, zero or never that was not seen to be so', () => {
    always((sources, made) => {
      const words = [
        made.summary,
        rotationScheduleWords(made.schedule, null),
        nextRotationWords(made.schedule, null),
        ...made.entries.flatMap(({ title, detail, customersWord }) => [title, detail, customersWord ?? '']),
      ].join('\n');
      const seenOff =
        sources.rotationAsked?.result === 'allowed' &&
        sources.rotation?.enabled === false &&
        made.schedule.state === 'off';
      if (!seenOff) expect(words).not.toMatch(/\b(off|none|zero|0 rotations|no rotations?)\b/i);
      if (sources.facts !== null) expect(words).not.toMatch(/\bnever\b/i);
    });
  });

  it('every rotation that we saw is one entry, newest first, and every material one segment that ends before the next', () => {
    always((sources, { entries, materials }) => {
      expect(entries.filter(({ source }) => source === 'observed')).toHaveLength(sources.events.length);
      expect(entries.map(({ at }) => at.getTime())).toEqual(
        entries.map(({ at }) => at.getTime()).toSorted((a, b) => b - a),
      );
      const observed = materials.filter(({ source }) => source === 'observed');
      expect(observed).toHaveLength(sources.events.length);
      observed.forEach(({ seenFrom, seenTo }, index) => {
        const next = observed[index + 1];
        expect(seenTo === null).toBe(next === undefined);
        if (seenTo === null || next === undefined) return;
        expect(seenTo.getTime()).toBeGreaterThanOrEqual(seenFrom.getTime());
        expect(seenTo.getTime()).toBeLessThanOrEqual(next.seenFrom.getTime());
      });
    });
  });

  it('what only the customer says is marked as theirs, and never overlaps what we saw', () => {
    always((sources, { entries, materials }) => {
      const dated = sources.supplied?.rotations.filter(({ rotatedAt }) => rotatedAt !== null) ?? [];
      const told = entries.filter(({ kind, customersWord }) => kind === 'supplied' || customersWord !== null);
      expect(told.length).toBeGreaterThanOrEqual(Math.min(1, dated.length));
      for (const { kind, source } of entries) expect(source === 'customer').toBe(kind === 'supplied');
      const observed = materials.filter(({ source }) => source === 'observed');
      for (const theirs of materials.filter(({ source }) => source === 'customer'))
        for (const { seenFrom, seenTo } of observed) {
          const [from, to] = [theirs.seenFrom.getTime(), theirs.seenTo?.getTime() ?? Number.POSITIVE_INFINITY];
          const overlaps = from < (seenTo?.getTime() ?? Number.POSITIVE_INFINITY) && seenFrom.getTime() < to;
          expect(overlaps).toBe(false);
        }
    });
  });
});
