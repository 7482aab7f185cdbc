/** How many batches of scheduled checks one worker runs at the same time. */
export const BATCHES_AT_ONCE = 4;

/** The scheduled checks whose time has come. */
export type DueChecks = {
  /** How many; counted up to 1,000. */
  n: number;
  exact: boolean;
  /** When the oldest of them was due; null where none is. */
  oldestDueAt: Date | null;
};

/** What the latest batches did. */
export type Throughput = {
  batches: number;
  /** Keys checked, whatever came out. */
  checked: number;
  /** How long the batches took together. */
  busyMs: number;
};

/** Keys that one batch checks in a second; null where too little was measured. */
export const keysPerSecond = ({ checked, busyMs }: Throughput): number | null =>
  checked === 0 || busyMs <= 0 ? null : checked / (busyMs / 1_000);

/**
 * How many workers keep up: the checks that are due in a second by the keys that one worker checks in a second, rounded up,
 * and one more, so that checks go on while one of them is replaced.
 * @param checksPerSecond on average over the day
 * @param throughput as measured; null where nothing was
 * @returns null where nothing was measured
 */
export function suggestedWorkers(checksPerSecond: number, throughput: Throughput | null): number | null {
  const perBatch = throughput === null ? null : keysPerSecond(throughput);
  if (perBatch === null) return null;
  return Math.max(1, Math.ceil(checksPerSecond / (perBatch * BATCHES_AT_ONCE))) + 1;
}
