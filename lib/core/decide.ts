import { diagnose } from '#lib/core/diagnose.ts';
import { FINDING_VERDICT, type Finding, type FindingCode } from '#lib/core/finding.ts';
import type { KeyEvent } from '#lib/core/key-event.ts';
import type { ActionResults, KeyCheckState, KeyRecord } from '#lib/core/key-record.ts';
import { TESTED_ACTIONS, type KeyFacts, type ProbeReport } from '#lib/core/probe.ts';
import { customerSideDenials } from '#lib/core/rules/access-rules.ts';
import { nextCheckAt, type CheckPolicy } from '#lib/core/schedule.ts';
import { sameVerdict, USABLE, type Verdict } from '#lib/core/verdict.ts';

/** How old a permission's last test may be for "usable" still to rest on it (H9). */
export const TESTS_VALID_MS = 24 * 3_600_000;
/** A longer silence than this, or than three intervals, is drawn as a gap in the history, not as more of the same. */
export const GAP_MS = 3 * 3_600_000;
const gapMs = ({ intervalMinutes }: CheckPolicy): number => Math.max(GAP_MS, 3 * intervalMinutes * 60_000);

/** What one report changes. Pure data: the caller writes all of it, or none. */
export type CheckOutcome = {
  findings: readonly Finding[];
  /** Whether the report told anything about the key. If not, the verdict before it stands and ages. */
  conclusive: boolean;
  verdict: Verdict;
  verdictSince: Date;
  facts: KeyFacts | null;
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

/** Whether every row that "usable" rests on was allowed at its last test, none of them too old (H9). */
export const testsHold = (actions: ActionResults, now: Date): boolean =>
  TESTED_ACTIONS.every((action) => {
    const last = actions[action];
    return last?.result === 'allowed' && now.getTime() - last.at.getTime() <= TESTS_VALID_MS;
  });

const mergeActions = (before: ActionResults, report: ProbeReport): ActionResults => {
  const merged: ActionResults = { ...before };
  for (const cell of report.cells)
    if (cell.result === 'allowed' || cell.result === 'denied' || cell.result === 'wrong_state')
      merged[cell.action] = { result: cell.result, at: cell.at };
  return merged;
};

const isConclusive = (report: ProbeReport): boolean =>
  report.cells.some((cell) => cell.result === 'denied' || cell.result === 'wrong_state') ||
  (report.facts.seen &&
    (report.facts.value.keyState !== 'Enabled' || report.cells.every((cell) => cell.result !== 'could_not_tell')));

/** Of a key that stands as unusable these tell nothing better: one is not yet to be believed, one is about us. */
const NEVER_LIGHTENS: readonly FindingCode[] = ['access_denied_unconfirmed', 'vendor_permission_fault'];

/** `usable` is earned here and nowhere else; the last line says unverified. */
function judge(
  findings: readonly Finding[],
  report: ProbeReport,
  record: KeyRecord,
  actions: ActionResults,
  conclusive: boolean,
  now: Date,
): Verdict {
  const holds = testsHold(actions, now);
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
    const stands = record.verdict.status === 'unusable' && !stateHasMoved && NEVER_LIGHTENS.includes(code);
    return stands ? record.verdict : { status, cause: code };
  }
  // A dry run proves permission, not that a key store works; only a real call would (H2).
  const inKeyStore = report.facts.seen && report.facts.value.customKeyStoreId !== null;
  if (report.facts.seen && report.facts.value.keyState === 'Enabled' && holds && !inKeyStore) return USABLE;
  return { status: 'unverified', cause: 'permission_tests_overdue' };
}

function eventsOf(record: KeyRecord, verdict: Verdict, facts: KeyFacts | null, actions: ActionResults): KeyEvent[] {
  const events: KeyEvent[] = [];
  if (facts !== null) {
    const before = record.facts;
    if (before?.keyState !== facts.keyState)
      events.push({ kind: 'key_state_changed', from: before?.keyState ?? null, to: facts.keyState });
    const [was, is] = [before?.deletionAt?.toISOString() ?? null, facts.deletionAt?.toISOString() ?? null];
    if (was !== is) events.push({ kind: 'deletion_date_changed', from: was, to: is });
    const material = facts.currentKeyMaterialId;
    if (material !== null && !before?.currentKeyMaterialId)
      events.push({ kind: 'key_material_first_seen', keyMaterialId: material });
    else if (material !== null && before?.currentKeyMaterialId && before.currentKeyMaterialId !== material)
      events.push({ kind: 'key_material_changed', from: before.currentKeyMaterialId, to: material });
  }
  for (const action of TESTED_ACTIONS) {
    const [was, is] = [record.check.actions[action], actions[action]];
    // A permission found in order at its first test is no change.
    if (is !== undefined && is.result !== (was?.result ?? 'allowed'))
      events.push({ kind: 'permission_changed', action, from: was?.result ?? null, to: is.result });
  }
  if (!sameVerdict(record.verdict, verdict))
    events.push({ kind: 'verdict_changed', from: record.verdict, to: verdict });
  return events;
}

/**
 * Turns one report into what is to be written.
 * @param record what we knew before; @param report what was seen; @param now the instant of judging
 * @param jitter a number in [0, 1) that spreads the next check
 */
export function decide(
  record: KeyRecord,
  report: ProbeReport,
  now: Date,
  policy: CheckPolicy,
  jitter: number,
): CheckOutcome {
  const before = record.check;
  const conclusive = isConclusive(report);
  const denied = customerSideDenials(report).length > 0;
  const denialCount = !conclusive ? before.denialCount : denied ? before.denialCount + 1 : 0;
  const firstDenialAt = !conclusive ? before.firstDenialAt : denied ? (before.firstDenialAt ?? now) : null;
  const actions = mergeActions(before.actions, report);
  const facts = report.facts.seen ? report.facts.value : record.facts;

  const findings = diagnose({ report, record, denialCount, firstDenialAt, now });
  const verdict = judge(findings, report, record, actions, conclusive, now);
  const changed = !sameVerdict(record.verdict, verdict);
  const enabledAndAllowed =
    conclusive && report.facts.seen && report.facts.value.keyState === 'Enabled' && testsHold(actions, now);
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
    factsChanged: JSON.stringify(facts) !== JSON.stringify(record.facts),
    check: {
      lastAttemptAt: now,
      lastConclusiveAt: conclusive ? now : before.lastConclusiveAt,
      lastUsableAt: enabledAndAllowed && verdict.status !== 'unusable' ? now : before.lastUsableAt,
      actions,
      denialCount,
      firstDenialAt,
      inconclusiveCount,
      spanLastSeenAt: conclusive || changed ? now : before.spanLastSeenAt,
      nextCheckAt: nextCheckAt(now, verdict, inconclusiveCount, policy, jitter),
    },
    span:
      changed || (conclusive && (silentSince !== null || before.spanLastSeenAt === null))
        ? 'open'
        : conclusive
          ? 'extend'
          : 'none',
    previousSpanEndsAt: silentSince ?? now,
    events: eventsOf(record, verdict, facts, actions),
  };
}
