import { expect, it } from 'vitest';
import { emptyOr, optionalUtcTime, utcDay, utcTime } from './form-fields.ts';

const said = (result: { error?: { issues: readonly { message: string }[] } | undefined }): string[] =>
  result.error?.issues.map(({ message }) => message) ?? [];

it('takes no day that is not in the calendar', () => {
  for (const [field, text] of [
    [utcTime, '2026-02-31T09:00'],
    [utcDay, '2026-02-31'],
  ] as const)
    expect(said(field.safeParse(text))).toEqual([expect.stringMatching(/^Enter a (?:day|date and time in UTC)\.$/)]);
  expect(utcDay.parse('2028-02-29')).toEqual(new Date('2028-02-29T00:00:00Z'));
});

it('lets a field be empty, and says of another text what the field itself says', () => {
  expect(optionalUtcTime.parse('')).toBeNull();
  expect(optionalUtcTime.parse('2026-03-14T09:12')).toEqual(new Date('2026-03-14T09:12:00Z'));
  expect(said(optionalUtcTime.safeParse('14 March'))).toEqual(['Enter a date and time in UTC.']);
  const near = emptyOr(utcTime.refine((at) => at.getUTCFullYear() < 2100, 'This time is years away.'));
  expect(said(near.safeParse('2126-03-14T09:12'))).toEqual(['This time is years away.']);
});
