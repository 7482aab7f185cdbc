import { and, asc, desc, eq, getTableColumns, gte, inArray, isNull, lt, lte, or, sql } from 'drizzle-orm';
import { customerAccounts } from '#drizzle/schema/customer-accounts.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { departureExceptions, departures } from '#drizzle/schema/departures.ts';
import { keyAssignments } from '#drizzle/schema/key-assignments.ts';
import { keyCallDays } from '#drizzle/schema/key-call-days.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import { keyEvents } from '#drizzle/schema/key-events.ts';
import { keyReleases } from '#drizzle/schema/key-releases.ts';
import { ownershipProofs } from '#drizzle/schema/ownership-proofs.ts';
import { setupLines } from '#drizzle/schema/setup-lines.ts';
import { setups } from '#drizzle/schema/setups.ts';
import { verdictSpans } from '#drizzle/schema/verdict-spans.ts';
import { workspaceMoves } from '#drizzle/schema/workspace-moves.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import type { CallCounts } from '#lib/core/probe/calls.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import { kindsOf } from '#lib/core/verdict/event-groups.ts';
import type { ShownEvent } from '#lib/core/verdict/key-event.ts';
import type { Executor } from '#lib/db/database.ts';
import { eventOf, verdictOf } from '#lib/db/stored-vocabulary.ts';

/** Half-open: `until` is excluded. */
type Bounds = { since: Date; until: Date };

/** So many periods of one key are read, the newest ones. */
const SPANS_OF_A_KEY = 2_000;

/** Assignments that reach into a period. */
const reachesInto = ({ since, until }: Bounds) =>
  and(lt(keyAssignments.fromAt, until), or(isNull(keyAssignments.toAt), gte(keyAssignments.toAt, since)));

/** The keys that a customer holds, and those that their provider held for their workspaces in a period; by ARN. */
export async function keysOfPack(db: Executor, customerId: string, bounds: Bounds, limit: number) {
  const used = db
    .select({ id: keyAssignments.keyId })
    .from(keyAssignments)
    .innerJoin(workspaces, eq(workspaces.id, keyAssignments.workspaceId))
    .where(and(eq(workspaces.customerId, customerId), reachesInto(bounds)));
  const held = db.select({ id: customerKeys.id }).from(customerKeys).where(eq(customerKeys.customerId, customerId));
  return db
    .select({
      id: customerKeys.id,
      arn: customerKeys.arn,
      region: customerKeys.region,
      awsAccountId: customerKeys.awsAccountId,
      role: customerKeys.role,
      customerId: customerKeys.customerId,
      holder: customers.name,
      ownershipProvenAt: customerKeys.ownershipProvenAt,
      ownershipWithdrawnAt: customerKeys.ownershipWithdrawnAt,
      spanLastSeenAt: keyChecks.spanLastSeenAt,
      callsDay: keyChecks.callsDay,
      calls: keyChecks.calls,
    })
    .from(customerKeys)
    .innerJoin(keyChecks, eq(keyChecks.keyId, customerKeys.id))
    .innerJoin(customers, eq(customers.id, customerKeys.customerId))
    .where(inArray(customerKeys.id, sql`(${held.union(used)})`))
    .orderBy(asc(customerKeys.arn), asc(customerKeys.id))
    .limit(limit);
}

/** Which workspaces keys protected in a period, oldest first. */
export const rolesOfKeys = (db: Executor, keyIds: readonly string[], bounds: Bounds) =>
  db
    .select({
      keyId: keyAssignments.keyId,
      role: keyAssignments.role,
      origin: keyAssignments.origin,
      from: keyAssignments.fromAt,
      to: keyAssignments.toAt,
      workspace: workspaces.name,
      customerId: workspaces.customerId,
      client: customers.name,
    })
    .from(keyAssignments)
    .innerJoin(workspaces, eq(workspaces.id, keyAssignments.workspaceId))
    .innerJoin(customers, eq(customers.id, workspaces.customerId))
    .where(and(inArray(keyAssignments.keyId, [...keyIds]), reachesInto(bounds)))
    .orderBy(asc(keyAssignments.fromAt), asc(workspaces.name));

/** How keys were proven, also by proofs that were taken back, oldest first. */
export const proofsOfKeys = (db: Executor, keyIds: readonly string[]) =>
  db
    .select()
    .from(ownershipProofs)
    .where(inArray(ownershipProofs.keyId, [...keyIds]))
    .orderBy(asc(ownershipProofs.provenAt));

/**
 * The statuses of a key that reach into a period, newest first.
 * @returns `completeFrom` if there were too many and only the newest are given
 */
export async function statusesInPeriod(
  db: Executor,
  keyId: string,
  { since, until }: Bounds,
): Promise<{ spans: { verdict: Verdict; from: Date; to: Date | null }[]; completeFrom: Date | null }> {
  const rows = await db
    .select()
    .from(verdictSpans)
    .where(
      and(
        eq(verdictSpans.keyId, keyId),
        lt(verdictSpans.fromAt, until),
        or(isNull(verdictSpans.toAt), gte(verdictSpans.toAt, since)),
      ),
    )
    .orderBy(desc(verdictSpans.fromAt))
    .limit(SPANS_OF_A_KEY + 1);
  const read = rows.slice(0, SPANS_OF_A_KEY);
  return {
    spans: read.map((row) => ({ verdict: verdictOf(row), from: row.fromAt, to: row.toAt })),
    completeFrom: rows.length > SPANS_OF_A_KEY ? (read.at(-1)?.fromAt ?? null) : null,
  };
}

/** What was seen of a key's rotation in a period, oldest first. */
export async function rotationsInPeriod(
  db: Executor,
  keyId: string,
  { since, until }: Bounds,
): Promise<{ at: Date; event: ShownEvent }[]> {
  const rows = await db
    .select({ at: keyEvents.at, kind: keyEvents.kind, detail: keyEvents.detail })
    .from(keyEvents)
    .where(
      and(
        eq(keyEvents.keyId, keyId),
        inArray(keyEvents.kind, [...kindsOf('rotation')]),
        gte(keyEvents.at, since),
        lt(keyEvents.at, until),
      ),
    )
    .orderBy(asc(keyEvents.at), asc(keyEvents.id));
  return rows.map(({ at, kind, detail }) => ({ at, event: eventOf(kind, detail) }));
}

/** The calls on keys that AWS answered, by day, without the day that `key_checks` still counts. */
export const callDaysOfKeys = (
  db: Executor,
  keyIds: readonly string[],
  { from, to }: { from: string; to: string },
): Promise<{ keyId: string; day: string; calls: CallCounts }[]> =>
  db
    .select(getTableColumns(keyCallDays))
    .from(keyCallDays)
    .where(and(inArray(keyCallDays.keyId, [...keyIds]), gte(keyCallDays.day, from), lte(keyCallDays.day, to)))
    .orderBy(asc(keyCallDays.day));

/** The workspaces of a customer that were cleared in a period, oldest first. */
export const clearancesInPeriod = (db: Executor, customerId: string, { since, until }: Bounds) =>
  db
    .select({
      workspace: workspaces.name,
      region: setupLines.region,
      arn: setupLines.clearedArn,
      at: setupLines.clearedAt,
      by: setupLines.clearedBy,
      toldAt: setupLines.toldAt,
    })
    .from(setupLines)
    .innerJoin(setups, eq(setups.id, setupLines.setupId))
    .innerJoin(workspaces, eq(workspaces.id, setupLines.workspaceId))
    .where(and(eq(setups.customerId, customerId), gte(setupLines.clearedAt, since), lt(setupLines.clearedAt, until)))
    .orderBy(asc(setupLines.clearedAt));

/** AWS accounts that an approver accepted as the customer's without proof, oldest first. */
export const acceptedAccounts = (db: Executor, customerId: string) =>
  db
    .select()
    .from(customerAccounts)
    .where(and(eq(customerAccounts.customerId, customerId), sql`${customerAccounts.proof} = 'exception'`))
    .orderBy(asc(customerAccounts.provenAt));

/** The exceptions of a customer's departures, oldest first. */
export const exceptionsOfDepartures = (db: Executor, customerId: string) =>
  db
    .select({ ...getTableColumns(departureExceptions), withdrawnAt: departures.withdrawnAt })
    .from(departureExceptions)
    .innerJoin(departures, eq(departures.id, departureExceptions.departureId))
    .where(eq(departures.customerId, customerId))
    .orderBy(asc(departureExceptions.at));

/** The releases of keys, oldest first. */
export const releasesOfKeys = (db: Executor, keyIds: readonly string[]) =>
  db
    .select()
    .from(keyReleases)
    .where(inArray(keyReleases.keyId, [...keyIds]))
    .orderBy(asc(keyReleases.releasedAt));

/** The moves of a customer's workspaces to a key in another AWS account that somebody confirmed, oldest first. */
export const confirmedMoves = (db: Executor, customerId: string) =>
  db
    .select({ ...getTableColumns(workspaceMoves), workspace: workspaces.name })
    .from(workspaceMoves)
    .innerJoin(workspaces, eq(workspaces.id, workspaceMoves.fromWorkspaceId))
    .where(and(eq(workspaces.customerId, customerId), sql`${workspaceMoves.confirmedAt} is not null`))
    .orderBy(asc(workspaceMoves.confirmedAt));
