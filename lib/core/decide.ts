import { NO_REGION_VIEW, type RegionView } from '#lib/core/control.ts';
import { customerSideDenials, judgeDenials } from '#lib/core/denial.ts';
import { diagnose } from '#lib/core/diagnose.ts';
import { NO_EVIDENCE, type LatestEvidence } from '#lib/core/evidence.ts';
import { FAULT_CODES, FINDING_VERDICT, type Finding, type FindingCode } from '#lib/core/finding.ts';
import type { KeyEvent, RotationWords } from '#lib/core/key-event.ts';
import type { ActionResults, KeyCheckState, KeyRecord } from '#lib/core/key-record.ts';
import {
  cellOf,
  isRequired,
  PROBE_ACTIONS,
  REQUIRED_ACTIONS,
  type Cell,
  type KeyFacts,
  type ProbeReport,
  type RotationStatus,
} from '#lib/core/probe.ts';
import type { Observed } from '#lib/core/result.ts';
import { rotationKind } from '#lib/core/rotation-kind.ts';
import { isStateRefusal } from '#lib/core/rules/key-rules.ts';
import { nextCheckAt, type CheckPolicy } from '#lib/core/schedule.ts';
import { sameVerdict, USABLE, type Verdict } from '#lib/core/verdict.ts';

/** How old a permission's last test may be for "usable" still to rest on it (H9). */
export const TESTS_VALID_MS = 24 * 3_600_000;
/** A longer silence than this, or than three intervals, is drawn as a gap in the history, not as more of the same. */
export const GAP_MS = 3 * 3_600_000;
/** From how long a silence on a gap is drawn. */
export const gapMs = ({ intervalMinutes }: CheckPolicy): number => Math.max(GAP_MS, 3 * intervalMinutes * 60_000);

/** What a report is judged in: our own side of the region, and what the customer sent. */
export type CheckContext = { region: RegionView; evidence: LatestEvidence };
export const NO_CONTEXT: CheckContext = { region: NO_REGION_VIEW, evidence: NO_EVIDENCE };

/** What one report changes. Pure data: the caller writes all of it, or none. */
export type CheckOutcome = {
  findings: readonly Finding[];
  /** Whether the report told anything about the key. If not, the verdict before it stands and ages. */
  conclusive: boolean;
  verdict: Verdict;
  verdictSince: Date;
  facts: KeyFacts | null;
  rotation: RotationStatus | null;
  /** Whether the facts or the rotation schedule differ from the record's. */
  factsChanged: boolean;
  check: KeyCheckState & { nextCheckAt: Date };
  span: 'extend' | 'open' | 'none';
  /** Where the span before an opened one ends: now, or where it was last seen if a silence lies between. */
  previousSpanEndsAt: Date;
  events: readonly KeyEvent[];
};

const KEY_STATE_CAUSES: readonly FindingCode[] = [
  'pending_deletion',
  'pending_replica_deletion',
  'key_disabled',
  'material_missing',
  'key_store_unavailable',
  'unknown_key_state',
  'key_changing',
  'presumed_deleted',
  'denied_while_pending_deletion',
];

/**
 * Whether every row that "usable" rests on was allowed at its last test, none of them too old (H9). In a custom key store
 * a dry run proves nothing of the store behind it, so one call must really have been carried out (H2).
 */
export const testsHold = (actions: ActionResults, now: Date, inKeyStore: boolean): boolean =>
  REQUIRED_ACTIONS.every((action) => {
    const last = actions[action];
    return last?.result === 'allowed' && now.getTime() - last.at.getTime() <= TESTS_VALID_MS;
  }) &&
  (!inKeyStore || actions.GenerateDataKeyWithoutPlaintext?.real === true);

function mergeActions(before: ActionResults, report: ProbeReport): ActionResults {
  const merged: ActionResults = { ...before };
  for (const { action, result, at, real } of report.cells) {
    const isAnswer = result === 'allowed' || result === 'denied' || result === 'wrong_state';
    // The grant row says the same of every key; that rotation is not for this one is an answer worth keeping.
    if (isAnswer || (result === 'not_testable' && action === 'GetKeyRotationStatus'))
      merged[action] = { result, at, ...(real === true && { real }) };
  }
  return merged;
}

const requiredCells = (report: ProbeReport): readonly Cell[] => report.cells.filter(({ action }) => isRequired(action));

function isConclusive(report: ProbeReport): boolean {
  const cells = requiredCells(report);
  return (
    cells.some((cell) => cell.result === 'denied') ||
    report.cells.some(isStateRefusal) ||
    (report.facts.seen &&
      (report.facts.value.keyState !== 'Enabled' || cells.every((cell) => cell.result !== 'could_not_tell')))
  );
}

/** One report that holds every row "usable" rests on, each allowed: what a recovery needs. */
const isGreenGrid = (report: ProbeReport): boolean =>
  REQUIRED_ACTIONS.every((action) => cellOf(report, action)?.result === 'allowed');

/** Whether a report has no row for what was denied at its last test, as a proof asks two of seven: it undoes nothing. */
const leavesDenied = (before: ActionResults, report: ProbeReport): boolean =>
  REQUIRED_ACTIONS.some((action) => before[action]?.result === 'denied' && cellOf(report, action) === undefined);

/** Of a key that stands as unusable these tell nothing better: one is not yet to be believed, two are about us. */
const NEVER_LIGHTENS: readonly FindingCode[] = [
  'access_denied_unconfirmed',
  'vendor_permission_fault',
  'region_incident',
];

/** `usable` is earned here and nowhere else; the last line says unverified. */
function judge(
  findings: readonly Finding[],
  report: ProbeReport,
  record: KeyRecord,
  actions: ActionResults,
  conclusive: boolean,
  now: Date,
): Verdict {
  const seen = report.facts.seen ? report.facts.value : record.facts;
  const holds = testsHold(actions, now, seen !== null && seen.customKeyStoreId !== null);
  const stateHasMoved =
    report.facts.seen && record.verdict.cause !== null && KEY_STATE_CAUSES.includes(record.verdict.cause);
  if (!conclusive) {
    // A refusal beside "Enabled" outweighed it then, so the same "Enabled" alone does not lift it now (H10).
    const enabledAgain = stateHasMoved && record.facts?.keyState !== 'Enabled';
    const outdated = record.verdict.status === 'usable' && !holds;
    return enabledAgain || outdated ? { status: 'unverified', cause: 'permission_tests_overdue' } : record.verdict;
  }
  for (const { code } of findings) {
    const status = FINDING_VERDICT[code];
    if (status === null) continue;
    const tellsLess =
      NEVER_LIGHTENS.includes(code) || (status !== 'unusable' && leavesDenied(record.check.actions, report));
    const stands = record.verdict.status === 'unusable' && !stateHasMoved && tellsLess;
    return stands ? record.verdict : { status, cause: code };
  }
  const enabled = report.facts.seen && report.facts.value.keyState === 'Enabled';
  const earned = enabled && holds && (record.verdict.status === 'usable' || isGreenGrid(report));
  if (earned) return USABLE;
  // Three green rows do not undo what a grid has found.
  const ill = record.verdict.status === 'unusable' || record.verdict.status === 'attention';
  const standsForNow = ill && !stateHasMoved && enabled && !isGreenGrid(report);
  return standsForNow ? record.verdict : { status: 'unverified', cause: 'permission_tests_overdue' };
}

const rotationWords = ({ enabled, periodInDays, nextRotationAt }: RotationStatus): RotationWords => ({
  enabled,
  periodInDays,
  nextRotationAt: nextRotationAt?.toISOString() ?? null,
});

/** A schedule that only moved on to its next date is the rotation's own event, not a change of the schedule. */
const sameSchedule = (a: RotationStatus, b: RotationStatus): boolean =>
  a.enabled === b.enabled && a.periodInDays === b.periodInDays;

/** How old a schedule may be to tell what rotated a key: the shortest period that KMS takes. */
const SCHEDULE_VALID_MS = 90 * 24 * 3_600_000;

/** The schedule before a change, where it was seen lately: an old one would tell of other rotations. */
function lately({ rotation, check }: KeyRecord, now: Date): RotationStatus | null {
  const asked = check.actions.GetKeyRotationStatus;
  return asked?.result === 'allowed' && now.getTime() - asked.at.getTime() <= SCHEDULE_VALID_MS ? rotation : null;
}

function factEvents(record: KeyRecord, facts: KeyFacts, rotation: RotationStatus | null, now: Date): KeyEvent[] {
  const events: KeyEvent[] = [];
  const before = record.facts;
  if (before?.keyState !== facts.keyState)
    events.push({ kind: 'key_state_changed', from: before?.keyState ?? null, to: facts.keyState });
  const [was, is] = [before?.deletionAt?.toISOString() ?? null, facts.deletionAt?.toISOString() ?? null];
  if (was !== is) events.push({ kind: 'deletion_date_changed', from: was, to: is });
  const [expired, expires] = [
    before?.materialExpiresAt?.toISOString() ?? null,
    facts.materialExpiresAt?.toISOString() ?? null,
  ];
  if (expired !== expires) events.push({ kind: 'material_expiry_changed', from: expired, to: expires });
  const material = facts.currentKeyMaterialId;
  if (material !== null && !before?.currentKeyMaterialId)
    events.push({ kind: 'key_material_first_seen', keyMaterialId: material });
  else if (material !== null && before?.currentKeyMaterialId && before.currentKeyMaterialId !== material)
    events.push({
      kind: 'key_material_changed',
      from: before.currentKeyMaterialId,
      to: material,
      seenBetween: { after: record.check.lastDescribedAt?.toISOString() ?? null, before: now.toISOString() },
      how: rotationKind(lately(record, now), rotation, now),
      origin: facts.origin,
    });
  return events;
}

function eventsOf(
  record: KeyRecord,
  verdict: Verdict,
  facts: KeyFacts | null,
  rotation: Observed<RotationStatus>,
  actions: ActionResults,
  now: Date,
): KeyEvent[] {
  const events = facts === null ? [] : factEvents(record, facts, rotation.seen ? rotation.value : null, now);
  // KMS rotates by a schedule only what it made itself: of any other key "off" would be no news.
  const hasSchedule = facts?.origin === 'AWS_KMS' && facts.keySpec === 'SYMMETRIC_DEFAULT';
  const scheduleChanged = record.rotation === null || (rotation.seen && !sameSchedule(record.rotation, rotation.value));
  if (rotation.seen && hasSchedule && scheduleChanged)
    events.push({
      kind: 'rotation_schedule_changed',
      from: record.rotation === null ? null : rotationWords(record.rotation),
      to: rotationWords(rotation.value),
    });
  for (const action of PROBE_ACTIONS) {
    const [was, is] = [record.check.actions[action], actions[action]];
    // A permission found in order at its first test is no change, and rotation is not for every key, nor for us.
    if (is === undefined || is.result === 'not_testable' || !isRequired(action)) continue;
    if (is.result !== (was?.result ?? 'allowed'))
      events.push({ kind: 'permission_changed', action, from: was?.result ?? null, to: is.result });
  }
  if (!sameVerdict(record.verdict, verdict))
    events.push({ kind: 'verdict_changed', from: record.verdict, to: verdict });
  return events;
}

/** What a proof adds to the history: that it worked, or that KMS refused it. One that was not answered adds nothing. */
const proofEvents = (report: ProbeReport, conclusive: boolean): KeyEvent[] =>
  report.kind === 'proof' && conclusive && report.cells.some((cell) => cell.real === true)
    ? [{ kind: 'proved', worked: isProof(report) }]
    : [];

/** How a report's denials go into the count of those in a row: one that is held counts for nobody (H25). */
function countDenials(
  before: KeyCheckState,
  report: ProbeReport,
  conclusive: boolean,
  held: boolean,
  now: Date,
): { denialCount: number; firstDenialAt: Date | null } {
  if (!conclusive) return before;
  if (customerSideDenials(report).length === 0)
    return leavesDenied(before.actions, report) ? before : { denialCount: 0, firstDenialAt: null };
  return {
    denialCount: held ? before.denialCount : before.denialCount + 1,
    firstDenialAt: before.firstDenialAt ?? now,
  };
}

/**
 * Turns one report into what is to be written.
 * @param record what we knew before; @param report what was seen; @param now the instant of judging
 * @param jitter a number in [0, 1) that spreads the next check
 * @param context our own side of the region and the customer's papers: needed only where something was denied
 */
export function decide(
  record: KeyRecord,
  report: ProbeReport,
  now: Date,
  policy: CheckPolicy,
  jitter: number,
  context: CheckContext = NO_CONTEXT,
): CheckOutcome {
  const before = record.check;
  const conclusive = isConclusive(report);
  const denial = judgeDenials(report, context.region, context.evidence, before.firstDenialAt, now);
  const { denialCount, firstDenialAt } = countDenials(before, report, conclusive, denial.held !== null, now);
  const actions = mergeActions(before.actions, report);
  const facts = report.facts.seen ? report.facts.value : record.facts;
  const rotation = report.rotation.seen ? report.rotation.value : record.rotation;

  const findings = diagnose({
    report,
    record,
    actions,
    denialCount,
    firstDenialAt,
    region: context.region,
    denial,
    evidence: context.evidence,
    now,
  });
  const verdict = judge(findings, report, record, actions, conclusive, now);
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
      nextCheckAt: nextCheckAt(now, verdict, inconclusiveCount, policy, jitter, [
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
    events: [...proofEvents(report, conclusive), ...eventsOf(record, verdict, facts, report.rotation, actions, now)],
  };
}

/** What is kept of a conclusive report's findings. A verdict that stands keeps the finding that it came from. */
function keptFindings(findings: readonly Finding[], earlier: readonly Finding[], { cause }: Verdict): Finding[] {
  const own = findings.filter(({ code }) => !FAULT_CODES.includes(code));
  if (cause === null || own.some(({ code }) => code === cause)) return own;
  return [...earlier.filter(({ code }) => code === cause), ...own];
}

const sameAsStored = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether a real round trip gave back what was encrypted: nothing less is a proof (H2). */
export const isProof = (report: ProbeReport): boolean =>
  report.kind === 'proof' &&
  (['Encrypt', 'Decrypt'] as const).every((action) => {
    const cell = cellOf(report, action);
    return cell?.result === 'allowed' && cell.real === true;
  });
