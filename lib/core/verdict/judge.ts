import { findingRecord, type Finding } from '#lib/core/finding/all-findings.ts';
import { USABLE, type Verdict } from '#lib/core/finding/verdict.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import { isRequired, REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import { cellOf, type Cell, type ProbeReport } from '#lib/core/probe/report.ts';
import { isStateRefusal } from '#lib/core/probe/state-refusals.ts';
import { failedForTheKey } from '#lib/core/verdict/real-failures.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import { testsHold } from '#lib/core/verdict/tests-hold.ts';

const requiredCells = (report: ProbeReport): readonly Cell[] => report.cells.filter(({ action }) => isRequired(action));

/** Whether a report says anything about the key. If not, the last status stays and gets older. */
export function isConclusive(report: ProbeReport): boolean {
  const cells = requiredCells(report);
  return (
    cells.some((cell) => cell.result === 'denied') ||
    report.cells.some(isStateRefusal) ||
    report.cells.some(failedForTheKey) ||
    (report.facts.seen &&
      (report.facts.value.keyState !== 'Enabled' || cells.every((cell) => cell.result !== 'could_not_tell')))
  );
}

/** Whether this one report tested and allowed every required action. A recovery needs that. */
const isFullSuccess = (report: ProbeReport): boolean =>
  REQUIRED_ACTIONS.every((action) => cellOf(report, action)?.result === 'allowed');

/** Whether a report did not repeat a test that was denied before. Then it proves no recovery. */
const leavesDenied = (before: ActionResults, report: ProbeReport): boolean =>
  REQUIRED_ACTIONS.some((action) => before[action]?.result === 'denied' && cellOf(report, action) === undefined);

/** Whether AWS allows again all that it denied before: then the old denial is over, whatever new one there is. */
function regained(before: ActionResults, report: ProbeReport): boolean {
  const denied = REQUIRED_ACTIONS.filter((action) => before[action]?.result === 'denied');
  return denied.length > 0 && denied.every((action) => cellOf(report, action)?.result === 'allowed');
}

/** The status of a key whose tests are missing or too old. */
export const TESTS_OVERDUE = { status: 'unverified', cause: 'permission_tests_overdue' } as const satisfies Verdict;

/**
 * The status that follows from a report's findings: the worst finding's, else usable where that is earned, else the last
 * status while nothing speaks against it, else Unknown. Nothing else returns `usable`.
 * @param findings most severe first
 * @param actions the last conclusive result of every action, this report included
 */
export function judge(
  findings: readonly Finding[],
  report: ProbeReport,
  record: KeyRecord,
  actions: ActionResults,
  now: Date,
): Verdict {
  const seen = report.facts.seen ? report.facts.value : record.facts;
  const holds = testsHold(actions, now, seen !== null && seen.customKeyStoreId !== null);
  const { cause } = record.verdict;
  const causeIsOver = report.facts.seen && cause !== null && findingRecord(cause).traits.endsWhenDescribed === true;
  if (!isConclusive(report)) {
    // A refusal outweighed this same "Enabled" before, so "Enabled" alone does not end the cause (H10).
    const enabledAgain = causeIsOver && record.facts?.keyState !== 'Enabled';
    const outdated = record.verdict.status === 'usable' && !holds;
    return enabledAgain || outdated ? TESTS_OVERDUE : record.verdict;
  }
  for (const { code } of findings) {
    const { status, traits } = findingRecord(code);
    if (status === null) continue;
    const leaves = status !== 'unusable' && leavesDenied(record.check.actions, report);
    const staysUnusable =
      record.verdict.status === 'unusable' &&
      !causeIsOver &&
      !regained(record.check.actions, report) &&
      (traits.neverImproves === true || leaves);
    // A test that is no longer repeated does not end a denial either, when something less urgent is found.
    const staysDenied =
      cause !== null && findingRecord(cause).traits.neverImproves === true && leaves && traits.keyWorks === true;
    return staysUnusable || staysDenied ? record.verdict : { status, cause: code };
  }
  const enabled = report.facts.seen && report.facts.value.keyState === 'Enabled';
  const earned = enabled && holds && (record.verdict.status === 'usable' || isFullSuccess(report));
  if (earned) return USABLE;
  // Three successful tests don't clear what a full check found.
  const wasBad = record.verdict.status === 'unusable' || record.verdict.status === 'attention';
  const staysForNow = wasBad && !causeIsOver && enabled && !isFullSuccess(report);
  return staysForNow ? record.verdict : TESTS_OVERDUE;
}
