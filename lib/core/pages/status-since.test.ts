import { expect, it } from 'vitest';
import { statusSince } from '#lib/core/pages/status-since.ts';
import { after, DAY_MS, HOUR_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';

it('H27 a status has one "since": of the time in which the key has not been usable, else of the status', () => {
  const [before, later] = [after(-2 * HOUR_MS), after(-HOUR_MS)];
  expect(statusSince('usable', null, before, NOW)).toEqual({ at: before, words: 'since 07:12 UTC' });
  expect(statusSince('unusable', before, later, NOW)).toEqual({ at: before, words: 'since 07:12 UTC' });
  expect(statusSince('attention', before, later, NOW).words).toBe('not usable since 07:12 UTC');
  expect(statusSince('attention', before, before, NOW).words).toBe('since 07:12 UTC');
});

it('H8 a "since" before today carries its weekday and date', () => {
  expect(statusSince('usable', null, after(-DAY_MS), NOW).words).toBe('since Fri 13 Mar 2026 09:12 UTC');
});
