'use client';

import { useEffect, useSyncExternalStore } from 'react';

// The server's clock, continued in the browser. Every `now` arrives late, and one from the router's cache much later, so the
// largest difference seen is the most accurate. (After a sandbox clock is moved back, reload the page.)
let aheadMs = Number.NEGATIVE_INFINITY;
let tickedAtMs = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

const tick = () => {
  tickedAtMs = Date.now() + aheadMs;
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  timer ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};

/** Takes the server's `now` into account. @returns the same in milliseconds */
function useServerNow(now: Date | string): number {
  const serverNowMs = new Date(now).getTime();
  useEffect(() => {
    const seenAheadMs = serverNowMs - Date.now();
    if (seenAheadMs <= aheadMs) return;
    aheadMs = seenAheadMs;
    tick();
  }, [serverNowMs]);
  return serverNowMs;
}

/**
 * `words(nowMs)` with the server's `now` on the first render, then with the running clock, once a second.
 * A component renders again only when its words change.
 */
export function useClockWords<Words extends string | null>(now: Date | string, words: (nowMs: number) => Words): Words {
  const serverNowMs = useServerNow(now);
  return useSyncExternalStore(
    subscribe,
    () => words(Math.max(tickedAtMs, serverNowMs)),
    () => words(serverNowMs),
  );
}

/**
 * The time in milliseconds for everything in one table: the server's `now` on the first render, then the running clock in
 * steps of `stepMs`.
 */
export function useClock(now: Date | string, stepMs: number): number {
  const serverNowMs = useServerNow(now);
  return useSyncExternalStore(
    subscribe,
    () => Math.max(Math.floor(tickedAtMs / stepMs) * stepMs, serverNowMs),
    () => serverNowMs,
  );
}
