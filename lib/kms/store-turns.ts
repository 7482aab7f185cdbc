import type { Probe } from './probe.ts';

/** The time between two calls to one custom key store, which is the customer's own HSM or proxy (H24). */
export const STORE_PACE_MS = 1_000;
/** The time that the last call to a custom key store gets for its answer. */
export const LAST_ANSWER_MS = 500;

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The same probe without retries: each would be an extra call to a custom key store. */
export const onceOnly = (probe: Probe): Probe => ({
  ...probe,
  regional: { ...probe.regional, client: probe.regional.storeClient },
});

/** Waits until a call may be made. */
export type Turn = () => Promise<void>;

/**
 * Books all calls of a check or none: a call that comes too late would take the place of another key of the same store.
 * @returns a turn for each call; none where they don't all end in time
 */
export async function turnsOf(
  { deps, endsAt }: Pick<Probe, 'deps' | 'endsAt'>,
  calls: number,
  storeId: string,
): Promise<Turn[]> {
  const withinMs = endsAt - performance.now() - (calls - 1) * STORE_PACE_MS - LAST_ANSWER_MS;
  const firstInMs = await deps.reserveStoreCalls(storeId, calls, withinMs);
  if (firstInMs === null) return [];
  const begun = performance.now();
  return Array.from({ length: calls }, (_, index) => {
    const at = begun + firstInMs + index * STORE_PACE_MS;
    return () => sleep(Math.max(0, at - performance.now()));
  });
}
