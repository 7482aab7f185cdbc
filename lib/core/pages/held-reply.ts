import type { CustomerText } from '#lib/core/customer-text/text-input.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/**
 * The same reply; where it waits for a check to judge evidence, the reason also says until when, and that a check can be
 * made at once. A better key state that has to be confirmed waits for its time whoever checks, so nothing is added there.
 * @param nextCheckAt when the next scheduled check is due
 */
export function withReleaseTime(text: CustomerText, nextCheckAt: Date, now: Date): CustomerText {
  if (text.kind !== 'blocked' || text.reason !== 'evidence_not_judged') return text;
  const due = nextCheckAt <= now ? 'now' : `on ${instantWords(nextCheckAt)}`;
  return {
    ...text,
    words: `${text.words} The reply waits for the next check, which is due ${due}. You need not wait: check the key yourself.`,
  };
}
