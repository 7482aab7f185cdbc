import { and, desc, eq, inArray, lt, sql, type SQL } from 'drizzle-orm';
import { auditLog } from '#drizzle/schema/audit-log.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { staff } from '#drizzle/schema/staff.ts';
import type { AuditFilter } from '#lib/core/staff/audit-filter.ts';
import type { Executor } from '#lib/db/database.ts';
import { auditActionOf, auditTargetOf } from '#lib/db/stored-vocabulary.ts';

export const ENTRIES_A_PAGE = 50;

/**
 * One page of the audit log, newest first.
 * @param beforeSeq only entries older than this one; null for the first page
 */
export async function listAudit(db: Executor, filter: AuditFilter, beforeSeq: number | null) {
  const conditions: SQL[] = [];
  if (filter.action !== null) conditions.push(eq(auditLog.action, filter.action));
  if (filter.targetId !== null) conditions.push(eq(auditLog.targetId, filter.targetId));
  if (filter.staffId !== null) conditions.push(sql`(${auditLog.actor} ->> 'staffId') = ${filter.staffId}`);
  if (beforeSeq !== null) conditions.push(lt(auditLog.seq, beforeSeq));
  const columns = {
    seq: auditLog.seq,
    id: auditLog.id,
    at: auditLog.at,
    actor: auditLog.actor,
    action: auditLog.action,
    targetType: auditLog.targetType,
    targetId: auditLog.targetId,
    customerId: auditLog.customerId,
    before: auditLog.before,
    after: auditLog.after,
    reason: auditLog.reason,
  };
  const rows = await db
    .select(columns)
    .from(auditLog)
    .where(and(...conditions))
    .orderBy(desc(auditLog.seq))
    .limit(ENTRIES_A_PAGE + 1);
  const entries = rows.slice(0, ENTRIES_A_PAGE).map(({ action, targetType, ...entry }) => ({
    ...entry,
    action: auditActionOf(action),
    targetType: auditTargetOf(targetType),
  }));
  return { entries, hasOlder: rows.length > ENTRIES_A_PAGE };
}

type Named = { targetId: string; customerId: string | null };

/**
 * The present names of the customers, keys and people that some entries are about, with one statement: names by the id of
 * a customer or a person, ARNs by the id of a key.
 */
export async function namesOfTargets(db: Executor, entries: readonly Named[]): Promise<ReadonlyMap<string, string>> {
  if (entries.length === 0) return new Map();
  const targets = [...new Set(entries.map(({ targetId }) => targetId))];
  const ids = [...new Set([...targets, ...entries.flatMap(({ customerId }) => customerId ?? [])])];
  const found = await db
    .select({ id: customers.id, name: customers.name })
    .from(customers)
    .where(inArray(customers.id, ids))
    .unionAll(
      db
        .select({ id: customerKeys.id, name: sql<string>`${customerKeys.arn}` })
        .from(customerKeys)
        .where(inArray(customerKeys.id, targets)),
    )
    .unionAll(db.select({ id: staff.id, name: staff.name }).from(staff).where(inArray(staff.id, targets)));
  return new Map(found.map(({ id, name }) => [id, name]));
}
