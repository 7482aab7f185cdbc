import { describe, expect, it } from 'vitest';
import { MANY } from '#lib/core/live/change.ts';
import { RECENT_MS, type Heard } from '#lib/core/live/server-message.ts';
import { missedSince } from './live-changes.ts';

const NOW_MS = Date.parse('2026-03-14T09:00:00.000Z');
const ago = (ms: number): string => new Date(NOW_MS - ms).toISOString();
const changed = (id: string, agoMs: number) => ({ kind: 'key', id, at: ago(agoMs) });
const hello = (given: Partial<Heard> = {}): Heard => ({
  event: 'hello',
  now: ago(0),
  staffId: 'staff-1',
  hearingSince: ago(3_600_000),
  recent: [],
  ...given,
});
const missed = (heard: Heard | null, readAgoMs: number) => missedSince(heard, NOW_MS - readAgoMs, NOW_MS);

describe('what a page missed since it was read', () => {
  it('is nothing before the first hello, and while the server hears nothing', () => {
    expect(missed(null, 5_000)).toEqual([]);
    expect(missed(hello({ hearingSince: null, recent: [changed('key-1', 0)] }), 5_000)).toEqual([]);
  });

  it('is what was heard since then, and in the two seconds before, whose notifications may have come late', () => {
    const recent = [changed('key-1', 7_001), changed('key-2', 7_000), changed('key-3', 5_000), changed('key-4', 0)];
    expect(missed(hello({ recent }), 5_000)).toEqual(recent.slice(1));
    expect(missed(hello({ recent: recent.slice(0, 1) }), 5_000)).toEqual([]);
  });

  it('may be anything where the server began to hear after the page was read', () => {
    const recent = [changed('key-1', 0)];
    expect(missed(hello({ hearingSince: ago(7_000), recent }), 5_000)).toEqual(recent);
    expect(missed(hello({ hearingSince: ago(6_999), recent }), 5_000)).toEqual([MANY]);
  });

  it('may be anything where the page is older than what the server keeps', () => {
    expect(missed(hello(), RECENT_MS - 2_000)).toEqual([]);
    expect(missed(hello(), RECENT_MS - 1_999)).toEqual([MANY]);
  });
});
