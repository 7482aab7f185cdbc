import { expect, it } from 'vitest';
import { mostUrgentFirst, NEEDS_US_ORDER, type Urgency } from './home-order.ts';

const NOW = new Date('2026-03-10T09:00:00.000Z');
const inHours = (hours: number): Date => new Date(NOW.getTime() + hours * 3_600_000);
const row = (given: Partial<Urgency>): Urgency => ({
  promisedFor: null,
  deadlineAt: null,
  notUsableSince: null,
  ours: false,
  ...given,
});

it('is: promises that are due, near deadlines, our own faults, what fails longest, the rest', () => {
  const inOrder = {
    'a promise that has passed': row({ promisedFor: inHours(-2) }),
    'a promise that is near': row({ promisedFor: inHours(0.4), notUsableSince: inHours(-90) }),
    'a deadline that has passed': row({ deadlineAt: inHours(-1) }),
    'a deadline in six days': row({ deadlineAt: inHours(6 * 24), notUsableSince: inHours(-1) }),
    'a fault of ours': row({ ours: true, notUsableSince: inHours(-1) }),
    'not usable for three days, with a promise that is not due': row({
      notUsableSince: inHours(-72),
      promisedFor: inHours(1),
    }),
    'not usable for an hour, with a deadline in a month': row({
      notUsableSince: inHours(-1),
      deadlineAt: inHours(700),
    }),
    'a setup that waits': row({}),
    'a replacement that waits': row({ deadlineAt: inHours(700) }),
  };
  const reversed = Object.entries(inOrder).toReversed();
  const sorted = reversed.toSorted(([, a], [, b]) => mostUrgentFirst(NOW)(a, b)).map(([name]) => name);
  // The last two stay as they were: nothing tells them apart.
  expect(sorted).toEqual([...Object.keys(inOrder).slice(0, -2), ...Object.keys(inOrder).slice(-2).toReversed()]);
  expect(NEEDS_US_ORDER).toMatch(
    /: promise .*, deadline within 7 days, fault on our side .*, longest unusable, the rest\.$/,
  );
});
