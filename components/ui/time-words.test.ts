import { describe, expect, it } from 'vitest';

import { countdownWords, dueWords, relativeWords, utcWords } from './time-words.ts';

const now = Date.UTC(2026, 2, 14, 9, 12);
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

it.each([
  [5 * minute, 'in 5 min'],
  [1, 'in under 1 min'],
  [0, 'due'],
  [-hour, 'due'],
])('dueWords says of a time %i ms from now “%s”', (offsetMs, words) => {
  expect(dueWords(now + offsetMs, now)).toBe(words);
});

describe('relativeWords', () => {
  it.each([
    [0, 'just now'],
    [-59_999, 'just now'],
    [-minute, '1 min ago'],
    [-hour + 1, '59 min ago'],
    [-hour, '1 h ago'],
    [-2 * day + 1, '47 h ago'],
    [-2 * day, '2 d ago'],
    [-60 * day + 1, '59 d ago'],
    [-60 * day, '13 Jan 2026'],
    [1, 'in under 1 min'],
    [minute, 'in 1 min'],
    [3 * hour + 20 * minute, 'in 3 h 20 min'],
    [day, 'in 1 d'],
    [4 * day + 6 * hour, 'in 4 d 6 h'],
    [30 * day + 6 * hour, 'in 30 d'],
  ])('says %i ms from now as "%s"', (offsetMs, words) => {
    expect(relativeWords(now + offsetMs, now)).toBe(words);
  });
});

describe('countdownWords', () => {
  it.each([
    [2 * day + 4 * hour, '2 d 04 h'],
    [day, '1 d 00 h'],
    [day - 1, '23 h 59 min'],
    [hour, '01 h 00 min'],
    [hour - 1, '59 min 59 s'],
    [999, '00 min 00 s'],
  ])('shows %i ms left as "%s"', (leftMs, words) => {
    expect(countdownWords(now + leftMs, now)).toBe(words);
  });

  it('is over exactly at the deadline, not later', () => {
    expect(countdownWords(now, now)).toBeNull();
  });
});

it('gives an instant in UTC in every time zone', () => {
  expect(utcWords(Date.UTC(2026, 2, 4, 0, 5))).toBe('4 Mar 2026, 00:05 UTC');
});
