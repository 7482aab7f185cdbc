import { expect, it } from 'vitest';
import { workingDaysWords } from './customer-words.ts';
import { timeZoneNamed } from './time-zone.ts';

it.each([
  [[1, 2, 3, 4, 5], 'Monday to Friday'],
  [[7, 1, 2, 3, 4], 'Sunday to Thursday'],
  [[1, 3], 'Monday, Wednesday'],
  [[6, 7], 'Saturday, Sunday'],
  [[5, 1, 2, 4], 'Monday, Tuesday, Thursday, Friday'],
  [[1, 2, 3, 4, 5, 6, 7], 'every day'],
])('working days are told as people say them: %j', (days, words) => {
  expect(workingDaysWords(days)).toBe(words);
});

it.each([
  ['Europe/Berlin', 'Europe/Berlin'],
  ['europe/berlin', 'Europe/Berlin'],
  ['UTC', 'UTC'],
  ['Asia/Kolkata', 'Asia/Kolkata'],
  ['+02:00', null],
  ['CEST', null],
  ['Europe/Atlantis', null],
  ['', null],
])('a time zone is an IANA name that this runtime knows: %s', (text, zone) => {
  expect(timeZoneNamed(text)).toBe(zone);
});
