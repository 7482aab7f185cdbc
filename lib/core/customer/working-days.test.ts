import fc from 'fast-check';
import { expect, it } from 'vitest';
import { afterWorkingDays } from './working-days.ts';

const BERLIN = { workingDays: [1, 2, 3, 4, 5], timeZone: 'Europe/Berlin' };
const UNKNOWN = { workingDays: null, timeZone: null };

it.each([
  ['over a weekend', '2026-03-12T09:00:00Z', 3, BERLIN, '2026-03-17T09:00:00.000Z'],
  ['from a Saturday', '2026-03-14T09:00:00Z', 1, BERLIN, '2026-03-16T09:00:00.000Z'],
  [
    'by the customer’s own week',
    '2026-03-12T09:00:00Z',
    3,
    { workingDays: [7, 1, 2, 3, 4], timeZone: 'Asia/Riyadh' },
    '2026-03-17T09:00:00.000Z',
  ],
  ['Monday to Friday in UTC where nothing is known', '2026-03-13T23:30:00Z', 1, UNKNOWN, '2026-03-16T23:30:00.000Z'],
  [
    'by the date in the customer’s time zone: Friday evening in UTC is Saturday in Auckland',
    '2026-03-13T23:30:00Z',
    1,
    { workingDays: [6], timeZone: 'Pacific/Auckland' },
    '2026-03-20T23:30:00.000Z',
  ],
  [
    'with one working day a week',
    '2026-03-11T09:00:00Z',
    2,
    { ...BERLIN, workingDays: [3] },
    '2026-03-25T09:00:00.000Z',
  ],
])('working days are counted %s', (_what, from, days, times, expected) => {
  expect(afterWorkingDays(new Date(from), days, times).toISOString()).toBe(expected);
});

it('a later start never gives an earlier end, and every end lies as many days ahead at least', () => {
  const at = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
  const workingDays = fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), { nil: null });
  const timeZone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Pacific/Auckland', null);
  fc.assert(
    fc.property(
      at,
      at,
      fc.integer({ min: 1, max: 9 }),
      fc.record({ workingDays, timeZone }),
      (one, two, days, times) => {
        const [first, second] = one <= two ? [one, two] : [two, one];
        // Two starts on both sides of a change of summer time are compared by an hour's tolerance.
        expect(afterWorkingDays(second, days, times).getTime() + 3_600_000).toBeGreaterThanOrEqual(
          afterWorkingDays(first, days, times).getTime(),
        );
        expect(afterWorkingDays(one, days, times).getTime() - one.getTime()).toBeGreaterThanOrEqual(days * 86_400_000);
      },
    ),
  );
});
