import type { Cell, ProbeFault, ProbeReport } from '#lib/core/probe/report.ts';
import { isConclusive } from '#lib/core/verdict/judge.ts';

/** What the checks of a region's keys heard from KMS, of any number of reports. */
export type HeardFromKms = {
  /** When the last of these checks began. */
  askedAt: Date;
  /** When the last answer about a key came; null when none did. */
  answeredAt: Date | null;
  /** When the first check began that got no answer after that; null when none did. */
  silentSince: Date | null;
};

/** Whether a fault counts against KMS in the region: not where one customer's key store is slow, or where we did not ask. */
const IS_FAULT_OF_REGION = {
  throttled: true,
  timed_out: true,
  unreachable: true,
  kms_fault: true,
  malformed_answer: true,
  vendor_credentials: true,
  sign_in_failed: true,
  own_configuration: true,
  unrecognised: true,
  key_store_fault: false,
  held_back: false,
} as const satisfies Record<ProbeFault, boolean>;

const isAnswer = (cell: Cell): boolean =>
  cell.result === 'allowed' || cell.result === 'denied' || cell.result === 'wrong_state';

const failsForRegion = (cell: Cell): boolean =>
  cell.result === 'could_not_tell' && cell.fault !== 'hidden_by_denial' && IS_FAULT_OF_REGION[cell.fault];

const NEVER = Number.NEGATIVE_INFINITY;

/** When a report's last answer came. A denial is an answer too. */
function answeredAtMs(report: ProbeReport): number {
  if (!isConclusive(report)) return NEVER;
  const answers = report.cells.filter(isAnswer).map(({ at }) => at.getTime());
  return answers.length === 0 ? report.finishedAt.getTime() : Math.max(...answers);
}

/**
 * What reports about keys of one region tell about KMS there. Only a conclusive report is an answer, as it is for the
 * key itself: a check that got half of its answers leaves the status to age.
 * @returns null when there is no report
 */
export function heardFromKms(reports: readonly ProbeReport[]): HeardFromKms | null {
  const begun = reports.map(({ startedAt }) => startedAt.getTime());
  const last = Math.max(...reports.map(answeredAtMs));
  const failed = reports
    .filter((report) => !isConclusive(report) && report.cells.some(failsForRegion))
    .map(({ startedAt }) => startedAt.getTime())
    .filter((at) => at > last);
  if (reports.length === 0) return null;
  return {
    askedAt: new Date(Math.max(...begun)),
    answeredAt: last === NEVER ? null : new Date(last),
    silentSince: failed.length === 0 ? null : new Date(Math.min(...failed)),
  };
}
