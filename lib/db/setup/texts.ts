import { and, desc, eq, isNull } from 'drizzle-orm';
import { sentTexts } from '#drizzle/schema/sent-texts.ts';
import type { SetupText, ToldChannel } from '#lib/core/setup/setup.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

export type SentText = typeof sentTexts.$inferSelect;

export type NewText = {
  customerId: string;
  setupId: string;
  lineId: string | null;
  kind: SetupText;
  subject: string;
  body: string;
  at: Date;
  by: string;
  /** When the key was last checked; null for a text that rests on no check. */
  checkedAt: Date | null;
};

/** Freezes a text as somebody is about to send it. Returns its id. */
export async function insertText(tx: Transaction, { at, by, ...text }: NewText): Promise<string> {
  const id = newId();
  await tx.insert(sentTexts).values({ id, ...text, frozenAt: at, frozenBy: by });
  return id;
}

/** The frozen texts of a setup, newest first. */
export const textsOfSetup = (db: Executor, setupId: string): Promise<SentText[]> =>
  db.select().from(sentTexts).where(eq(sentTexts.setupId, setupId)).orderBy(desc(sentTexts.frozenAt));

export type Told = { to: string; channel: ToldChannel; at: Date; by: string };

/** Records once that a person told the customer. Null if there is no such text of the setup, or it was recorded before. */
export async function recordTextTold(
  tx: Transaction,
  { setupId, textId }: { setupId: string; textId: string },
  { to, channel, at, by }: Told,
): Promise<SentText | null> {
  const [row] = await tx
    .update(sentTexts)
    .set({ toldAt: at, toldBy: by, toldTo: to, toldChannel: channel })
    .where(and(eq(sentTexts.id, textId), eq(sentTexts.setupId, setupId), isNull(sentTexts.toldAt)))
    .returning();
  return row ?? null;
}
