import { and, eq, isNotNull, ne, or, sql } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyTextKeys, keyTexts } from '#drizzle/schema/key-texts.ts';
import type { KeyToTell } from '#lib/core/customer-text/combined-text.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { urgentOrder } from '#lib/db/list-entries.ts';
import { newId } from '#lib/db/new-id.ts';
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

/** A reply about several keys as somebody copied it. */
export type CombinedCopy = {
  customerId: string;
  subject: string;
  body: string;
  asOf: Date | null;
  keyIds: readonly string[];
  at: Date;
  by: { staffId: string; name: string };
};

/** Keeps a copied reply with what it tells of each key now. @returns its id */
export async function insertCombinedText(tx: Transaction, copy: CombinedCopy): Promise<string> {
  const { customerId, subject, body, asOf, keyIds, at, by } = copy;
  const id = newId();
  await tx.insert(keyTexts).values({
    id,
    customerId,
    subject,
    body,
    asOf,
    copiedAt: at,
    copiedByStaffId: by.staffId,
    copiedBy: by.name,
  });
  await tx.insert(keyTextKeys).select(
    tx
      .select({
        textId: sql`${id}::uuid`.as('text_id'),
        keyId: customerKeys.id,
        tellDigest: sql`coalesce(${customerKeys.tellDigest}, '')`.as('tell_digest'),
      })
      .from(customerKeys)
      .where(sql`${customerKeys.id} = any(${sql.param([...keyIds])}::uuid[])`),
  );
  return id;
}
