import { desc, eq, sql } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { notes } from '#drizzle/schema/notes.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';
import { prepared } from '#lib/db/prepared.ts';

/** A note for staff. Nothing that makes a text for a customer may read it (H6). */
export type StoredNote = Pick<typeof notes.$inferSelect, 'id' | 'keyId' | 'at' | 'by' | 'body'>;

const NOTE = { id: notes.id, keyId: notes.keyId, at: notes.at, by: notes.by, body: notes.body };

/** Adds a note. It is never changed or deleted. */
export async function insertNote(tx: Transaction, note: Omit<typeof notes.$inferInsert, 'id'>): Promise<string> {
  const id = newId();
  await tx.insert(notes).values({ id, ...note });
  return id;
}

const ofKey = prepared('notes_of_key', (db, name) =>
  db
    .select(NOTE)
    .from(notes)
    .where(eq(notes.keyId, sql.placeholder('keyId')))
    .orderBy(desc(notes.at), desc(notes.id))
    .limit(sql.placeholder('limit'))
    .prepare(name),
);

/** The notes about a key, newest first. */
export const notesOfKey = (db: Executor, keyId: string, limit: number): Promise<StoredNote[]> =>
  ofKey(db).execute({ keyId, limit });

/** The notes about a customer and about each of their keys, newest first, with the ARN of the key. */
export const notesOfCustomer = (
  db: Executor,
  customerId: string,
  limit: number,
): Promise<(StoredNote & { arn: string | null })[]> =>
  db
    .select({ ...NOTE, arn: customerKeys.arn })
    .from(notes)
    .leftJoin(customerKeys, eq(customerKeys.id, notes.keyId))
    .where(eq(notes.customerId, customerId))
    .orderBy(desc(notes.at), desc(notes.id))
    .limit(limit);

/** The customer whose key this is; null where there is no such key. */
export async function customerOfKey(db: Executor, keyId: string): Promise<string | null> {
  const [found] = await db
    .select({ customerId: customerKeys.customerId })
    .from(customerKeys)
    .where(eq(customerKeys.id, keyId));
  return found?.customerId ?? null;
}
