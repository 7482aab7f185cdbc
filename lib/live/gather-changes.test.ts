import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MANY, type HeardChange } from '#lib/core/live/change.ts';
import { gatherChanges } from './gather-changes.ts';

let told: (readonly HeardChange[])[];
let heard: (change: HeardChange) => void;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  ({ heard } = gatherChanges((changes) => told.push(changes)));
});
afterEach(() => {
  vi.useRealTimers();
});

const key = (id: number): HeardChange => ({ kind: 'key', id: String(id) });
const times = (count: number, act: (index: number) => void): void => {
  for (let index = 0; index < count; index += 1) act(index);
};

describe('changes heard by a process', () => {
  it('are told within a tenth of a second, each named once', async () => {
    heard(key(1));
    heard(key(2));
    heard(key(1));
    heard({ kind: 'region', id: '1' });
    await vi.advanceTimersByTimeAsync(100);
    expect(told).toEqual([[key(1), key(2), { kind: 'region', id: '1' }]]);
  });

  it('are told one by one up to 50 within two seconds', async () => {
    for (let index = 0; index < 50; index += 1) {
      heard(key(index));
      await vi.advanceTimersByTimeAsync(39);
    }
    await vi.advanceTimersByTimeAsync(100);
    expect(told.flat()).toHaveLength(50);
    expect(told.flat()).not.toContainEqual(MANY);
  });

  it('are told as one `many` above 50, and then at most once a second until they are fewer', async () => {
    times(60, (index) => heard(key(index)));
    await vi.advanceTimersByTimeAsync(100);
    expect(told).toEqual([[MANY]]);
    for (let second = 0; second < 3; second += 1) {
      times(60, (index) => heard(key(index)));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(told.length).toBeLessThanOrEqual(5);
    await vi.advanceTimersByTimeAsync(3_000);
    told.length = 0;
    heard(key(1));
    await vi.advanceTimersByTimeAsync(100);
    expect(told).toEqual([[key(1)]]);
  });

  it('lose none that comes right after a `many`', async () => {
    times(60, (index) => heard(key(index)));
    await vi.advanceTimersByTimeAsync(100);
    heard(key(1));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toEqual([[MANY], [MANY]]);
  });

  it('are only `many` when one of them says that anything may have changed', async () => {
    heard(key(1));
    heard(MANY);
    await vi.advanceTimersByTimeAsync(100);
    expect(told).toEqual([[MANY]]);
  });
});
