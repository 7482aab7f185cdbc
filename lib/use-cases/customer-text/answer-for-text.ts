import type { AuditEntry, By } from '#lib/core/staff/audit.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { announceKeys } from '#lib/db/announce.ts';
import { holdKeyText, type KeyText } from '#lib/db/customer-text/key-texts.ts';
import type { Database, Transaction } from '#lib/db/database.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';

export type AnswerDeps = { db: Database; clock: () => Date };
export type AnswerRefusal = 'no_such_text' | 'already_answered';

export type HeldText = KeyText & { keys: { id: string; arn: string }[] };

/**
 * Answers whether a copied text was sent, once, in one transaction that holds the text and its keys. Open pages of the
 * keys hear of it.
 * @param answer writes the answer, or refuses before it has written anything
 */
export async function answerForText<Problem extends string>(
  { db, clock }: AnswerDeps,
  textId: string,
  { actor, requestId }: By,
  answer: (
    tx: Transaction,
    text: HeldText,
    now: Date,
  ) => Promise<Result<Pick<AuditEntry, 'action' | 'after'>, Problem>>,
): Promise<Result<null, Problem | AnswerRefusal>> {
  const now = clock();
  return db.transaction(async (tx) => {
    const text = await holdKeyText(tx, textId);
    if (text === null) return refuse('no_such_text');
    if (text.sent !== null || text.notSent !== null) return refuse('already_answered');
    const answered = await answer(tx, text, now);
    if (!answered.ok) return answered;
    const { customerId } = text;
    const keyIds = text.keys.map(({ id }) => id);
    const [only, ...more] = keyIds;
    const ofKey = only !== undefined && more.length === 0;
    await announceKeys(tx, keyIds);
    await appendAudit(
      tx,
      {
        ...answered.value,
        actor,
        targetType: ofKey ? 'customer_key' : 'customer',
        targetId: ofKey ? only : customerId,
        customerId,
        before: null,
        reason: null,
      },
      now,
      requestId,
    );
    return ok(null);
  });
}
