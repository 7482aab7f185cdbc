import type { KeyRole } from '#lib/core/key/role.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import { REQUIRED_ACTIONS, type ProbeKind } from '#lib/core/probe/actions.ts';
import { isWithin } from '#lib/core/probe/clock-error.ts';
import { mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import type { ProbeReport } from '#lib/core/probe/report.ts';
import { longestIntervalMs, type CheckPolicy } from '#lib/core/probe/schedule.ts';
import { saysOutOfUse } from '#lib/core/probe/state-refusals.ts';

/** The maximum age of a permission test for `usable` (H9). */
export const TESTS_VALID_MS = 24 * 3_600_000;
/** Tests older than this are repeated in any case, so that a batch that comes late still comes in time. */
const GRID_AFTER_MS = 20 * 3_600_000;

/** How old tests may be for a quick check. The next check must come before a test is 24 hours old (H9). */
export const quickWithinMs = (policy: CheckPolicy): number =>
  Math.max(0, Math.min(GRID_AFTER_MS, TESTS_VALID_MS - longestIntervalMs(policy)));

/** Whether checks of such a key call DescribeKey alone: nothing of ours uses a released key any more. */
export const isDescribeOnly = (role: KeyRole): boolean => role === 'released';

/**
 * What a scheduled check tests: three permissions while the key works and every test is recent, otherwise all of them.
 * A key in a setup gets a full check each time: only these count for clearing it.
 * @param role how we use the key
 * @param works whether every permission was in order at the last check
 * @param actions the last conclusive result of every action
 */
export function chooseProbe(
  role: KeyRole,
  works: boolean,
  actions: ActionResults,
  policy: CheckPolicy,
  now: Date,
): Extract<ProbeKind, 'short' | 'grid'> {
  if (isDescribeOnly(role)) return 'short';
  const testedRecently = REQUIRED_ACTIONS.every((action) => {
    const last = actions[action];
    return last?.result === 'allowed' && isWithin(last.at, quickWithinMs(policy) - 1, now);
  });
  return role !== 'candidate' && works && testedRecently ? 'short' : 'grid';
}

/** The part of a quick check's result that decides whether a full check must follow. */
export type QuickConclusion = {
  conclusive: boolean;
  works: boolean;
  /** Whether this check found the cause of the status, or the status has none. */
  explained: boolean;
  /** Whether anything changed. */
  changed: boolean;
};

/**
 * Whether a quick check saw something that needs a full check. A key that any answer calls disabled or pending deletion
 * gets no further tests (H21).
 */
export const needsGrid = (report: ProbeReport, { conclusive, works, explained, changed }: QuickConclusion): boolean =>
  report.kind === 'short' &&
  conclusive &&
  (!works || !explained || changed) &&
  (!report.facts.seen || mayAskCrypto(report.facts.value.keyState)) &&
  !report.cells.some(saysOutOfUse);
