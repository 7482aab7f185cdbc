import { describe, expect, it } from 'vitest';
import { nextCheckAt } from '#lib/core/probe/schedule.ts';
import { paceOf, type Verdict } from '#lib/core/finding/verdict.ts';
import { after, MINUTE_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';

const USABLE: Verdict = { status: 'usable', cause: null };
const LOST: Verdict = { status: 'unusable', cause: 'access_lost' };
const CONFIRMING: Verdict = { status: 'attention', cause: 'access_denied_unconfirmed' };

const minutesAhead = (verdict: Verdict, inconclusiveCount = 0, jitter = 0.5, intervalMinutes = 60): number =>
  (nextCheckAt(NOW, paceOf(verdict), inconclusiveCount, { intervalMinutes }, jitter).getTime() - NOW.getTime()) /
  MINUTE_MS;

describe('the next check', () => {
  it.each([
    ['the interval, for a usable key', USABLE, 60],
    ['15 minutes, for an unusable key', LOST, 15],
    ['15 minutes, for a key pending deletion', { status: 'unusable', cause: 'pending_deletion' }, 15],
    [
      'the interval, for a key that works and whose material expires',
      { status: 'attention', cause: 'material_expiring' },
      60,
    ],
    ['two and a half minutes, while a denial is re-checked', CONFIRMING, 2.5],
  ] as const)('comes after %s', (_, verdict, minutes) => {
    expect(minutesAhead(verdict)).toBe(minutes);
  });

  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [6, 32],
    [7, 60],
    [1_000, 60],
  ])('after %i checks without an answer comes in %i min', (inconclusiveCount, minutes) => {
    expect(minutesAhead(USABLE, inconclusiveCount)).toBe(minutes);
    // An unusable key, above all one pending deletion, never goes unchecked for longer than 15 minutes.
    expect(minutesAhead(LOST, inconclusiveCount)).toBe(Math.min(minutes, 15));
  });

  it('never comes later for a bad key than for a good one, however short the interval', () => {
    expect(minutesAhead(LOST, 0, 0.5, 5)).toBe(5);
    expect(minutesAhead(CONFIRMING, 0, 0.5, 1)).toBe(1);
  });

  it.each([
    'pending_deletion',
    'pending_replica_deletion',
    'denied_while_pending_deletion',
    'presumed_deleted',
  ] as const)('H20 comes within 17 minutes of a key that may be about to be lost: %s', (cause) => {
    for (const inconclusiveCount of [0, 1, 5, 50, 5_000])
      for (const jitter of [0, 0.5, 0.999])
        expect(minutesAhead({ status: 'unusable', cause }, inconclusiveCount, jitter)).toBeLessThan(17);
  });

  it('varies by 10 % either way', () => {
    expect(minutesAhead(USABLE, 0, 0)).toBeCloseTo(54);
    expect(minutesAhead(USABLE, 0, 0.999_999)).toBeCloseTo(66, 3);
  });

  it('comes a minute after the time at which the key changes by itself, when that is sooner', () => {
    const turning = (at: Date | null) => nextCheckAt(NOW, paceOf(USABLE), 0, { intervalMinutes: 60 }, 0.5, [null, at]);
    expect(turning(after(10 * MINUTE_MS))).toEqual(after(11 * MINUTE_MS));
    expect(turning(after(90 * MINUTE_MS))).toEqual(after(60 * MINUTE_MS));
    expect(turning(after(-10 * MINUTE_MS))).toEqual(after(60 * MINUTE_MS));
    expect(turning(null)).toEqual(after(60 * MINUTE_MS));
  });
});
