import type { ActionResults } from '#lib/core/probe/action-results.ts';
import { isWithin } from '#lib/core/probe/clock-error.ts';
import { TESTS_VALID_MS } from '#lib/core/probe/which-tests.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';

/**
 * Whether every required action was allowed at its last test and no test is too old (H9). In a custom key
 * store a dry run proves nothing about the store behind the key, so one call must be a real one (H2).
 */
export const testsHold = (actions: ActionResults, now: Date, inKeyStore: boolean): boolean =>
  REQUIRED_ACTIONS.every((action) => {
    const last = actions[action];
    return last?.result === 'allowed' && isWithin(last.at, TESTS_VALID_MS, now);
  }) &&
  (!inKeyStore || actions.GenerateDataKeyWithoutPlaintext?.real === true);

/** Until when the last tests allow `usable` (H9); null when a required action was not allowed. */
export function testsValidUntil(actions: ActionResults): Date | null {
  const tested = REQUIRED_ACTIONS.map((action) => actions[action]);
  if (tested.some((last) => last?.result !== 'allowed')) return null;
  return new Date(Math.min(...tested.map((last) => last?.at.getTime() ?? 0)) + TESTS_VALID_MS);
}
