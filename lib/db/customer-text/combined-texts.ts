import { and, eq, isNotNull, ne, or, sql } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import type { KeyToTell } from '#lib/core/customer-text/combined-text.ts';
import type { Executor } from '#lib/db/database.ts';
import { urgentOrder } from '#lib/db/list-entries.ts';
import { findKeyTextSource } from './key-text.ts';

/** So many keys are looked at for one reply. It has fewer; the others are named to staff. */
const KEYS_READ = 50;

/** The keys that a customer holds and that may need a reply, with what it needs, the most urgent first. */
export async function keysToTellOf(db: Executor, customerId: string): Promise<KeyToTell[]> {
  const rows = await db
    .select({ id: customerKeys.id })
    .from(customerKeys)
    .where(
      and(
        eq(customerKeys.customerId, customerId),
        sql`${customerKeys.role} <> 'retired'`,
        or(ne(customerKeys.verdict, 'usable'), isNotNull(customerKeys.nextAction), isNotNull(customerKeys.deadlineAt)),
      ),
    )
    .orderBy(...urgentOrder(customerKeys))
    .limit(KEYS_READ);
  const keys: KeyToTell[] = [];
  for (const { id } of rows) {
    const source = await findKeyTextSource(db, id);
    if (source !== null) keys.push({ id, source });
  }
  return keys;
}
