import { expect, it } from 'vitest';
import { withNewer } from './newer-events.ts';

const events = (...ids: string[]) => ids.map((id) => ({ id }));
const before = { events: events('e', 'd', 'c', 'b', 'a'), after: 'a' };

it('shows only the page’s events until older ones were read', () => {
  const latest = { events: events('e', 'd'), after: 'd' };
  expect(withNewer(latest, null)).toBe(latest);
});

it('puts new events in front of those that were read before, and goes on at their end', () => {
  expect(withNewer({ events: events('g', 'f', 'e'), after: 'e' }, before)).toEqual({
    events: events('g', 'f', 'e', 'd', 'c', 'b', 'a'),
    after: 'a',
  });
});

it('hides older events rather than a gap: after so many new ones it shows only the latest', () => {
  const latest = { events: events('j', 'i', 'h'), after: 'h' };
  expect(withNewer(latest, before)).toEqual(latest);
});

it('keeps what was read when there is nothing newer', () => {
  expect(withNewer({ events: [], after: null }, before)).toEqual(before);
});
