import type { ActionResults } from '#lib/core/probe/action-results.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';

/** The maximum age of a permission test for `usable` (H9). */
export const TESTS_VALID_MS = 24 * 3_600_000;

/**
 * Whether every required action was allowed at its last test and no test is too old (H9). In a custom key
 * store a dry run proves nothing about the store behind the key, so one call must be a real one (H2).
 */
export const testsHold = (actions: ActionResults, now: Date, inKeyStore: boolean): boolean =>
  REQUIRED_ACTIONS.every((action) => {
    const last = actions[action];
    return last?.result === 'allowed' && now.getTime() - last.at.getTime() <= TESTS_VALID_MS;
  }) &&
  (!inKeyStore || actions.GenerateDataKeyWithoutPlaintext?.real === true);
