import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLOCK_TOLERANCE_MS } from '#lib/core/probe/clock-error.ts';
import { HOUR_MS, MINUTE_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import {
  answerState,
  lateAfterMs,
  regionState,
  SILENT_AFTER_MS,
  warnsOf,
  type RegionFreshness,
} from '#lib/core/verdict/region-freshness.ts';

const NOW_MS = NOW.getTime();
const anInstant = fc.integer({ min: NOW_MS - 48 * HOUR_MS, max: NOW_MS + 2 * HOUR_MS });
const orNull = fc.option(anInstant, { nil: null });
const aRegion: fc.Arbitrary<RegionFreshness> = fc.record({
  region: fc.constant('eu-west-1'),
  answeredAtMs: orNull,
  askedAtMs: orNull,
  silentSinceMs: orNull,
  pausedUntilMs: orNull,
  incidentSinceMs: orNull,
  liveKeys: fc.integer({ min: 0, max: 3 }),
  intervalMinutes: fc.constantFrom(5, 15, 60, 720),
});
const always = (holds: (region: RegionFreshness) => void): void => fc.assert(fc.property(aRegion, holds));
const stateOf = (region: RegionFreshness, nowMs = NOW_MS) => answerState(region, nowMs);

describe('what is said about the answers of a region', () => {
  it('H7 is never "answering" without an answer of the last two intervals, or after a failure', () => {
    always((region) => {
      if (stateOf(region).kind !== 'answering') return;
      expect(region.silentSinceMs).toBeNull();
      expect(NOW_MS - (region.answeredAtMs ?? -Infinity)).toBeLessThanOrEqual(lateAfterMs(region.intervalMinutes));
    });
  });

  it('H7 warns whenever the last answer is older than two intervals, or calls failed for five minutes', () => {
    always((region) => {
      if (region.liveKeys === 0) return;
      const old = region.answeredAtMs !== null && NOW_MS - region.answeredAtMs > lateAfterMs(region.intervalMinutes);
      const failing = region.silentSinceMs !== null && NOW_MS - region.silentSinceMs >= SILENT_AFTER_MS;
      if (old || failing) expect(warnsOf(stateOf(region))).toBe(true);
    });
  });

  it('H7 never gets better by an attempt alone, and never by time alone', () => {
    const later = fc.integer({ min: 0, max: 24 * HOUR_MS });
    fc.assert(
      fc.property(aRegion, later, (region, ms) => {
        const before = stateOf(region);
        // A time ahead of the clock is waited for: then its age is known again.
        if (before.kind === 'clock_error') return;
        const asked = stateOf({ ...region, askedAtMs: NOW_MS });
        const aged = stateOf(region, NOW_MS + ms);
        for (const after of [asked, aged]) {
          if (warnsOf(before)) expect(warnsOf(after)).toBe(true);
          if (before.kind !== 'answering') expect(after.kind).not.toBe('answering');
        }
      }),
    );
  });

  it('H26 is a clock error when the last answer or failure lies in the future, and never an age', () => {
    always((region) => {
      const ahead = [region.answeredAtMs, region.silentSinceMs].some(
        (atMs) => atMs !== null && atMs - NOW_MS > CLOCK_TOLERANCE_MS,
      );
      if (region.liveKeys > 0) expect(stateOf(region).kind === 'clock_error').toBe(ahead);
      const { incident } = regionState(region, NOW_MS);
      expect((incident?.sinceMs ?? NOW_MS) - NOW_MS).toBeLessThanOrEqual(CLOCK_TOLERANCE_MS);
    });
  });

  it('says nothing about answers where there is no key to ask about', () => {
    always((region) => {
      expect(stateOf({ ...region, liveKeys: 0 }).kind).toBe('no_keys');
    });
  });
});

describe('what is said beside the answers', () => {
  const quiet: RegionFreshness = {
    region: 'eu-west-1',
    answeredAtMs: NOW_MS - MINUTE_MS,
    askedAtMs: NOW_MS - MINUTE_MS,
    silentSinceMs: null,
    pausedUntilMs: null,
    incidentSinceMs: null,
    liveKeys: 1,
    intervalMinutes: 60,
  };
  it('is an incident and a pause, also while the region is silent', () => {
    const sinceMs = NOW_MS - 8 * MINUTE_MS;
    const all = { ...quiet, silentSinceMs: sinceMs, incidentSinceMs: sinceMs, pausedUntilMs: NOW_MS + MINUTE_MS };
    expect(regionState(all, NOW_MS)).toEqual({
      answers: { kind: 'silent', sinceMs },
      pausedUntilMs: NOW_MS + MINUTE_MS,
      incident: { sinceMs },
    });
  });

  it('is no pause that is over, or that was stored before a clock was set back', () => {
    for (const pausedUntilMs of [NOW_MS - 1, NOW_MS, NOW_MS + HOUR_MS])
      expect(regionState({ ...quiet, pausedUntilMs }, NOW_MS).pausedUntilMs).toBeNull();
  });
});
