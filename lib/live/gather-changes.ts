import { MANY, type HeardChange } from '#lib/core/live/change.ts';

/** Changes within this time are told together. */
const GATHER_MS = 100;
/** More changes than this within two seconds are told as `many`. */
const MOST_NAMED = 50;
const BURST_MS = 2_000;
/** During such a burst, `many` is told at most this often. */
const BURST_GATHER_MS = 1_000;

/**
 * Puts changes that come at the same time together: each named once, or one `many` when there are more than 50 within two
 * seconds. The first after a quiet time is told within a tenth of a second.
 */
export function gatherChanges(tell: (changes: readonly HeardChange[]) => void): {
  heard: (change: HeardChange) => void;
  stop: () => void;
} {
  const waiting = new Map<string, HeardChange>();
  let heardAtMs: number[] = [];
  let timer: NodeJS.Timeout | undefined;

  const isBurst = (): boolean => heardAtMs.length > MOST_NAMED;
  const flush = (): void => {
    timer = undefined;
    const changes = isBurst() || waiting.has(MANY.kind) ? [MANY] : [...waiting.values()];
    waiting.clear();
    tell(changes);
  };
  return {
    heard(change) {
      const now = performance.now();
      heardAtMs = heardAtMs.filter((atMs) => now - atMs < BURST_MS);
      // Within a burst, only that there is one counts.
      timer ??= setTimeout(flush, isBurst() ? BURST_GATHER_MS : GATHER_MS).unref();
      if (!isBurst()) heardAtMs.push(now);
      waiting.set(change.id === undefined ? change.kind : `${change.kind} ${change.id}`, change);
    },
    stop: () => clearTimeout(timer),
  };
}
