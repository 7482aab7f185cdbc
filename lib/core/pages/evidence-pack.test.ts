import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { after, DAY_MS, HOUR_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import {
  LONGEST_PACK_DAYS,
  onPage,
  readPeriod,
  statusesWithGaps,
  usualPeriod,
  type EvidencePack,
  type PackKey,
  type SeenStatus,
} from './evidence-pack.ts';

const iso = (at: Date): string => at.toISOString();
const seen = (words: string, from: number, to: number | null): SeenStatus => ({
  words,
  checked: true,
  from: after(from),
  to: to === null ? null : after(to),
});
const bounds = { since: after(-10 * DAY_MS), until: NOW, known: after(-20 * DAY_MS), silenceMs: 2 * HOUR_MS };

describe('the period of a pack', () => {
  it('is whole UTC days, and its last day ends now at the latest', () => {
    expect(readPeriod({ from: '2026-03-01', to: '2026-03-10' }, NOW)).toEqual({
      ok: true,
      period: { from: '2026-03-01', to: '2026-03-10' },
      since: new Date('2026-03-01T00:00:00Z'),
      until: new Date('2026-03-11T00:00:00Z'),
    });
    expect(readPeriod({ from: '2026-03-14', to: '2027-01-01' }, NOW)).toMatchObject({
      ok: true,
      period: { from: '2026-03-14', to: '2026-03-14' },
      until: after(1),
    });
    expect(readPeriod(usualPeriod(NOW), NOW)).toMatchObject({ ok: true, period: { to: '2026-03-14' } });
  });

  it.each([
    ['not_a_day', '2026-02-30', '2026-03-01'],
    ['not_a_day', '', '2026-03-01'],
    ['not_a_day', '2026-03-01', '01.03.2026'],
    ['not_a_day', '0000-01-01', '0000-02-01'],
    ['ends_before_it_begins', '2026-03-02', '2026-03-01'],
    ['begins_in_the_future', '2026-03-15', '2026-03-16'],
    ['too_long', '2025-02-01', '2026-03-14'],
  ])('is refused: %s for %s to %s', (problem, from, to) => {
    expect(readPeriod({ from, to }, NOW)).toEqual({ ok: false, problem });
  });

  it(`may have ${LONGEST_PACK_DAYS} days`, () => {
    const from = iso(after(-(LONGEST_PACK_DAYS - 1) * DAY_MS)).slice(0, 10);
    expect(readPeriod({ from, to: '2026-03-14' }, NOW).ok).toBe(true);
  });
});

describe('the statuses of a pack', () => {
  it('have the time in which nobody checked as a gap, in the middle and at the end', () => {
    const spans = [seen('Usable', -9 * DAY_MS, -5 * DAY_MS), seen('Unusable: disabled', -4 * DAY_MS, null)];
    expect(statusesWithGaps(spans, { ...bounds, known: after(-9 * DAY_MS), lastSeenAt: after(-DAY_MS) })).toEqual([
      { from: iso(after(-9 * DAY_MS)), to: iso(after(-5 * DAY_MS)), status: 'Usable' },
      { from: iso(after(-5 * DAY_MS)), to: iso(after(-4 * DAY_MS)), status: null },
      { from: iso(after(-4 * DAY_MS)), to: iso(after(-DAY_MS)), status: 'Unusable: disabled' },
      { from: iso(after(-DAY_MS)), to: iso(NOW), status: null },
    ]);
  });

  it('have no gap while the next check is not overdue', () => {
    const last = statusesWithGaps([seen('Usable', -20 * DAY_MS, null)], { ...bounds, lastSeenAt: after(-HOUR_MS) });
    expect(last).toEqual([{ from: iso(bounds.since), to: iso(after(-HOUR_MS)), status: 'Usable' }]);
  });

  it('are a single gap where nobody checked at all, and none before the key was proven', () => {
    expect(statusesWithGaps([], { ...bounds, lastSeenAt: null })).toEqual([
      { from: iso(bounds.since), to: iso(NOW), status: null },
    ]);
    expect(statusesWithGaps([], { ...bounds, known: after(DAY_MS), lastSeenAt: null })).toEqual([]);
  });

  it('follow on each other without a hole or an overlap, within the period', () => {
    const length = fc.integer({ min: 0, max: 6 * 24 });
    fc.assert(
      fc.property(fc.array(fc.record({ gap: length, lasts: length }), { maxLength: 8 }), length, (parts, silent) => {
        let at = -15 * 24;
        const spans = parts.map(({ gap, lasts }, n) => {
          const from = at + gap;
          at = from + lasts;
          return seen(`status ${n}`, from * HOUR_MS, at * HOUR_MS);
        });
        const pieces = statusesWithGaps(spans, { ...bounds, lastSeenAt: null, silenceMs: silent * HOUR_MS });
        for (const [n, { from, to, status }] of pieces.entries()) {
          expect(from <= to && from >= iso(bounds.since) && to <= iso(NOW)).toBe(true);
          if (n > 0) expect(from).toBe(pieces[n - 1]?.to);
          if (status === null) expect(pieces[n - 1]?.status).not.toBeNull();
        }
      }),
    );
  });
});

describe('the page of a pack', () => {
  const calls = Array.from({ length: 400 }, (_, n) => ({ day: String(n), DescribeKey: 1 }));
  const key = (n: number, days: number): PackKey => ({
    arn: `key ${n}`,
    region: 'eu-west-1',
    awsAccountId: '111122223333',
    heldBy: null,
    provenAt: null,
    ownership: [],
    roles: [],
    observed: { statuses: [], statusesFrom: null, rotations: [], calls: calls.slice(0, days) },
  });
  const pack = (keys: PackKey[]): EvidencePack => ({
    customer: { name: 'Northwind', externalId: null, provider: null },
    period: { from: '2026-03-14', to: '2026-03-14' },
    madeAt: '',
    madeBy: '',
    keys,
    moreKeys: false,
    clearances: [],
    approvals: [],
    exceptions: [],
  });
  const many = (keys: number, days: number) => pack(Array.from({ length: keys }, (_, n) => key(n, days)));

  it('has every key of a usual customer, and the first ones of a large pack', () => {
    expect(onPage(many(20, 90))).toEqual(many(20, 90));
    const shown = onPage(many(500, 400)).keys;
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.length * 400).toBeLessThanOrEqual(3_000);
    expect(shown).toEqual(many(500, 400).keys.slice(0, shown.length));
  });
});
