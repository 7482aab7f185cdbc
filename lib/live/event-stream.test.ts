import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventStream } from './event-stream.ts';

const NOW = new Date('2026-03-14T09:00:00Z');
const HOUR_MS = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

function open(sessionEndsInMs = HOUR_MS) {
  const listeners = new Set<(changed: string) => void>();
  const abort = new AbortController();
  const response = eventStream(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    { signal: abort.signal, endsAt: new Date(NOW.getTime() + sessionEndsInMs), now: NOW },
  );
  const received = { text: '', ended: false };
  const read = async (): Promise<void> => {
    for await (const part of response.body ?? []) received.text += new TextDecoder().decode(part);
    received.ended = true;
  };
  void read();
  const change = (changed: string): void => {
    for (const listener of listeners) listener(changed);
  };
  return { response, listeners, abort, received, change };
}

describe('a stream of changes', () => {
  it('sends each change as one event, whatever characters it has, and no cache stores it', async () => {
    const { response, received, change } = open();
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    change('key-1');
    change('key-2\n\nevent: forged');
    await vi.advanceTimersByTimeAsync(0);
    expect(received.text).toContain('event: changed\ndata: key-1\n\n');
    expect(received.text.match(/^event:/gm)).toHaveLength(2);
  });

  it('sends something every 20 seconds, so that no proxy closes it', async () => {
    const { received } = open();
    await vi.advanceTimersByTimeAsync(61_000);
    expect(received.text.match(/^: here$/gm)).toHaveLength(3);
  });

  it.each([
    ['after five minutes', HOUR_MS, 5 * 60_000],
    ['with the session', 60_000, 60_000],
    ['at once if the session has ended', -1, 0],
  ])('ends %s', async (_when, sessionEndsInMs, endsAfterMs) => {
    const { received, listeners } = open(sessionEndsInMs);
    await vi.advanceTimersByTimeAsync(Math.max(0, endsAfterMs - 1));
    if (endsAfterMs > 0) expect(received.ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(received.ended).toBe(true);
    expect(listeners.size).toBe(0);
  });

  it('ends when the browser leaves', async () => {
    const { received, listeners, abort } = open();
    abort.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(received.ended).toBe(true);
    expect(listeners.size).toBe(0);
  });
});
