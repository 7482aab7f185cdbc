import { describe, expect, it } from 'vitest';
import { after, HOUR_MS, MINUTE_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import { countsInWords, NEVER_REPORTED_IN_ROW, reportedInRow, usedWrongKey } from './dependents-words.ts';
import { CLOCKS_APART_MS, countAge, DEPENDENT_KINDS, DEPENDENT_KIND_WORDS } from './dependents.ts';

const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

describe('a report in words', () => {
  it('H19 keeps three things apart: some, none, and never reported', () => {
    expect(countsInWords({ counts: { jobs: 1, archives: 0, restore_points: 1234 } })).toEqual({
      some: [
        { label: 'Restore points', count: '1,234' },
        { label: 'Backup and archive jobs, paused ones included', count: '1' },
      ],
      none: ['archives'],
      neverReported: [
        'soft-deleted or locked versions',
        'copies in other regions',
        'resources with grants',
        'running restores',
        'failed moves',
        'legal holds',
      ],
    });
  });

  it('H19 names every kind once, whatever is reported', () => {
    for (const counted of [[], DEPENDENT_KINDS.slice(0, 4), DEPENDENT_KINDS]) {
      const counts = Object.fromEntries(counted.map((kind, place) => [kind, place % 2]));
      const { some, none, neverReported } = countsInWords({ counts });
      const named = [...some.map(({ label }) => label.toLowerCase()), ...none, ...neverReported];
      expect(named.toSorted()).toEqual(Object.values(DEPENDENT_KIND_WORDS).toSorted());
    }
  });

  it('shows a kind that only a newer version knows by its code', () => {
    const counts: Record<string, number> = { restore_points: 0, tape_copies: 3 };
    const { some } = countsInWords({ counts });
    expect(some).toEqual([{ label: 'Tape_copies, which this version of Keydesk doesn’t know', count: '3' }]);
  });
});

describe('the age of a count', () => {
  it('H19 is current for 24 hours, counted from when the other system counted', () => {
    expect(countAge(after(-24 * HOUR_MS), NOW)).toBe('current');
    expect(countAge(after(-24 * HOUR_MS - 1), NOW)).toBe('old');
  });

  it('H26 is an error in the future, beyond what two clocks may differ', () => {
    expect(countAge(after(CLOCKS_APART_MS), NOW)).toBe('current');
    expect(countAge(after(CLOCKS_APART_MS + MINUTE_MS), NOW)).toBe('clock_error');
  });
});

describe('a last backup with another key', () => {
  const lastBackup = { at: NOW, result: 'succeeded' as const, arn: `${ARN}0` };

  it('needs us where new backups should use this one', () => {
    expect(usedWrongKey('active', ARN, { lastBackup })).toBe(true);
    expect(usedWrongKey('candidate', ARN, { lastBackup })).toBe(true);
    expect(usedWrongKey('active', `${ARN}0`, { lastBackup })).toBe(false);
    expect(usedWrongKey('active', ARN, { lastBackup: null })).toBe(false);
  });

  it('is what was meant to happen for an old key', () => {
    expect(usedWrongKey('retained', ARN, { lastBackup })).toBe(false);
    expect(usedWrongKey('retired', ARN, { lastBackup })).toBe(false);
  });
});

describe('a report in one line of a row', () => {
  const every = (count: number) => Object.fromEntries(DEPENDENT_KINDS.map((kind) => [kind, count]));
  const line = (counts: Record<string, number>, ageMs = 0) =>
    reportedInRow({ counts, asOf: after(-ageMs) }, NOW).replace(`As reported ${instantWords(after(-ageMs))}`, '');

  it.each([
    [
      'some of a few kinds',
      { jobs: 3, restore_points: 1204 },
      ': restore points 1,204, jobs 3, 7 kinds never reported',
    ],
    ['some, and zero of all others', { ...every(0), legal_holds: 1 }, ': legal holds 1'],
    ['zero of every kind', every(0), ': none'],
    ['zero of a few kinds', { jobs: 0, archives: 0 }, ': none of 2 kinds, 7 kinds never reported'],
    ['no kind', {}, ': 9 kinds never reported'],
    ['a kind of a newer version', { ...every(0), tapes: 2 }, ': tapes, which this version of Keydesk doesn’t know 2'],
  ])('H19 says none only of what was counted: %s', (_what, counts, words) => {
    expect(line(counts)).toBe(words);
  });

  it('H19 never takes a key that no report named for one on which nothing depends', () => {
    expect(reportedInRow(null, NOW)).toBe(NEVER_REPORTED_IN_ROW);
  });

  it('H26 says when a count is over a day old, or has a time in the future', () => {
    expect(line(every(0), 25 * HOUR_MS)).toBe(' (over 24 hours old): none');
    expect(line(every(0), -CLOCKS_APART_MS - MINUTE_MS)).toBe(' (clock error): none');
  });
});
