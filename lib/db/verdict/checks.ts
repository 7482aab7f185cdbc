import { and, eq, inArray, isNull, lt, lte, or, sql } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyChecks, type StoredActionResults } from '#drizzle/schema/key-checks.ts';
import { keyEvents } from '#drizzle/schema/key-events.ts';
import { probeReports } from '#drizzle/schema/probe-reports.ts';
import type { StoredCell, StoredFacts, StoredFinding } from '#drizzle/schema/stored.ts';
import { verdictSpans } from '#drizzle/schema/verdict-spans.ts';
import { isProof } from '#lib/core/probe/report.ts';
import type { CheckOutcome } from '#lib/core/verdict/decide.ts';
import type { KeyEvent } from '#lib/core/verdict/key-event.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import { isRequired } from '#lib/core/probe/actions.ts';
import type { ProbeFault, ProbeReport } from '#lib/core/probe/report.ts';
import { sameVerdict } from '#lib/core/finding/verdict.ts';
import { KEY_CHANGED_CHANNEL, type Executor, type Transaction } from '#lib/db/database.ts';
import type { StoredKey } from '#lib/db/key/keys.ts';
import { newId } from '#lib/db/new-id.ts';

/** At most one check of a key in this time, whoever asks (H24). */
export const CHECK_CLAIM_MS = 15_000;

const claimable = (now: Date) =>
  or(isNull(keyChecks.claimedAt), lte(keyChecks.claimedAt, new Date(now.getTime() - CHECK_CLAIM_MS)));

/** Claims a key for a check for the next 15 s. False if another check has claimed it. */
export async function claimCheck(db: Executor, customerKeyId: string, now: Date): Promise<boolean> {
  const claimed = await db
    .update(keyChecks)
    .set({ claimedAt: now })
    .where(and(eq(keyChecks.keyId, customerKeyId), claimable(now)))
    .returning({ keyId: keyChecks.keyId });
  return claimed.length === 1;
}

/** Extends a claim made at `heldSince` by 15 s. False if another check has claimed the key since. */
export async function renewClaim(db: Executor, customerKeyId: string, heldSince: Date, now: Date): Promise<boolean> {
  const renewed = await db
    .update(keyChecks)
    .set({ claimedAt: now })
    .where(and(eq(keyChecks.keyId, customerKeyId), or(eq(keyChecks.claimedAt, heldSince), claimable(now))))
    .returning({ keyId: keyChecks.keyId });
  return renewed.length === 1;
}

/** Claims the keys of a batch that are still due and that no other check has claimed. */
export async function claimDueChecks(db: Executor, customerKeyIds: readonly string[], now: Date): Promise<string[]> {
  const claimed = await db
    .update(keyChecks)
    .set({ claimedAt: now })
    .where(and(inArray(keyChecks.keyId, [...customerKeyIds]), lte(keyChecks.nextCheckAt, now), claimable(now)))
    .returning({ keyId: keyChecks.keyId });
  return claimed.map((row) => row.keyId);
}

/**
 * Postpones keys that are due and weren't checked because the region is paused. Writes nothing that a check writes, and
 * skips keys that another check has claimed.
 * @param heldSince when the caller claimed them; null if it didn't
 */
export async function postponeChecks(
  db: Executor,
  customerKeyIds: readonly string[],
  until: Date,
  { heldSince, now }: { heldSince: Date | null; now: Date },
): Promise<void> {
  if (customerKeyIds.length === 0) return;
  await db
    .update(keyChecks)
    .set({ plannedAt: null, claimedAt: null, nextCheckAt: until })
    .where(
      and(
        inArray(keyChecks.keyId, [...customerKeyIds]),
        lte(keyChecks.nextCheckAt, now),
        heldSince === null ? claimable(now) : or(eq(keyChecks.claimedAt, heldSince), claimable(now)),
      ),
    );
}

/** The revision of a key's check row. It changes with every result. */
export async function checkRevision(db: Executor, customerKeyId: string): Promise<number | null> {
  const [row] = await db
    .select({ revision: keyChecks.revision })
    .from(keyChecks)
    .where(eq(keyChecks.keyId, customerKeyId));
  return row?.revision ?? null;
}

/** Marks due keys as planned and returns them, longest due first. Keys of a lost plan are planned again later. */
export async function takeDueKeys(
  tx: Transaction,
  now: Date,
  replanAfterMs: number,
  limit: number,
): Promise<{ customerKeyId: string; region: string }[]> {
  const due = tx
    .select({ keyId: keyChecks.keyId })
    .from(keyChecks)
    .innerJoin(customerKeys, eq(customerKeys.id, keyChecks.keyId))
    .where(
      and(
        lte(keyChecks.nextCheckAt, now),
        or(isNull(keyChecks.plannedAt), lt(keyChecks.plannedAt, new Date(now.getTime() - replanAfterMs))),
        sql`${customerKeys.role} <> 'retired'`,
        sql`${customerKeys.ownershipProvenAt} is not null`,
      ),
    )
    .orderBy(keyChecks.nextCheckAt)
    .limit(limit)
    .for('update', { of: keyChecks, skipLocked: true });
  const planned = await tx
    .update(keyChecks)
    .set({ plannedAt: now })
    .from(customerKeys)
    .where(and(eq(customerKeys.id, keyChecks.keyId), inArray(keyChecks.keyId, due)))
    .returning({ customerKeyId: keyChecks.keyId, region: customerKeys.region, dueAt: keyChecks.nextCheckAt });
  return planned
    .toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
    .map(({ customerKeyId, region }) => ({ customerKeyId, region }));
}

const storedActions = (actions: ActionResults): StoredActionResults =>
  Object.fromEntries(
    Object.entries(actions).map(([action, { result, at, real }]) => [
      action,
      { result, at: at.toISOString(), ...(real === true && { real }) },
    ]),
  );

/** JSON as the database returns it: dates become ISO text. */
const asStored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Why a check was inconclusive: the fault of the first required test that has one. */
function faultOf(report: ProbeReport): ProbeFault | null {
  for (const cell of report.cells)
    if (cell.result === 'could_not_tell' && cell.fault !== 'hidden_by_denial' && isRequired(cell.action))
      return cell.fault;
  return null;
}

/** Whether an outcome changes the check row only: no new status, fact, event or period. */
export const leavesKeyAlone = (outcome: CheckOutcome): boolean =>
  outcome.events.length === 0 && outcome.span !== 'open' && !outcome.factsChanged;

/**
 * Writes the outcome of a check if the check's revision, the key's ARN and its role are still those that were checked.
 * All conditions are in the WHERE clause.
 * @returns false, with nothing written, if a newer result, another ARN or another role came first
 */
export async function recordOutcome(
  tx: Transaction,
  key: StoredKey,
  report: ProbeReport,
  outcome: CheckOutcome,
  keepReport: boolean,
): Promise<boolean> {
  if (!leavesKeyAlone(outcome) && !(await holdProbedKey(tx, key))) return false;
  const kept = keepReport || !leavesKeyAlone(outcome);
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
      inconclusiveCount: check.inconclusiveCount,
      spanLastSeenAt: check.spanLastSeenAt,
      spanCheckCount: outcome.span === 'open' ? 1 : sql`${keyChecks.spanCheckCount} + 1`,
      lastReportId: shown,
    })
    .from(customerKeys)
    .where(
      and(
        eq(keyChecks.keyId, key.customerKeyId),
        eq(keyChecks.revision, key.checkRevision),
        eq(customerKeys.id, keyChecks.keyId),
        eq(customerKeys.arn, key.record.arn),
        eq(customerKeys.role, key.record.role),
      ),
    )
    .returning({ keyId: keyChecks.keyId });
  if (written.length === 0) return false;

  if (reportId !== null) await insertReport(tx, key.customerKeyId, reportId, report, outcome);
  if (!leavesKeyAlone(outcome)) await updateKeyFacts(tx, key, outcome);
  if (outcome.span === 'open') await openSpan(tx, key, outcome);
  await insertEvents(tx, key, outcome.events, report.finishedAt, reportId);
  await announceKeyChange(tx, key.customerKeyId);
  return true;
}

/**
 * Whether the page shows this report from now on. An inconclusive check must not hide AWS's answers, request IDs and
 * times of a conclusive one (H5), and a passed encrypt/decrypt test not the permission tests it didn't run.
 */
const tellsTheGrid = (report: ProbeReport, outcome: CheckOutcome): boolean => outcome.conclusive && !isProof(report);

/** Locks the key's row if it is still what was checked. Waits for an edit by staff that is being written. */
async function holdProbedKey(tx: Transaction, key: StoredKey): Promise<boolean> {
  const held = await tx
    .select({ id: customerKeys.id })
    .from(customerKeys)
    .where(
      and(
        eq(customerKeys.id, key.customerKeyId),
        eq(customerKeys.arn, key.record.arn),
        eq(customerKeys.role, key.record.role),
      ),
    )
    .for('no key update');
  return held.length === 1;
}

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
  const { verdict, verdictSince, facts, rotation } = outcome;
  const changes = {
    // An unchanged verdict isn't written again: its cause may be one that only a newer version knows.
    ...(!sameVerdict(key.record.verdict, verdict) && { verdict: verdict.status, cause: verdict.cause, verdictSince }),
    ...facts,
    ...(rotation !== null && {
      rotationEnabled: rotation.enabled,
      rotationPeriodDays: rotation.periodInDays,
      nextRotationAt: rotation.nextRotationAt,
      onDemandRotationStartedAt: rotation.onDemandStartedAt,
    }),
  };
  if (Object.keys(changes).length === 0) return;
  await tx.update(customerKeys).set(changes).where(eq(customerKeys.id, key.customerKeyId));
}

async function openSpan(tx: Transaction, key: StoredKey, outcome: CheckOutcome): Promise<void> {
  await tx
    .update(verdictSpans)
    .set({ toAt: outcome.previousSpanEndsAt, checkCount: key.spanCheckCount })
    .where(and(eq(verdictSpans.keyId, key.customerKeyId), isNull(verdictSpans.toAt)));
  await tx.insert(verdictSpans).values({
    id: newId(),
    keyId: key.customerKeyId,
    verdict: outcome.verdict.status,
    cause: outcome.verdict.cause,
    fromAt: outcome.check.lastAttemptAt ?? outcome.verdictSince,
  });
}

/** Adds events to a key's history, in the transaction of the change. */
export async function insertEvents(
  tx: Transaction,
  key: { customerKeyId: string; customerId: string },
  events: readonly KeyEvent[],
  at: Date,
  reportId: string | null,
): Promise<void> {
  if (events.length === 0) return;
  await tx.insert(keyEvents).values(
    events.map((event) => ({
      id: newId(),
      keyId: key.customerKeyId,
      customerId: key.customerId,
      at,
      kind: event.kind,
      detail: event,
      reportId,
    })),
  );
}

/** Tells open pages, once the transaction commits, that a key was checked. */
export async function announceKeyChange(tx: Executor, customerKeyId: string): Promise<void> {
  await tx.execute(sql`select pg_notify(${KEY_CHANGED_CHANNEL}, ${customerKeyId})`);
}

/** A scheduled check that changed the check row only. */
export type UnchangedCheck = { key: StoredKey; report: ProbeReport; outcome: CheckOutcome };

/**
 * Writes any number of unchanged checks in one statement, each guarded by its own revision, ARN and role.
 * @returns the ids written; the others were superseded
 */
export async function recordUnchanged(db: Executor, checks: readonly UnchangedCheck[]): Promise<string[]> {
  if (checks.length === 0) return [];
  const rows = checks.map(({ key, report, outcome }) => ({
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
    inconclusive_count: outcome.check.inconclusiveCount,
    span_last_seen_at: outcome.check.spanLastSeenAt,
  }));
  const written = await db.execute<{ key_id: string }>(sql`
    update key_checks as c set
      revision = c.revision + 1, planned_at = null,
      next_check_at = case when c.next_check_at = n.was_due_at then n.next_check_at else c.next_check_at end,
      last_attempt_at = n.last_attempt_at, last_conclusive_at = n.last_conclusive_at,
      last_usable_at = n.last_usable_at, last_described_at = n.last_described_at, last_proof_at = n.last_proof_at,
      findings = case when n.conclusive then n.findings else c.findings end, last_fault = n.last_fault, actions = n.actions,
      denial_count = n.denial_count, first_denial_at = n.first_denial_at,
      inconclusive_count = n.inconclusive_count, span_last_seen_at = n.span_last_seen_at,
      span_check_count = c.span_check_count + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(
      key_id uuid, revision int, arn text, role text, was_due_at timestamptz, next_check_at timestamptz,
      last_attempt_at timestamptz, last_conclusive_at timestamptz, last_usable_at timestamptz,
      last_described_at timestamptz, last_proof_at timestamptz, conclusive bool, findings jsonb, last_fault text, actions jsonb,
      denial_count int, first_denial_at timestamptz, inconclusive_count int, span_last_seen_at timestamptz)
    join customer_keys k on k.id = n.key_id and k.arn = n.arn and k.role = n.role
    where c.key_id = n.key_id and c.revision = n.revision
    returning c.key_id`);
  return written.rows.map((row) => row.key_id);
}
