import { describe, expect, it } from 'vitest';
import { shownVerdict } from '#lib/core/verdict/freshness.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import { after, DAY_MS, MINUTE_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';

const USABLE: Verdict = { status: 'usable', cause: null };
const shown = (ageMs: number | null, verdict: Verdict = USABLE) =>
  shownVerdict(verdict, ageMs === null ? null : after(-ageMs), 60, NOW);

describe('a status as it is shown', () => {
  it.each([
    ['fresh', 0],
    ['fresh', 90 * MINUTE_MS - 1],
    ['late', 90 * MINUTE_MS],
    ['late', 180 * MINUTE_MS - 1],
    ['stale', 180 * MINUTE_MS],
    ['stale', 300 * DAY_MS],
  ])('is %s after %i ms without a conclusive check, at an interval of an hour', (freshness, ageMs) => {
    expect(shown(ageMs)).toMatchObject({ freshness, asOf: after(-ageMs) });
  });

  it('was never checked when no check got an answer', () => {
    expect(shown(null, { status: 'unverified', cause: 'never_checked' })).toMatchObject({
      freshness: 'never',
      asOf: null,
    });
  });

  it('H26 is a clock error when the last check lies in the future, and never fresh', () => {
    expect(shown(-DAY_MS).freshness).toBe('clock_error');
    expect(shown(-2 * MINUTE_MS).freshness).toBe('clock_error');
    expect(shown(-MINUTE_MS).freshness).toBe('fresh');
  });

  it('H27 is the stored one, whatever its age: that a status expires is written and not computed', () => {
    expect(shown(DAY_MS + 1).verdict).toEqual(USABLE);
  });

  it('stays when it is worse than Unknown, however old it is', () => {
    const pending: Verdict = { status: 'unusable', cause: 'pending_deletion' };
    expect(shown(300 * DAY_MS, pending).verdict).toEqual(pending);
  });
});
