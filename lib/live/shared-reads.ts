import type { ServerMessage } from '#lib/core/live/server-message.ts';

/** After a change, every open list is read within half a second. */
const SHARED_FOR_MS = 1_000;

/** Reads once for all who ask for the same within a second. `name` tells one reading from every other, roles included. */
export type ShareRead = <T>(name: string, read: () => Promise<T>) => Promise<T>;

/**
 * Lets open pages that show the same share one reading, which is at most a second old and began after the last change that
 * this process heard of. Without hearing changes nothing is shared.
 */
export function createSharedReads(subscribe: (listener: (message: ServerMessage) => void) => () => void): ShareRead {
  const readings = new Map<string, Promise<unknown>>();
  let hears = false;
  subscribe((message) => {
    if (message.event === 'hearing') hears = message.since !== null;
    if (message.event === 'hearing' || message.event === 'changes') readings.clear();
  });

  return <T>(name: string, read: () => Promise<T>): Promise<T> => {
    // The name tells what was read, so this is what the caller's own `read` would give.
    const shared = hears ? (readings.get(name) as Promise<T> | undefined) : undefined;
    if (shared !== undefined) return shared;
    const reading = read();
    readings.set(name, reading);
    const forget = (): void => {
      if (readings.get(name) === reading) readings.delete(name);
    };
    setTimeout(forget, SHARED_FOR_MS).unref();
    reading.catch(forget);
    return reading;
  };
}
