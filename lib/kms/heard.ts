import type { Cell } from '#lib/core/probe/report.ts';

/** What the answers of one check have said so far. */
export type Heard = {
  /** An answer said that the key is disabled or pending deletion, so no cryptographic call may start (H21). */
  outOfUse: boolean;
  /** A call failed at the custom key store in a way that AWS calls passing. */
  storeFailed: boolean;
  /** AWS's clock minus our real clock in whole seconds, from the answer that differs most. */
  clockSkewMs: number | null;
};

export const nothingHeard = (): Heard => ({ outOfUse: false, storeFailed: false, clockSkewMs: null });

/**
 * Remembers what the tests of one call say about the rest of the check.
 * @returns the tests. The second passing failure of a custom key store means that KMS can't reach the store: AWS asks
 * to retry, and to act when the error comes repeatedly (KMS developer guide, "Troubleshooting external key stores").
 */
export function remember(heard: Heard, cells: readonly Cell[]): Cell[] {
  const failedBefore = heard.storeFailed;
  return cells.map((cell) => {
    if (cell.result !== 'could_not_tell' || cell.fault !== 'key_store_fault') return cell;
    heard.storeFailed = true;
    // KMSInternalException is what KMS answers while the store is mostly reliable.
    if (!failedBefore || cell.error?.name !== 'KMSInvalidStateException') return cell;
    const { fault: _, ...evidence } = cell;
    return { ...evidence, result: 'wrong_state', refusal: 'unavailable' };
  });
}

type Response = { headers?: Readonly<Record<string, unknown>> } | undefined;

/** AWS's clock minus ours, from the `Date` of a response; null when it is none of AWS's. */
function skewOf(response: Response): number | null {
  const { date, 'x-amzn-requestid': requestId } = response?.headers ?? {};
  // A proxy between us and AWS has a clock too, but no request ID.
  if (typeof date !== 'string' || typeof requestId !== 'string') return null;
  // The header has whole seconds, so AWS's time is on average half a second later. The wire's clock is the real one.
  const skewMs = Date.parse(date) + 500 - Date.now();
  return Number.isNaN(skewMs) ? null : Math.round(skewMs / 1_000) * 1_000 + 0;
}

/** Remembers AWS's time from a response, of any service and of success or failure. */
export function rememberTime(heard: Heard, response: unknown): void {
  const skewMs = skewOf(response as Response);
  if (skewMs !== null && Math.abs(skewMs) >= Math.abs(heard.clockSkewMs ?? 0)) heard.clockSkewMs = skewMs;
}
