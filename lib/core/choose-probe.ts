import type { CheckOutcome } from '#lib/core/decide.ts';
import type { KeyRecord } from '#lib/core/key-record.ts';
import { keyWorks } from '#lib/core/verdict.ts';
import { mayAskCrypto, REQUIRED_ACTIONS, type ProbeKind, type ProbeReport } from '#lib/core/probe.ts';

/** A full grid is due before any required test reaches the 24 hours beyond which "usable" ends (H9). */
export const GRID_AFTER_MS = 20 * 3_600_000;

/** What the sweep asks of a key: three rows while it works and every row was tested lately, otherwise all of them. */
export function chooseProbe({ verdict, check }: KeyRecord, now: Date): Extract<ProbeKind, 'short' | 'grid'> {
  const testedLately = REQUIRED_ACTIONS.every((action) => {
    const last = check.actions[action];
    return last?.result === 'allowed' && now.getTime() - last.at.getTime() < GRID_AFTER_MS;
  });
  return keyWorks(verdict) && testedLately ? 'short' : 'grid';
}

/** A verdict without a finding of this report has outlived its cause, or was never of this report. */
const isGrounded = ({ verdict: { cause }, findings }: CheckOutcome): boolean =>
  cause === null || findings.some(({ code }) => code === cause);

/** Whether a short probe saw something that only the full grid can tell whole. A disabled or pending key has no more to tell. */
export const needsGrid = (report: ProbeReport, outcome: CheckOutcome): boolean =>
  report.kind === 'short' &&
  outcome.conclusive &&
  (!keyWorks(outcome.verdict) || !isGrounded(outcome) || outcome.events.length > 0) &&
  (!report.facts.seen || mayAskCrypto(report.facts.value.keyState));
