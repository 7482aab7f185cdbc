import { desc, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { auditLog } from '#drizzle/schema/audit-log.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import { actorName } from '#lib/core/staff/audit.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { keysUsedBy } from '#lib/db/key/key-entries.ts';
import { listOf, urgentOrder } from '#lib/db/list-entries.ts';
import { CHECK_CLAIM_MS } from './check-claims.ts';

/** So many keys of a customer are checked together. The scheduler checks every key anyway. */
const CHECKED_TOGETHER = 500;

type Customer = { id: string; providerId: string | null };

/** The keys that a customer holds or that its provider holds for it, if they may be checked, as a query for `id`. */
const keysToCheck = ({ id, providerId }: Customer): SQL => {
  const may = sql`${customerKeys.role} <> 'retired' and ${customerKeys.ownershipProvenAt} is not null`;
  const keys = sql`select ${customerKeys.id} from ${customerKeys}`;
  const inOrder = listOf(urgentOrder(customerKeys));
  const held = sql`${keys} where ${customerKeys.customerId} = ${id} and ${may} order by ${inOrder} limit ${CHECKED_TOGETHER}`;
  const used = sql`${keys} where ${customerKeys.id} in (${keysUsedBy(sql`${id}::uuid`)})
    and ${customerKeys.customerId} = ${providerId}::uuid and ${may} limit ${CHECKED_TOGETHER}`;
  return sql`(${held}) union (${used})`;
};

/** Their ids and regions, the most urgent first. */
export const keysToCheckOf = (db: Executor, customer: Customer): Promise<{ id: string; region: string }[]> =>
  db
    .select({ id: customerKeys.id, region: customerKeys.region })
    .from(customerKeys)
    .where(inArray(customerKeys.id, sql`(${keysToCheck(customer)})`))
    .orderBy(...urgentOrder(customerKeys))
    .limit(CHECKED_TOGETHER);

/** Makes keys due, so that the scheduler checks those that nobody else does. */
export async function makeDue(tx: Transaction, keyIds: readonly string[], at: Date): Promise<void> {
  await tx
    .update(keyChecks)
    .set({ nextCheckAt: at })
    .where(inArray(keyChecks.keyId, [...keyIds]));
}

/** A check counts for an order that came up to 15 s later: nobody checks a key again within that time (H24). */
const countsFrom = (orderedAt: Date): Date => new Date(orderedAt.getTime() - CHECK_CLAIM_MS);

/** Whether a key was checked for an order. */
export async function wasCheckedFor(db: Executor, keyId: string, orderedAt: Date): Promise<boolean> {
  const [row] = await db.select({ at: keyChecks.lastAttemptAt }).from(keyChecks).where(eq(keyChecks.keyId, keyId));
  return row?.at !== undefined && row.at !== null && row.at >= countsFrom(orderedAt);
}

/** How far the checks of an order are: how many keys there are, how many were tried, and what was seen of them. */
export async function progressOfChecks(db: Executor, customer: Customer, orderedAt: Date) {
  const since = sql`${countsFrom(orderedAt).toISOString()}::timestamptz`;
  const { rows } = await db.execute<{ status: VerdictStatus; keys: number; checked: number; answered: number }>(sql`
    select ${customerKeys.verdict} as status, count(*)::int as keys,
      count(*) filter (where c.last_attempt_at >= ${since})::int as checked,
      count(*) filter (where c.last_conclusive_at >= ${since})::int as answered
    from (${keysToCheck(customer)}) as checked_keys (key_id) join ${customerKeys} on ${customerKeys.id} = checked_keys.key_id
    join key_checks c on c.key_id = checked_keys.key_id group by 1`);
  return rows;
}

/** An order older than this many entries about its customer is over. */
const ENTRIES_LOOKED_AT = 100;

/** The newest order to check all keys of a customer, or null. */
export async function lastOrderToCheck(db: Executor, customerId: string): Promise<{ at: Date; by: string } | null> {
  const latest = db
    .select({ seq: auditLog.seq, at: auditLog.at, action: auditLog.action, actor: auditLog.actor })
    .from(auditLog)
    .where(eq(auditLog.targetId, customerId))
    .orderBy(desc(auditLog.seq))
    .limit(ENTRIES_LOOKED_AT)
    .as('latest');
  const [row] = await db
    .select({ at: latest.at, actor: latest.actor })
    .from(latest)
    .where(eq(latest.action, 'customer.keys_checked'))
    .orderBy(desc(latest.seq))
    .limit(1);
  return row === undefined ? null : { at: row.at, by: actorName(row.actor) };
}
