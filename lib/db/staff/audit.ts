import { sql } from 'drizzle-orm';
import { auditLog } from '#drizzle/schema/audit-log.ts';
import type { AuditEntry } from '#lib/core/staff/audit.ts';
import type { Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

/**
 * Writes one entry to the audit log, in the transaction of the action itself: if this fails, the action fails.
 * The database sets the sequence number, the previous hash and the hash.
 * @param at when it happened, from the runtime's clock; @param requestId links the entry to the log, if there is one
 */
export async function appendAudit(
  tx: Transaction,
  entry: AuditEntry,
  at: Date,
  requestId: string | null,
): Promise<void> {
  const unset = Buffer.alloc(0);
  await tx.insert(auditLog).values({ id: newId(), at, requestId, seq: sql`0`, prevHash: unset, hash: unset, ...entry });
}
