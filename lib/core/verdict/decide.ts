import { findingRecord, saysOnlyWhy, type Finding } from '#lib/core/finding/all-findings.ts';
import { NO_EVIDENCE, type LatestEvidence } from '#lib/core/finding/evidence.ts';
import type { Acts } from '#lib/core/finding/status.ts';
import { paceOf, sameVerdict, type Verdict } from '#lib/core/finding/verdict.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import { isInFuture, isWithin } from '#lib/core/probe/clock-error.ts';
import { requiredDenials } from '#lib/core/probe/denials.ts';
import { isProof, type KeyFacts, type ProbeReport, type RotationStatus } from '#lib/core/probe/report.ts';
import { nextCheckAt, policyOf, setupPace, type CheckPolicy } from '#lib/core/probe/schedule.ts';
import { checkEvents } from '#lib/core/verdict/check-events.ts';
import { NO_REGION_VIEW, type RegionView } from '#lib/core/verdict/control.ts';
import { judgeDenials } from '#lib/core/verdict/denial.ts';
import { diagnose } from '#lib/core/verdict/diagnose.ts';
import { countDenials, denialsBegan } from '#lib/core/verdict/count-denials.ts';
import { describedSince, namedState } from '#lib/core/verdict/last-seen-state.ts';
import { realFailures } from '#lib/core/verdict/real-failures.ts';
import { isConclusive, judge } from '#lib/core/verdict/judge.ts';
import type { KeyEvent } from '#lib/core/verdict/key-event.ts';
import type { KeyCheckState, KeyRecord } from '#lib/core/verdict/key-record.ts';
import { deadlineOf, notUsableSince } from '#lib/core/verdict/deadline.ts';
import { nextActionOf } from '#lib/core/verdict/next-action.ts';
import { SETTLES_WITHIN_MS, type ChangingValue } from '#lib/core/verdict/recent-changes.ts';
import { tellDigest } from '#lib/core/verdict/tell-digest.ts';
import { testsHold, testsValidUntil } from '#lib/core/verdict/tests-hold.ts';

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
  /** The start of the unbroken time in which the key has not been usable; null while it is, or while nobody knows. */
  notUsableSince: Date | null;
  /** The one date by which somebody must have acted; null when there is none. */
  deadlineAt: Date | null;
  /** Who must act next; null for a usable key. */
  nextAction: Acts | null;
  /** What the customer must be told, as `tell-digest.ts` makes it; empty where there is nothing to tell. */
  tellDigest: string;
  /** Until when the tests allow `usable` (H9); null when the status is another one. */
  usableUntil: Date | null;
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
  for (const cell of report.cells) {
    const { action, result, at, real } = cell;
    const isExplicit = cell.result === 'denied' && cell.explicitDeny === true;
    const isAnswer = result === 'allowed' || result === 'denied' || result === 'wrong_state';
    // CreateGrant can never be tested. That a key has no rotation is worth keeping.
    if (isAnswer || (result === 'not_testable' && action === 'GetKeyRotationStatus'))
      merged[action] = { result, at, ...(real === true && { real }), ...(isExplicit && { explicitDeny: true }) };
  }
  return merged;
}

/** Evidence whose time lies in the future may be older than what we saw ourselves. An error stays one (H14). */
const pastEvidence = (
  { describeKey, keyPolicy, productionErrors, realRuns }: LatestEvidence,
  now: Date,
): LatestEvidence => ({
  describeKey: describeKey !== null && isInFuture(describeKey.asOf, now) ? null : describeKey,
  keyPolicy: keyPolicy !== null && isInFuture(keyPolicy.asOf, now) ? null : keyPolicy,
  productionErrors,
  ...(realRuns !== undefined && { realRuns: realRuns.filter(({ at }) => !isInFuture(at, now)) }),
});

/** How long "Enabled" right after a bad key state may be an older answer. */
const RECOVERY_SETTLES_MS = 5 * 60_000;

/**
 * Until when "Enabled" may be an answer from before a bad key state that was seen minutes ago: KMS is eventually
 * consistent, and a wrong "Usable" would stand for an hour. Null when it need not wait: a call is still refused for the
 * state, or the key went from a pending deletion over Disabled to Enabled, as it does when the deletion is canceled.
 */
function stateSettlesAt(record: KeyRecord, report: ProbeReport, now: Date): Date | null {
  const { verdict, verdictSince, check, facts } = record;
  const { status, cause } = verdict;
  const namesState = cause !== null && findingRecord(cause).traits.endsWhenDescribed === true;
  if (status !== 'unusable' || !namesState || !report.facts.seen || report.facts.value.keyState !== 'Enabled')
    return null;
  const refused = report.cells.some(({ result }) => result === 'wrong_state');
  const last = check.recentChanges.findLast(({ what }) => what === 'key_state');
  const wasCanceled = facts?.keyState === 'Disabled' && last?.to === 'Disabled' && last.from === 'PendingDeletion';
  return !refused && !wasCanceled && isWithin(verdictSince, RECOVERY_SETTLES_MS - 1, now)
    ? new Date(verdictSince.getTime() + RECOVERY_SETTLES_MS)
    : null;
}

/** AWS names the organization in its message when a resource control policy denies: o-… */
const ORGANIZATION = /\bo-[a-z0-9]{10,32}\b/;

/** The organization whose policy denies us; empty where AWS names the policy without it. Null for any other denial. */
export function organizationNamed(report: ProbeReport): string | null {
  const denied = requiredDenials(report).find(({ denial }) => denial === 'resource_control_policy');
  return denied === undefined ? null : (ORGANIZATION.exec(denied.error?.message ?? '')?.[0] ?? '');
}

/** The facts without answers that may be older than what the history tells. A key state counts at once (H11). */
function believedFacts(facts: KeyFacts, before: KeyFacts | null, stale: ReadonlySet<ChangingValue>): KeyFacts {
  if (before === null) return facts;
  return {
    ...facts,
    ...(stale.has('key_material') && { currentKeyMaterialId: before.currentKeyMaterialId }),
    // A date that was there minutes ago stays told: to forget a deadline hurts more than to tell it too long (H26).
    ...(stale.has('material_expiry') &&
      facts.materialExpiresAt === null && { materialExpiresAt: before.materialExpiresAt }),
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
  const evidence = pastEvidence(context.evidence, now);
  const denial = judgeDenials(report, context.region, evidence, denialsBegan(before, report, now), now);
  const denied = countDenials(before, report, conclusive, denial.onHold !== null, now);
  const { denialCount, firstDenialAt } = denied;
  const actions = mergeActions(before.actions, report);
  const failures = realFailures(before.realFailures, report, denial.onHold !== null);
  const settling = stateSettlesAt(record, report, now);
  const described = settling === null && report.facts.seen ? report.facts.value : null;
  const facts = described ?? record.facts;
  const rotation = report.rotation.seen ? report.rotation.value : record.rotation;

  const findings = diagnose({
    report,
    record,
    actions,
    denialCount,
    firstDenialAt,
    denials: denied.denials,
    denial,
    failures,
    settlesAt: settling,
    evidence,
    now,
  });
  const verdict = settling === null ? judge(findings, report, record, actions, now) : record.verdict;
  const changed = !sameVerdict(record.verdict, verdict);
  const enabledAndAllowed =
    conclusive && report.facts.seen && report.facts.value.keyState === 'Enabled' && testsHold(actions, now, false);
  const { events, recent, stale } = checkEvents(record, report, { verdict, facts, actions, conclusive }, now);
  const believed = facts === null ? null : believedFacts(facts, record.facts, stale);
  const seen = {
    lastDescribedAt: described === null ? before.lastDescribedAt : now,
    lastConclusiveAt: conclusive ? now : before.lastConclusiveAt,
  };
  const kept = conclusive ? keptFindings(findings, before.findings, verdict) : before.findings;
  // DescribeKey may have answered in a check that says nothing else: then its dates are newer than the findings.
  const dated = describedSince(seen) ? [] : kept;
  const asSeen = { ...record, facts: believed, check: { ...before, ...seen } };
  const confirming = findings.some(({ code }) => findingRecord(code).traits.confirming === true);
  const pace =
    record.role === 'released'
      ? 'released'
      : confirming
        ? 'confirming'
        : record.role === 'candidate'
          ? setupPace(changed ? now : record.verdictSince, now)
          : paceOf(verdict);
  const inconclusiveCount = conclusive ? 0 : before.inconclusiveCount + 1;
  const silentSince =
    before.spanLastSeenAt !== null &&
    now.getTime() - before.spanLastSeenAt.getTime() > gapMs(policyOf(record.role, policy))
      ? before.spanLastSeenAt
      : null;

  const judged = {
    verdict,
    verdictSince: changed ? now : record.verdictSince,
    notUsableSince: notUsableSince(record, verdict, denied.lostAt ?? firstDenialAt, now),
    deadlineAt: deadlineOf({ verdict, findings: dated, record: asSeen }, now),
    nextAction: nextActionOf(verdict, kept),
    facts: believed,
    rotation,
  };
  const check = {
    lastAttemptAt: now,
    lastUsableAt: enabledAndAllowed && verdict.status !== 'unusable' ? now : before.lastUsableAt,
    ...seen,
    lastProofAt: isProof(report) ? now : before.lastProofAt,
    actions,
    ...denied,
    namedState: namedState(before.namedState, report, record.facts, now),
    recentChanges: recent,
    realFailures: failures,
    denialGroup: conclusive ? organizationNamed(report) : before.denialGroup,
    inconclusiveCount,
    spanLastSeenAt: conclusive || changed ? now : before.spanLastSeenAt,
    findings: kept,
    nextCheckAt: nextCheckAt(now, pace, inconclusiveCount, policy, jitter, [
      facts?.deletionAt ?? null,
      facts?.materialExpiresAt ?? null,
      settling,
      ...recent.flatMap(({ what, at }) => (stale.has(what) ? [new Date(at.getTime() + SETTLES_WITHIN_MS)] : [])),
    ]),
  };

  return {
    findings,
    conclusive,
    ...judged,
    tellDigest: tellDigest({ ...record, ...judged, check }, context.region, now),
    usableUntil: verdict.status === 'usable' ? testsValidUntil(actions) : null,
    factsChanged: !sameAsStored(believed, record.facts) || !sameAsStored(rotation, record.rotation),
    check,
    span:
      changed || (conclusive && (silentSince !== null || before.spanLastSeenAt === null))
        ? 'open'
        : conclusive
          ? 'extend'
          : 'none',
    previousSpanEndsAt: silentSince ?? now,
    events,
  };
}

/** The findings to keep from a conclusive report. A status that stays also keeps its finding. */
function keptFindings(findings: readonly Finding[], earlier: readonly Finding[], { cause }: Verdict): Finding[] {
  const own = findings.filter(({ code }) => !saysOnlyWhy(code));
  if (cause === null || own.some(({ code }) => code === cause)) return own;
  // A denial that is being re-checked, or that our own side explains now, is not as sure as it was.
  const doubted = own.some(({ code }) => {
    const { explainsDenials, confirming } = findingRecord(code).traits;
    return explainsDenials === true || confirming === true;
  });
  const asSureAsNow = (finding: Finding): Finding =>
    doubted && findingRecord(finding.code).traits.waitsForOurSide === true
      ? { ...finding, confidence: 'one_of_several' }
      : finding;
  return [...earlier.filter(({ code }) => code === cause).map(asSureAsNow), ...own];
}

const sameAsStored = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
