import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRefetchPace, type RefetchPace } from './refetch-pace.ts';

let pace: RefetchPace;
let begunAt: number[];
let running: number;
let mostRunning: number;
let lastsMs: number;
let fails: boolean;
let startedAt: number;

beforeEach(() => {
  vi.useFakeTimers();
  [begunAt, running, mostRunning, lastsMs, fails, startedAt] = [[], 0, 0, 0, false, Date.now()];
  pace = createRefetchPace({
    read: async () => {
      begunAt.push(Date.now() - startedAt);
      running += 1;
      mostRunning = Math.max(mostRunning, running);
      await new Promise((resolve) => setTimeout(resolve, lastsMs));
      running -= 1;
      return !fails;
    },
    random: () => 0.5,
  });
});
afterEach(() => {
  pace.stop();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('an open page', () => {
  it('is read once for a burst of changes, within 350 milliseconds of the first', async () => {
    for (let change = 0; change < 20; change += 1) {
      pace.changed();
      await pass(10);
    }
    await pass(1_000);
    expect(begunAt).toHaveLength(1);
    expect(begunAt[0]).toBeLessThanOrEqual(350);
  });

  it('is read at most once in two seconds, however much changes, and once more after the last change', async () => {
    for (let change = 0; change < 100; change += 1) {
      pace.changed();
      await pass(100);
    }
    const lastChangeAt = 10_000;
    await pass(5_000);
    for (const [index, at] of begunAt.entries())
      if (index > 0) expect(at - (begunAt[index - 1] ?? 0)).toBeGreaterThanOrEqual(2_000);
    expect(begunAt.length).toBeLessThanOrEqual(6);
    expect(begunAt.at(-1)).toBeGreaterThan(lastChangeAt);
  });

  it('is never read twice at once: a change during a read causes one more after it', async () => {
    lastsMs = 5_000;
    pace.changed();
    await pass(1_000);
    for (let change = 0; change < 20; change += 1) {
      pace.changed();
      await pass(100);
    }
    await pass(20_000);
    expect(mostRunning).toBe(1);
    expect(begunAt).toHaveLength(2);
  });

  it('is read once a minute without a change, and every five minutes while nobody sees it', async () => {
    await pass(121_000);
    expect(begunAt).toHaveLength(2);
    pace.seen(false);
    await pass(11 * 60_000);
    expect(begunAt).toHaveLength(4);
  });

  it('is read after changes at most every half minute while nobody sees it, and as soon as somebody does', async () => {
    await pass(1_000);
    pace.changed();
    await pass(1_000);
    pace.seen(false);
    pace.changed();
    await pass(20_000);
    expect(begunAt).toHaveLength(1);
    pace.seen(true);
    await pass(1_000);
    expect(begunAt).toHaveLength(2);
  });

  it('is read at once when somebody sees it again whose last reading is older than a minute', async () => {
    pace.seen(false);
    await pass(70_000);
    pace.seen(true);
    await pass(1_000);
    expect(begunAt).toHaveLength(1);
  });

  it('is read now when the person did something, after a read that began before', async () => {
    lastsMs = 500;
    pace.changed();
    await pass(400);
    expect(begunAt).toHaveLength(1);
    let isRead = false;
    void pace.readNow().then(() => (isRead = true));
    await pass(600);
    expect([begunAt.length, isRead]).toEqual([2, false]);
    await pass(500);
    expect([begunAt.length, isRead]).toEqual([2, true]);
  });

  it('is read again after ten seconds when that failed', async () => {
    fails = true;
    pace.changed();
    await pass(1_000);
    fails = false;
    await pass(12_000);
    expect(begunAt).toHaveLength(2);
  });

  it('is not read any more after it was left', async () => {
    pace.changed();
    pace.stop();
    await pass(120_000);
    expect(begunAt).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
