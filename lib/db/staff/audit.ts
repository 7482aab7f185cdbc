import { sql } from 'drizzle-orm';
import { auditLog } from '#drizzle/schema/audit-log.ts';
import type { AuditEntry } from '#lib/core/staff/audit.ts';
import type { Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

/**
 * Writes one deed into the chain, in the transaction of the act itself: if this fails, the act fails.
 * The database sets sequence, previous hash and hash.
 * @param at the act's instant, from the runtime's clock; @param requestId ties the entry to the log, where there is one
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
