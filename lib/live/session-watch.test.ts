import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NoSession } from '#lib/core/staff/session-life.ts';
import { watchSessions } from './session-watch.ts';

const ended = new Map<string, NoSession>();
const lookedUp: (readonly string[])[] = [];
let answer: (() => Promise<void>) | null = null;
let watch: ReturnType<typeof watchSessions>;

beforeEach(() => {
  vi.useFakeTimers();
  ended.clear();
  lookedUp.length = 0;
  answer = null;
  watch = watchSessions(async (ids) => {
    lookedUp.push(ids);
    await answer?.();
    return new Map([...ended].filter(([id]) => ids.includes(id)));
  });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the sessions of open streams', () => {
  it('are looked up together, every three seconds, and only while there is a stream', async () => {
    const leave = ['a', 'a', 'b'].map((id) => watch.add(id, () => undefined));
    await vi.advanceTimersByTimeAsync(6_000);
    expect(lookedUp).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    for (const one of leave) one();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('end their streams, all of them and no other, with the reason', async () => {
    const told: string[] = [];
    watch.add('a', (reason) => told.push(`a1 ${reason}`));
    watch.add('a', (reason) => told.push(`a2 ${reason}`));
    watch.add('b', (reason) => told.push(`b ${reason}`));
    ended.set('a', 'disabled');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(told).toEqual(['a1 disabled', 'a2 disabled']);
  });

  it('are looked up at once after a notice, and again after one that comes meanwhile', async () => {
    const told: string[] = [];
    watch.add('a', (reason) => told.push(reason));
    const gate = Promise.withResolvers<void>();
    answer = () => gate.promise;
    watch.look();
    watch.look();
    answer = null;
    ended.set('a', 'signed_out');
    gate.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toContain('signed_out');
    expect(lookedUp.length).toBe(2);
  });

  it('keep their streams while the database does not answer, and are looked up again afterwards', async () => {
    const told: string[] = [];
    watch.add('a', (reason) => told.push(reason));
    ended.set('a', 'expired');
    answer = () => Promise.reject(new Error('no database'));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(told).toEqual([]);
    answer = null;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(told).toEqual(['expired']);
  });
});
