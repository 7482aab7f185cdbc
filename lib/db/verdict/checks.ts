import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyChecks, type StoredActionResults } from '#drizzle/schema/key-checks.ts';
import { probeReports } from '#drizzle/schema/probe-reports.ts';
import type { StoredCell, StoredFacts, StoredFinding } from '#drizzle/schema/stored.ts';
import { encryptTestWorked, isProof } from '#lib/core/probe/report.ts';
import type { CheckOutcome } from '#lib/core/verdict/decide.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import { isRequired } from '#lib/core/probe/actions.ts';
import type { CallCounts } from '#lib/core/probe/calls.ts';
import type { ProbeFault, ProbeReport } from '#lib/core/probe/report.ts';
import { sameVerdict } from '#lib/core/finding/verdict.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import type { StoredKey } from '#lib/db/key/keys.ts';
import { insertEvents, moveSpan } from '#lib/db/verdict/key-history.ts';
import { newId } from '#lib/db/new-id.ts';

const storedActions = (actions: ActionResults): StoredActionResults =>
  Object.fromEntries(
    Object.entries(actions).map(([action, { at, ...result }]) => [action, { ...result, at: at.toISOString() }]),
  );

type StoredCheck = typeof keyChecks.$inferInsert;

/** JSON as the database returns it: dates become ISO text. */
const asStored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Why a check was inconclusive: the fault of the first required test that has one. */
function faultOf(report: ProbeReport): ProbeFault | null {
  for (const cell of report.cells)
    if (cell.result === 'could_not_tell' && cell.fault !== 'hidden_by_denial' && isRequired(cell.action))
      return cell.fault;
  return null;
}

/**
 * Whether an outcome changes the check row only: no new status, fact, deadline, next action, event or period, and nothing
 * else to tell the customer. A job writes the digest that an earlier version left out.
 */
export const leavesKeyAlone = (
  outcome: CheckOutcome,
  { record, tellDigest }: Pick<StoredKey, 'record' | 'tellDigest'>,
): boolean =>
  outcome.events.length === 0 &&
  outcome.span !== 'open' &&
  !outcome.factsChanged &&
  outcome.nextAction === record.nextAction &&
  outcome.notUsableSince?.getTime() === record.notUsableSince?.getTime() &&
  outcome.deadlineAt?.getTime() === record.deadlineAt?.getTime() &&
  (tellDigest === null || outcome.tellDigest === tellDigest);

/** What a check saw of a key, what follows from it, and the calls that it took. */
export type JudgedCheck = { key: StoredKey; report: ProbeReport; outcome: CheckOutcome; calls: CallCounts };

/** The UTC day on which a call counts. */
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** Counts calls on a key that no written result has. */
export async function countAnswered(db: Executor, keyId: string, at: Date, calls: CallCounts): Promise<void> {
  if (Object.keys(calls).length === 0) return;
  await db.update(keyChecks).set(withCalls(at, calls)).where(eq(keyChecks.keyId, keyId));
}

const withCalls = (at: Date, calls: CallCounts) => ({
  callsDay: dayOf(at),
  calls: sql`added_calls(${keyChecks.callsDay}, ${keyChecks.calls}, ${dayOf(at)}::date, ${JSON.stringify(calls)}::jsonb)`,
});

/**
 * Writes the outcome of a check if the check's revision, the key's ARN and its role are still those that were checked.
 * All conditions are in the WHERE clause.
 * @returns false, with nothing written but its calls, if a newer result, another ARN or another role came first
 */
export async function recordOutcome(tx: Transaction, judged: JudgedCheck, keepReport: boolean): Promise<boolean> {
  const recorded = await recordIfCurrent(tx, judged, keepReport);
  if (!recorded) await countAnswered(tx, judged.key.customerKeyId, judged.report.startedAt, judged.calls);
  return recorded;
}

async function recordIfCurrent(
  tx: Transaction,
  { key, report, outcome, calls }: JudgedCheck,
  keepReport: boolean,
): Promise<boolean> {
  const leavesAlone = leavesKeyAlone(outcome, key);
  if (!leavesAlone && !(await holdProbedKey(tx, key))) return false;
  const kept = keepReport || !leavesAlone || key.record.role === 'candidate';
  const reportId = kept ? newId() : null;
  const shown =
    reportId !== null && (tellsTheGrid(report, outcome) || key.lastReportId === null) ? reportId : key.lastReportId;
  const { check } = outcome;
  const written = await tx
    .update(keyChecks)
    .set({
      revision: key.checkRevision + 1,
      plannedAt: null,
      nextCheckAt: sql`case when ${keyChecks.nextCheckAt} = ${key.nextCheckAt.toISOString()}::timestamptz
        then ${check.nextCheckAt.toISOString()}::timestamptz else ${keyChecks.nextCheckAt} end`,
      lastAttemptAt: check.lastAttemptAt,
      lastConclusiveAt: check.lastConclusiveAt,
      lastUsableAt: check.lastUsableAt,
      lastDescribedAt: check.lastDescribedAt,
      lastProofAt: check.lastProofAt,
      ...(outcome.conclusive && { findings: asStored(check.findings) as StoredFinding[] }),
      lastFault: outcome.conclusive ? null : faultOf(report),
      actions: storedActions(check.actions),
      denialCount: check.denialCount,
      firstDenialAt: check.firstDenialAt,
      recentChanges: asStored(check.recentChanges) as StoredCheck['recentChanges'],
      realFailures: asStored(check.realFailures) as StoredCheck['realFailures'],
      namedState: asStored(check.namedState) as StoredCheck['namedState'],
      denials: asStored(check.denials) as StoredCheck['denials'],
      lostAt: check.lostAt,
      lostAfter: check.lostAfter,
      denialGroup: check.denialGroup,
      inconclusiveCount: check.inconclusiveCount,
      spanLastSeenAt: check.spanLastSeenAt,
      spanCheckCount: outcome.span === 'open' ? 1 : sql`${keyChecks.spanCheckCount} + 1`,
      lastReportId: shown,
      ...withCalls(report.startedAt, calls),
    })
    .from(customerKeys)
    .where(
      and(
        eq(keyChecks.keyId, key.customerKeyId),
        eq(keyChecks.revision, key.checkRevision),
        eq(customerKeys.id, keyChecks.keyId),
        stillTheProbedKey(key),
      ),
    )
    .returning({ keyId: keyChecks.keyId });
  if (written.length === 0) return false;

  if (reportId !== null) await insertReport(tx, key.customerKeyId, reportId, report, outcome);
  if (leavesAlone) await moveUsableUntil(tx, [{ key, outcome }]);
  else await updateKeyFacts(tx, key, outcome);
  if (outcome.span === 'open')
    await moveSpan(tx, key, {
      verdict: outcome.verdict,
      from: outcome.check.lastAttemptAt ?? outcome.verdictSince,
      previousEndsAt: outcome.previousSpanEndsAt,
    });
  await insertEvents(tx, key, outcome.events, report.finishedAt, reportId);
  await announceChange(tx, { kind: 'key', id: key.customerKeyId });
  return true;
}

/**
 * Whether the page shows this report from now on. An inconclusive check must not hide AWS's answers, request IDs and
 * times of a conclusive one (H5), and a passed encrypt/decrypt test not the permission tests it didn't run.
 */
const tellsTheGrid = (report: ProbeReport, outcome: CheckOutcome): boolean => outcome.conclusive && !isProof(report);

/** The key that was checked: same ARN and role, and its proof of ownership is as it was (H16). */
const stillTheProbedKey = ({ record: { arn, role }, ownershipWithdrawnAt }: StoredKey) =>
  and(
    eq(customerKeys.arn, arn),
    eq(customerKeys.role, role),
    isNotNull(customerKeys.ownershipProvenAt),
    (ownershipWithdrawnAt === null ? isNull : isNotNull)(customerKeys.ownershipWithdrawnAt),
  );

/** Locks the key's row if it is still what was checked. Waits for an edit by staff that is being written. */
async function holdProbedKey(tx: Transaction, key: StoredKey): Promise<boolean> {
  const held = await tx
    .select({ id: customerKeys.id })
    .from(customerKeys)
    .where(and(eq(customerKeys.id, key.customerKeyId), stillTheProbedKey(key)))
    .for('no key update');
  return held.length === 1;
}

/** Whether a check allows to clear a setup, as far as this check can tell. A quick check never does. */
const hasPassed = (report: ProbeReport, outcome: CheckOutcome): boolean =>
  report.kind === 'proof'
    ? encryptTestWorked(report)
    : report.kind === 'grid' && outcome.conclusive && outcome.verdict.status === 'usable';

async function insertReport(
  tx: Transaction,
  keyId: string,
  id: string,
  report: ProbeReport,
  outcome: CheckOutcome,
): Promise<void> {
  await tx.insert(probeReports).values({
    id,
    keyId,
    conclusive: outcome.conclusive,
    passed: hasPassed(report, outcome),
    kind: report.kind,
    arn: report.arn,
    vendorAccountId: report.vendorAccountId,
    principalArn: report.principalArn,
    startedAt: report.startedAt,
    finishedAt: report.finishedAt,
    facts: report.facts.seen ? (asStored(report.facts.value) as StoredFacts) : null,
    cells: asStored(report.cells) as StoredCell[],
    findings: asStored(outcome.findings) as StoredFinding[],
  });
}

async function updateKeyFacts(tx: Transaction, key: StoredKey, outcome: CheckOutcome): Promise<void> {
  const { verdict, verdictSince, notUsableSince, deadlineAt, nextAction, tellDigest, usableUntil, facts, rotation } =
    outcome;
  // An unchanged verdict isn't written again: its cause may be one that only a newer version knows.
  const verdictStays = sameVerdict(key.record.verdict, verdict);
  await tx
    .update(customerKeys)
    .set({
      notUsableSince,
      deadlineAt,
      nextAction,
      tellDigest,
      usableUntil,
      ...(!verdictStays && { verdict: verdict.status, cause: verdict.cause, verdictSince }),
      ...facts,
      ...(rotation !== null && {
        rotationEnabled: rotation.enabled,
        rotationPeriodDays: rotation.periodInDays,
        nextRotationAt: rotation.nextRotationAt,
        onDemandRotationStartedAt: rotation.onDemandStartedAt,
      }),
    })
    .where(eq(customerKeys.id, key.customerKeyId));
}

/** Moves the time until which usable keys stay usable, for those whose tests are newer than before (H9). */
async function moveUsableUntil(
  db: Executor,
  checks: readonly { key: StoredKey; outcome: CheckOutcome }[],
): Promise<void> {
  const moved = checks.flatMap(({ key, outcome }) =>
    outcome.usableUntil !== null && outcome.usableUntil.getTime() !== key.usableUntil?.getTime()
      ? [{ id: key.customerKeyId, usable_until: outcome.usableUntil }]
      : [],
  );
  if (moved.length === 0) return;
  const until = sql`(select n.usable_until from jsonb_to_recordset(${JSON.stringify(moved)}::jsonb)
    as n(id uuid, usable_until timestamptz) where n.id = ${customerKeys.id})`;
  await db
    .update(customerKeys)
    .set({ usableUntil: until })
    .where(
      and(
        inArray(
          customerKeys.id,
          moved.map(({ id }) => id),
        ),
        eq(customerKeys.verdict, 'usable'),
      ),
    );
}

/**
 * Writes any number of unchanged checks in one statement, each guarded by its own revision, ARN, role and proof.
 * @returns the ids written; the others were superseded, and only their calls are counted
 */
export async function recordUnchanged(db: Executor, checks: readonly JudgedCheck[]): Promise<string[]> {
  if (checks.length === 0) return [];
  const rows = checks.map(({ key, report, outcome, calls }) => ({
    key_id: key.customerKeyId,
    revision: key.checkRevision,
    arn: key.record.arn,
    role: key.record.role,
    was_due_at: key.nextCheckAt,
    next_check_at: outcome.check.nextCheckAt,
    last_attempt_at: outcome.check.lastAttemptAt,
    last_conclusive_at: outcome.check.lastConclusiveAt,
    last_usable_at: outcome.check.lastUsableAt,
    last_described_at: outcome.check.lastDescribedAt,
    last_proof_at: outcome.check.lastProofAt,
    conclusive: outcome.conclusive,
    findings: outcome.check.findings,
    last_fault: outcome.conclusive ? null : faultOf(report),
    actions: storedActions(outcome.check.actions),
    denial_count: outcome.check.denialCount,
    first_denial_at: outcome.check.firstDenialAt,
    recent_changes: outcome.check.recentChanges,
    real_failures: outcome.check.realFailures,
    named_state: outcome.check.namedState,
    denials: outcome.check.denials,
    lost_at: outcome.check.lostAt,
    lost_after: outcome.check.lostAfter,
    denial_group: outcome.check.denialGroup,
    inconclusive_count: outcome.check.inconclusiveCount,
    span_last_seen_at: outcome.check.spanLastSeenAt,
    day: dayOf(report.startedAt),
    calls,
  }));
  const written = await db.execute<{ key_id: string }>(sql`
    update key_checks as c set
      revision = c.revision + 1, planned_at = null,
      next_check_at = case when c.next_check_at = n.was_due_at then n.next_check_at else c.next_check_at end,
      last_attempt_at = n.last_attempt_at, last_conclusive_at = n.last_conclusive_at,
      last_usable_at = n.last_usable_at, last_described_at = n.last_described_at, last_proof_at = n.last_proof_at,
      findings = case when n.conclusive then n.findings else c.findings end, last_fault = n.last_fault, actions = n.actions,
      denial_count = n.denial_count, first_denial_at = n.first_denial_at,
      recent_changes = n.recent_changes, real_failures = n.real_failures, named_state = nullif(n.named_state, 'null'),
      denials = n.denials, lost_at = n.lost_at, lost_after = n.lost_after, denial_group = n.denial_group,
      inconclusive_count = n.inconclusive_count, span_last_seen_at = n.span_last_seen_at,
      span_check_count = c.span_check_count + 1,
      calls_day = n.day, calls = added_calls(c.calls_day, c.calls, n.day, n.calls)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(
      key_id uuid, revision int, arn text, role text, was_due_at timestamptz, next_check_at timestamptz,
      last_attempt_at timestamptz, last_conclusive_at timestamptz, last_usable_at timestamptz,
      last_described_at timestamptz, last_proof_at timestamptz, conclusive bool, findings jsonb, last_fault text, actions jsonb,
      denial_count int, first_denial_at timestamptz, recent_changes jsonb, real_failures jsonb, named_state jsonb, denials jsonb,
      lost_at timestamptz, lost_after timestamptz, denial_group text,
      inconclusive_count int, span_last_seen_at timestamptz, day date, calls jsonb)
    join customer_keys k on k.id = n.key_id and k.arn = n.arn and k.role = n.role and k.ownership_proven_at is not null
    where c.key_id = n.key_id and c.revision = n.revision
    returning c.key_id`);
  const ids = new Set(written.rows.map((row) => row.key_id));
  await moveUsableUntil(
    db,
    checks.filter(({ key }) => ids.has(key.customerKeyId)),
  );
  for (const { key, report, calls } of checks)
    if (!ids.has(key.customerKeyId)) await countAnswered(db, key.customerKeyId, report.startedAt, calls);
  return [...ids];
}
