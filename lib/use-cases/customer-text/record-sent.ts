import type { ToldChannel } from '#lib/core/customer/told.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { secretIn } from '#lib/core/ticket/note.ts';
import { recordSent as writeSent } from '#lib/db/customer-text/key-texts.ts';
import { answerForText, type AnswerDeps, type AnswerRefusal } from './answer-for-text.ts';

/** A form gives minutes, so a text that was copied in the same minute may seem to be later. */
const A_MINUTE_MS = 60_000;

type OwnRefusal = 'in_the_future' | 'before_the_copy' | 'secret_in_to';
export type SentRefusal = AnswerRefusal | OwnRefusal;

/**
 * Records that a person sent a copied text: to whom, how and when (H18). From then on the customer knows what it tells of
 * each of its keys, and we have promised them what it promises, unless a newer text about the key was sent.
 * @param input `at` may be earlier than now, when somebody records later what they did; null is now
 */
export const recordSent = (
  deps: AnswerDeps,
  { textId, to, channel, at: given }: { textId: string; to: string; channel: ToldChannel; at: Date | null },
  by: By,
): Promise<Result<null, SentRefusal>> =>
  answerForText<OwnRefusal>(deps, textId, by, async (tx, text, now) => {
    if (secretIn(to) !== null) return refuse('secret_in_to');
    const sentAt = given ?? now;
    if (sentAt > now) return refuse('in_the_future');
    if (sentAt.getTime() + A_MINUTE_MS <= text.copiedAt.getTime()) return refuse('before_the_copy');
    const at = sentAt < text.copiedAt ? text.copiedAt : sentAt;
    await writeSent(tx, text, { at, by: by.actor, to, channel }, now);
    return ok({ action: 'key.text_sent', after: { textId, to, channel, at: at.toISOString() } });
  });
