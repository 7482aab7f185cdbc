import { whyNotToSend } from '#lib/core/customer-text/outgoing-check.ts';
import type { CustomerText } from '#lib/core/customer-text/text-input.ts';
import { greeting, heading, layOutAll, list, oneLine, paragraph } from '#lib/core/text/blocks.ts';
import { END_OF_KEY, OWNERS_DECISION, REMOVE_STATEMENT } from '#lib/core/text/end-of-key.ts';
import { regionWords, type TextKey } from '#lib/core/text/text-subject.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** What is asked of a customer whose released key something depends on again. */
export const NEEDED_AGAIN_ASK =
  'We told you that our service no longer uses this key. Something in our service depends on it again: please keep it enabled, with our statement in its policy, until we write to you again.';

/**
 * The text on an old key that was released by itself, not with its customer's departure: nothing of ours uses it any more. It opens with
 * what each way of ending our access does, and never says that the key may be deleted (H19).
 */
export function releasedText(subject: TextKey, releasedAt: Date): CustomerText {
  const line = `Our service no longer uses your AWS KMS key (${subject.region})`;
  const body = `${layOutAll([
    greeting(subject.contactName),
    ...END_OF_KEY,
    paragraph(
      `Our service no longer uses this key since ${instantWords(releasedAt, subject.timeZone)}: no backup of ours depends on it. This is about this key only. Please leave the policies of your other keys as they are.`,
    ),
    list(`Key: ${subject.arn}`, `Region: ${regionWords(subject)}`, `Customer: ${oneLine(subject.customerName)}`),
    heading('You may remove our statement from the policy of this key'),
    REMOVE_STATEMENT,
    OWNERS_DECISION,
    paragraph(`If you have a question, please ${subject.replyTo}.`),
  ])}\n`;
  const mustNotLeave = whyNotToSend(`${line}\n${body}`, subject);
  return mustNotLeave === null
    ? {
        kind: 'text',
        subject: line,
        body,
        asOf: null,
        caution: null,
        says: { asks: false, holds: false, confirmed: false },
      }
    : { kind: 'blocked', reason: 'foreign_identifier', words: mustNotLeave };
}
