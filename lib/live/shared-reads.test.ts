import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServerMessage } from '#lib/core/live/server-message.ts';
import { createSharedReads, type ShareRead } from './shared-reads.ts';

const NOW = '2026-03-14T09:00:00.000Z';
let tell: (message: ServerMessage) => void;
let share: ShareRead;
let reads: string[];

beforeEach(() => {
  vi.useFakeTimers();
  reads = [];
  share = createSharedReads((listener) => {
    tell = listener;
    return () => undefined;
  });
  tell({ event: 'hearing', now: NOW, since: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Reads for a page. @returns which reading it got */
const ask = (name: string): Promise<number> =>
  share(name, async () => {
    const reading = reads.push(name);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return reading;
  });
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('open pages that show the same', () => {
  it('share one reading for a second, and read anew afterwards', async () => {
    const first = [ask('viewer /keys'), ask('viewer /keys')];
    await pass(900);
    const third = ask('viewer /keys');
    await pass(100);
    expect(await Promise.all([...first, third])).toEqual([1, 1, 1]);
    const later = ask('viewer /keys');
    await pass(100);
    expect(await later).toBe(2);
  });

  it('share with nobody of another role, and with no other page', async () => {
    void ask('viewer /keys');
    void ask('admin /keys');
    void ask('viewer /keys?q=1');
    await pass(100);
    expect(reads).toHaveLength(3);
  });

  it('never get a reading that began before a change that was heard', async () => {
    void ask('viewer /keys');
    tell({ event: 'changes', now: NOW, changes: [{ kind: 'key', id: '1' }] });
    const after = ask('viewer /keys');
    await pass(100);
    expect(await after).toBe(2);
  });

  it('share nothing while no change is heard', async () => {
    tell({ event: 'hearing', now: NOW, since: null });
    void ask('viewer /keys');
    void ask('viewer /keys');
    await pass(100);
    expect(reads).toHaveLength(2);
  });

  it('read anew after a reading that failed', async () => {
    const failing = share('viewer /keys', () => Promise.reject(new Error('no database')));
    await expect(failing).rejects.toThrow('no database');
    const next = ask('viewer /keys');
    await pass(100);
    expect(await next).toBe(1);
  });
});
