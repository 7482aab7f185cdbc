import type { ToldChannel } from '#lib/core/customer/told.ts';
import { and, desc, eq, isNull } from 'drizzle-orm';
import { sentTexts } from '#drizzle/schema/sent-texts.ts';
import type { SetupText } from '#lib/core/setup/setup.ts';
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
  /** By a key's id, what the text tells of it; null for a text that tells no key's problem. */
  tells: Record<string, string> | null;
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

/** Records that a person told the customer. */
export const recordTextTold = async (tx: Transaction, textId: string, { to, channel, at, by }: Told): Promise<void> =>
  void (await tx
    .update(sentTexts)
    .set({ toldAt: at, toldBy: by, toldTo: to, toldChannel: channel })
    .where(and(eq(sentTexts.id, textId), isNull(sentTexts.toldAt))));
