import { describe, expect, it } from 'vitest';
import { homeHref, readHomeAsked, sinceOf } from './home-asked.ts';

const NOW = new Date('2026-03-10T09:00:00.000Z');
const read = (query: string) => {
  const parameters = new URLSearchParams(query);
  return readHomeAsked((name) => parameters.get(name));
};
const since = (query: string, handedOverAt: Date | null = null) => sinceOf(read(query), handedOverAt, NOW);

describe('since when a change is new', () => {
  it('is the last hand-over, and the last 24 hours for who never handed over', () => {
    const handedOverAt = new Date('2026-03-09T16:00:00.000Z');
    expect(since('', handedOverAt)).toEqual({ at: handedOverAt, handedOver: true });
    expect(since('')).toEqual({ at: new Date('2026-03-09T09:00:00.000Z'), handedOver: false });
    expect(since('since=anything', handedOverAt).handedOver).toBe(true);
  });

  it('is what a person chose, also as a time in UTC', () => {
    expect(since('since=8h').at).toEqual(new Date('2026-03-10T01:00:00.000Z'));
    expect(since('since=2026-03-08T07:30').at).toEqual(new Date('2026-03-08T07:30:00.000Z'));
  });

  it('is never ahead and never longer ago than 90 days', () => {
    expect(since('since=2027-01-01T00:00').at).toEqual(NOW);
    expect(since('since=2020-01-01T00:00').at).toEqual(new Date('2025-12-10T09:00:00.000Z'));
    expect(since('since=2026-99-99T00:00').handedOver).toBe(false);
  });

  it('stays in the address', () => {
    const asked = read('since=2026-03-08T07:30&only=changed');
    expect(homeHref(asked)).toBe('/?since=2026-03-08T07%3A30&only=changed');
    expect(homeHref(asked, { since: 'handover', at: null, only: null })).toBe('/');
  });
});
