import { saysOnlyWhy, type Finding } from '#lib/core/finding/all-findings.ts';
import { NO_EVIDENCE, type LatestEvidence } from '#lib/core/finding/evidence.ts';
import { paceOf, sameVerdict, type Verdict } from '#lib/core/finding/verdict.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import { customerSideDenials } from '#lib/core/probe/denials.ts';
import { isProof, type KeyFacts, type ProbeReport, type RotationStatus } from '#lib/core/probe/report.ts';
import { nextCheckAt, type CheckPolicy } from '#lib/core/probe/schedule.ts';
import { checkEvents } from '#lib/core/verdict/check-events.ts';
import { NO_REGION_VIEW, type RegionView } from '#lib/core/verdict/control.ts';
import { judgeDenials } from '#lib/core/verdict/denial.ts';
import { diagnose } from '#lib/core/verdict/diagnose.ts';
import { isConclusive, judge, leavesDenied } from '#lib/core/verdict/judge.ts';
import type { KeyEvent } from '#lib/core/verdict/key-event.ts';
import type { KeyCheckState, KeyRecord } from '#lib/core/verdict/key-record.ts';
import { testsHold } from '#lib/core/verdict/tests-hold.ts';

/** The status history shows a gap after this time without checks, or after three intervals, whichever is longer. */
export const GAP_MS = 3 * 3_600_000;
/** How long a key may go unchecked before its status history shows a gap. */
export const gapMs = ({ intervalMinutes }: CheckPolicy): number => Math.max(GAP_MS, 3 * intervalMinutes * 60_000);

/** What a report is judged with: our own side of the region, and evidence from the customer. */
export type CheckContext = { region: RegionView; evidence: LatestEvidence };
export const NO_CONTEXT: CheckContext = { region: NO_REGION_VIEW, evidence: NO_EVIDENCE };

/** What one report changes. It is plain data: the caller writes all of it, or none. */
export type CheckOutcome = {
  findings: readonly Finding[];
  /** Whether the report says anything about the key. If not, the last status stays and gets older. */
  conclusive: boolean;
  verdict: Verdict;
  verdictSince: Date;
  facts: KeyFacts | null;
  rotation: RotationStatus | null;
  /** Whether the facts or the rotation schedule differ from the record's. */
  factsChanged: boolean;
  check: KeyCheckState & { nextCheckAt: Date };
  span: 'extend' | 'open' | 'none';
  /** When the period before a new one ends: now, or when it was last confirmed if nobody checked in between. */
  previousSpanEndsAt: Date;
  events: readonly KeyEvent[];
};

function mergeActions(before: ActionResults, report: ProbeReport): ActionResults {
  const merged: ActionResults = { ...before };
  for (const { action, result, at, real } of report.cells) {
    const isAnswer = result === 'allowed' || result === 'denied' || result === 'wrong_state';
    // CreateGrant can never be tested. That a key has no rotation is worth keeping.
    if (isAnswer || (result === 'not_testable' && action === 'GetKeyRotationStatus'))
      merged[action] = { result, at, ...(real === true && { real }) };
  }
  return merged;
}

/** Counts denials in a row. A denial on hold is not counted (H25). */
function countDenials(
  before: KeyCheckState,
  report: ProbeReport,
  conclusive: boolean,
  onHold: boolean,
  now: Date,
): { denialCount: number; firstDenialAt: Date | null } {
  if (!conclusive) return before;
  if (customerSideDenials(report).length === 0)
    return leavesDenied(before.actions, report) ? before : { denialCount: 0, firstDenialAt: null };
  return {
    denialCount: onHold ? before.denialCount : before.denialCount + 1,
    firstDenialAt: before.firstDenialAt ?? now,
  };
}

/**
 * Turns one report into what to write.
 * @param record what we knew before
 * @param report what the check saw
 * @param now when it is judged
 * @param jitter a number in [0, 1) that spreads the next check
 * @param context our own side of the region and evidence from the customer; `NO_CONTEXT` knows nothing of either
 */
export function decide(
  record: KeyRecord,
  report: ProbeReport,
  now: Date,
  policy: CheckPolicy,
  jitter: number,
  context: CheckContext,
): CheckOutcome {
  const before = record.check;
  const conclusive = isConclusive(report);
  const denial = judgeDenials(report, context.region, context.evidence, before.firstDenialAt, now);
  const { denialCount, firstDenialAt } = countDenials(before, report, conclusive, denial.onHold !== null, now);
  const actions = mergeActions(before.actions, report);
  const facts = report.facts.seen ? report.facts.value : record.facts;
  const rotation = report.rotation.seen ? report.rotation.value : record.rotation;

  const findings = diagnose({
    report,
    record,
    actions,
    denialCount,
    firstDenialAt,
    denial,
    evidence: context.evidence,
    now,
  });
  const verdict = judge(findings, report, record, actions, now);
  const changed = !sameVerdict(record.verdict, verdict);
  const enabledAndAllowed =
    conclusive && report.facts.seen && report.facts.value.keyState === 'Enabled' && testsHold(actions, now, false);
  const inconclusiveCount = conclusive ? 0 : before.inconclusiveCount + 1;
  const silentSince =
    before.spanLastSeenAt !== null && now.getTime() - before.spanLastSeenAt.getTime() > gapMs(policy)
      ? before.spanLastSeenAt
      : null;

  return {
    findings,
    conclusive,
    verdict,
    verdictSince: changed ? now : record.verdictSince,
    facts,
    rotation,
    factsChanged: !sameAsStored(facts, record.facts) || !sameAsStored(rotation, record.rotation),
    check: {
      lastAttemptAt: now,
      lastConclusiveAt: conclusive ? now : before.lastConclusiveAt,
      lastUsableAt: enabledAndAllowed && verdict.status !== 'unusable' ? now : before.lastUsableAt,
      lastDescribedAt: report.facts.seen ? now : before.lastDescribedAt,
      lastProofAt: isProof(report) ? now : before.lastProofAt,
      actions,
      denialCount,
      firstDenialAt,
      inconclusiveCount,
      spanLastSeenAt: conclusive || changed ? now : before.spanLastSeenAt,
      findings: conclusive ? keptFindings(findings, before.findings, verdict) : before.findings,
      nextCheckAt: nextCheckAt(now, paceOf(verdict), inconclusiveCount, policy, jitter, [
        facts?.deletionAt ?? null,
        facts?.materialExpiresAt ?? null,
      ]),
    },
    span:
      changed || (conclusive && (silentSince !== null || before.spanLastSeenAt === null))
        ? 'open'
        : conclusive
          ? 'extend'
          : 'none',
    previousSpanEndsAt: silentSince ?? now,
    events: checkEvents(record, report, { verdict, facts, actions, conclusive }, now),
  };
}

/** The findings to keep from a conclusive report. A status that stays also keeps its finding. */
function keptFindings(findings: readonly Finding[], earlier: readonly Finding[], { cause }: Verdict): Finding[] {
  const own = findings.filter(({ code }) => !saysOnlyWhy(code));
  if (cause === null || own.some(({ code }) => code === cause)) return own;
  return [...earlier.filter(({ code }) => code === cause), ...own];
}

const sameAsStored = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
