import { ok, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { recordNotSent as writeNotSent } from '#lib/db/customer-text/key-texts.ts';
import { answerForText, type AnswerDeps, type AnswerRefusal } from './answer-for-text.ts';

/** Records that a copied text was not sent. It is asked about no more, and counts for nothing. */
export const recordNotSent = (
  deps: AnswerDeps,
  { textId }: { textId: string },
  by: By,
): Promise<Result<null, AnswerRefusal>> =>
  answerForText<never>(deps, textId, by, async (tx, text, now) => {
    await writeNotSent(tx, text.id, now, by.actor.name);
    return ok({ action: 'key.text_not_sent', after: { textId } });
  });
