import { describe, expect, it } from 'vitest';
import {
  dayWords,
  deletionDate,
  durationWords,
  instantWords,
  nextUpdateAt,
  timeOfDayWords,
} from '#lib/core/text/time-words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('a time in words', () => {
  const at = new Date('2026-03-29T00:30:00.000Z');

  it('H8 includes the weekday and UTC', () => {
    expect(instantWords(at)).toBe('Sun 29 Mar 2026 00:30 UTC');
  });

  it('H8 includes the customer’s local time, daylight saving time included', () => {
    expect(instantWords(at, 'Europe/Dublin')).toBe('Sun 29 Mar 2026 00:30 UTC (Sun 29 Mar 2026 00:30 Europe/Dublin)');
    expect(instantWords(new Date(at.getTime() + HOUR), 'Europe/Dublin')).toContain('02:30 Europe/Dublin');
    expect(instantWords(at, 'America/Los_Angeles')).toContain('Sat 28 Mar 2026 17:30');
  });

  it('is not repeated for a customer in UTC', () => {
    expect(instantWords(at, 'UTC')).toBe('Sun 29 Mar 2026 00:30 UTC');
  });
});

describe('a UTC date in words', () => {
  it('gives the date, and the time of day separately', () => {
    const at = new Date('2026-03-14T23:59:59.999Z');
    expect(`${dayWords(at)}, ${timeOfDayWords(at)}`).toBe('Sat 14 Mar 2026, 23:59');
    expect(timeOfDayWords(new Date('2026-03-15T00:00:00.000Z'))).toBe('00:00');
  });
});

describe('a duration in words', () => {
  it.each([
    [0, 'less than a minute'],
    [-DAY, 'less than a minute'],
    [MINUTE - 1, 'less than a minute'],
    [MINUTE, '1 min'],
    [HOUR - 1, '59 min'],
    [HOUR, '1 h 0 min'],
    [DAY - 1, '23 h 59 min'],
    [DAY, '1 d 0 h'],
    [30 * DAY + 5 * HOUR + 59 * MINUTE, '30 d 5 h'],
  ])('%i ms reads %s, never rounded up', (durationMs, words) => {
    expect(durationWords(durationMs)).toBe(words);
  });
});

it('gives a time in UTC only when the stored time zone is unknown', () => {
  expect(instantWords(new Date('2026-12-12T14:00:00.000Z'), 'Atlantis/Capital')).toBe('Sat 12 Dec 2026 14:00 UTC');
});

it('H8 a deletion date is “not before” and may be a day later', () => {
  expect(deletionDate(new Date('2026-03-21T09:12:00.000Z'), 'Europe/Dublin')).toBe(
    'not before Sat 21 Mar 2026 09:12 UTC (Sat 21 Mar 2026 09:12 Europe/Dublin); AWS may delete it up to 24 hours after that',
  );
});

it.each([
  ['09:12', '10:15'],
  ['09:15', '10:15'],
  ['09:16', '10:30'],
  ['23:50', '01:00'],
])('H25 we write again an hour later, on a full quarter of an hour: at %s by %s', (now, by) => {
  expect(timeOfDayWords(nextUpdateAt(new Date(`2026-03-14T${now}:00.000Z`)))).toBe(by);
});
