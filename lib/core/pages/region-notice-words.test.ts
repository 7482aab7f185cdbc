import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import type { RegionFreshness } from '#lib/core/verdict/region-freshness.ts';
import { regionNotices } from '#lib/core/pages/region-notice-words.ts';

const NOW_MS = NOW.getTime();
const ago = (ms: number): number => NOW_MS - ms;
const aRegion = (region: string, given: Partial<RegionFreshness> = {}): RegionFreshness => ({
  region,
  answeredAtMs: ago(20_000),
  askedAtMs: ago(20_000),
  silentSinceMs: null,
  pausedUntilMs: null,
  incidentSinceMs: null,
  liveKeys: 3,
  intervalMinutes: 60,
  ...given,
});
const said = (...regions: RegionFreshness[]) => {
  const { notices, quiet } = regionNotices(regions, NOW_MS);
  return { notices: notices.map(({ tone, fact, age }) => `${tone}: ${fact} ${age}`.trim()), quiet: quiet.join(' · ') };
};
const many = (count: number, given: Partial<RegionFreshness> = {}) =>
  Array.from({ length: count }, (_, index) => aRegion(`eu-test-${index + 1}`, given));

describe('regions where all is well', () => {
  it('share one quiet line with the age of their last answers', () => {
    expect(said(aRegion('eu-west-1'), aRegion('us-west-2', { answeredAtMs: ago(90_000) }))).toEqual({
      notices: [],
      quiet: 'eu-west-1 answered 20 s ago · us-west-2 answered 1 min ago',
    });
    expect(said(aRegion('eu-west-1', { answeredAtMs: ago(3_000) })).quiet).toBe('eu-west-1 answered a few seconds ago');
  });

  it('are counted when there are many', () => {
    const oldest = aRegion('ap-southeast-2', { answeredAtMs: ago(2 * MINUTE_MS) });
    expect(said(...many(26), oldest).quiet).toBe('27 regions: KMS answers, the oldest answer 2 min ago');
  });

  it('are left out where they have no keys', () => {
    expect(said(aRegion('eu-west-1', { liveKeys: 0, answeredAtMs: null }))).toEqual({ notices: [], quiet: '' });
  });
});

describe('a region whose statuses are old', () => {
  it('H7 is named with the time of its first failed call', () => {
    expect(said(aRegion('ap-southeast-2', { silentSinceMs: ago(8 * MINUTE_MS) }))).toEqual({
      notices: ['warning: ap-southeast-2: no answer since 09:04 UTC (8 min)'],
      quiet: '',
    });
    const [notice] = regionNotices([aRegion('eu-west-1', { silentSinceMs: ago(8 * MINUTE_MS) })], NOW_MS).notices;
    expect(notice?.meaning).toContain('Statuses here are from before that time');
  });

  it('H7 is named with its last answer when no check has run since', () => {
    expect(said(aRegion('us-west-2', { answeredAtMs: ago(3 * HOUR_MS), askedAtMs: ago(3 * HOUR_MS) }))).toEqual({
      notices: ['warning: us-west-2: no check and no answer since 06:12 UTC (3 h 0 min)'],
      quiet: '',
    });
    expect(said(aRegion('us-west-2', { answeredAtMs: ago(DAY_MS), askedAtMs: ago(MINUTE_MS) })).notices).toEqual([
      'warning: us-west-2: no answer since Fri 13 Mar 2026 09:12 UTC (1 d 0 h)',
    ]);
  });

  it('H26 names no age when a stored time is in the future', () => {
    expect(said(aRegion('eu-west-1', { answeredAtMs: ago(-HOUR_MS) }))).toEqual({
      notices: ['warning: eu-west-1: clock error, a stored time is in the future'],
      quiet: '',
    });
    expect(said(aRegion('eu-west-1', { incidentSinceMs: ago(-HOUR_MS) })).notices).toEqual([
      'danger: Incident in eu-west-1; clock error: its start is in the future',
    ]);
  });

  it('is not called answering by an attempt: neither before the first answer nor right after a failure', () => {
    expect(said(aRegion('eu-west-1', { answeredAtMs: null }))).toEqual({
      notices: ['warning: eu-west-1: KMS has not answered about a key yet'],
      quiet: '',
    });
    expect(said(aRegion('eu-west-1', { silentSinceMs: ago(10_000) })).quiet).toBe(
      'eu-west-1: no answer to the latest checks yet',
    );
  });
});

describe('several things about one region', () => {
  it('are all said, the incident first', () => {
    const sinceMs = ago(8 * MINUTE_MS);
    const region = aRegion('eu-west-1', {
      silentSinceMs: sinceMs,
      incidentSinceMs: sinceMs,
      pausedUntilMs: NOW_MS + 4 * MINUTE_MS,
    });
    expect(said(region).notices).toEqual([
      'danger: Incident in eu-west-1 since 09:04 UTC (8 min)',
      'warning: eu-west-1: no answer since 09:04 UTC (8 min)',
      'warning: eu-west-1: scheduled checks are paused until 09:16 UTC (4 min left)',
    ]);
  });
});

describe('the same in many regions', () => {
  const sinceMs = ago(8 * MINUTE_MS);
  it('takes one line that names some of them', () => {
    const silent = many(12, { silentSinceMs: sinceMs });
    expect(said(...silent).notices).toEqual(['warning: 12 regions: no answer, the longest since 09:04 UTC (8 min)']);
    expect(regionNotices(silent, NOW_MS).notices[0]?.meaning).toMatch(/^eu-test-1, eu-test-2, eu-test-3 and 9 more\. /);
  });

  it.each([
    ['incidents', { incidentSinceMs: sinceMs }, 'Incidents in 30 regions'],
    ['pauses', { pausedUntilMs: NOW_MS + MINUTE_MS }, '30 regions: scheduled checks are paused'],
    ['old answers', { answeredAtMs: ago(DAY_MS), askedAtMs: null }, '30 regions: no check and no answer'],
    ['clock errors', { answeredAtMs: ago(-HOUR_MS) }, '30 regions: clock error'],
  ])('holds for %s', (_, given, words) => {
    const { notices } = said(...many(30, given));
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain(words);
  });
});
