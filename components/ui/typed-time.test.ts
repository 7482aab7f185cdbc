import { expect, it } from 'vitest';

import { typedTimeWords } from './typed-time.ts';

it.each([
  ['2026-11-12', '12 Nov 2026'],
  ['2026-12-11', '11 Dec 2026'],
  ['2026-11-12T10:30', '12 Nov 2026, 10:30 UTC'],
  ['2026-11-12T10:30:15', '12 Nov 2026, 10:30 UTC'],
  ['0002-11-12', '12 Nov 2'],
  ['', null],
  ['2026-11', null],
  ['2026-13-40', null],
  ['11/12/2026', null],
])('a date field that holds “%s” is read as: %s', (value, words) => {
  expect(typedTimeWords(value)).toBe(words);
});

it('a time whose zone another field gives is not called UTC', () => {
  expect(typedTimeWords('2026-11-12T10:30', false)).toBe('12 Nov 2026, 10:30');
});
