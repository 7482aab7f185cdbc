import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RotationStatus } from '#lib/core/probe/report.ts';
import { after, DAY_MS, HOUR_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { rotationKind } from '#lib/core/verdict/rotation-kind.ts';

const status = (nextInDays: number | null, given: Partial<RotationStatus> = {}): RotationStatus => ({
  enabled: nextInDays !== null,
  periodInDays: nextInDays === null ? null : 365,
  nextRotationAt: nextInDays === null ? null : after(nextInDays * DAY_MS),
  onDemandStartedAt: null,
  ...given,
});
const OFF = status(null);
const DUE = status(-1 / 24);

describe('the kind of a rotation, from the schedules before and after it', () => {
  it.each<[string, RotationStatus | null, RotationStatus | null, string]>([
    ['the date has passed and moved on by one period', DUE, status(365 - 1 / 24), 'automatic'],
    ['the date is now', status(0), status(365), 'automatic'],
    ['it moved on by a period from a rotation that was a day late', status(-1), status(365), 'automatic'],
    ['it moved on by two periods while nobody checked', status(-366), status(364), 'automatic'],
    ['the next date is unchanged and in the future', status(100), status(100), 'on_demand'],
    ['rotation was off before and after', OFF, OFF, 'on_demand'],
  ])('is known: %s', (_, before, with_, kind) => {
    expect(rotationKind(before, with_, NOW)).toBe(kind);
  });

  it.each<[string, RotationStatus | null, RotationStatus | null]>([
    ['the schedule was not visible before', null, status(100)],
    ['the schedule is not visible now', status(100), null],
    ['it was visible neither before nor after', null, null],
    ['rotation was turned on in between', OFF, status(365)],
    ['rotation was turned off in between', status(100), OFF],
    ['the date has passed and is unchanged: AWS may not have updated everything yet', DUE, DUE],
    ['the date moved on before it had passed: rotation was turned off and on', status(100), status(465)],
    ['the date did not move by whole periods', DUE, status(200)],
    ['the date moved back', status(-1), status(-366)],
    ['the period was changed', DUE, status(90, { periodInDays: 90 })],
    ['AWS gave no next date', status(100, { nextRotationAt: null }), status(100, { nextRotationAt: null })],
    ['an on-demand rotation was in progress when the date passed', status(-1, { onDemandStartedAt: NOW }), status(364)],
  ])('is unclear when %s', (_, before, with_) => {
    expect(rotationKind(before, with_, NOW)).toBe('either');
  });

  it('is automatic within a day of the period, and not beyond', () => {
    const moved = (ms: number) => status(0, { nextRotationAt: after(364 * DAY_MS + ms) });
    expect(rotationKind(status(-1), moved(DAY_MS), NOW)).toBe('automatic');
    expect(rotationKind(status(-1), moved(DAY_MS + 1), NOW)).toBe('either');
  });
});

const anyStatus: fc.Arbitrary<RotationStatus | null> = fc.option(
  fc
    .record({
      nextInHours: fc.option(fc.integer({ min: -800 * 24, max: 800 * 24 })),
      periodInDays: fc.constantFrom(90, 365),
      onDemand: fc.boolean(),
    })
    .map(({ nextInHours, periodInDays, onDemand }) => ({
      enabled: nextInHours !== null,
      periodInDays: nextInHours === null ? null : periodInDays,
      nextRotationAt: nextInHours === null ? null : after(nextInHours * HOUR_MS),
      onDemandStartedAt: onDemand ? NOW : null,
    })),
);

it('is never automatic before its date, and never known when something was not visible', () => {
  fc.assert(
    fc.property(anyStatus, anyStatus, (before, with_) => {
      const kind = rotationKind(before, with_, NOW);
      if (before === null || with_ === null) expect(kind).toBe('either');
      if (kind === 'automatic') expect(before?.nextRotationAt?.getTime()).toBeLessThanOrEqual(NOW.getTime());
      if (kind === 'on_demand' && before?.enabled === true)
        expect(with_?.nextRotationAt).toEqual(before.nextRotationAt);
    }),
    { numRuns: 2_000 },
  );
});
