import type { DenialDetail } from '#lib/core/finding/access/denial.ts';
import { missingActions } from '#lib/core/finding/access/denial-text.ts';
import { heldPart } from '#lib/core/finding/situation-words.ts';
import { at, type Hold, type TextContext, type TextRule } from '#lib/core/finding/text-rule.ts';
import { paragraph } from '#lib/core/text/blocks.ts';
import { nextUpdateAt } from '#lib/core/text/time-words.ts';

/** When we write again. The person who sends the text makes that promise. */
const writeAgain = (context: Pick<TextContext<unknown>, 'now' | 'subject'>): string =>
  at(nextUpdateAt(context.now), context);

/**
 * The text about a fault that is, or may be, on our side. The customer leaves their policy as it is. They have "nothing
 * to do" only once the cause is found on our side (H25).
 * @param words `found` says whether it is; `subject` ends the subject line; `because` and `more` say what we do
 */
export const ourSideText = <D extends DenialDetail>(words: {
  subject: (context: TextContext<D>) => string;
  found: (detail: D) => boolean;
  because: Hold<D>['because'];
  more: (context: TextContext<D>) => string;
}): TextRule<D> => ({
  kind: 'hold',
  subject: words.subject,
  needs: ({ detail }) => (words.found(detail) ? 'nothing' : 'leave_policy'),
  because: words.because,
  parts: (context) => [
    paragraph(words.more(context)),
    ...heldPart(context, missingActions(context.detail)),
    paragraph(
      `${words.found(context.detail) ? 'Please leave the policy of this key as it is. ' : ''}We will write to you again by ${writeAgain(context)} at the latest, also if nothing has changed by then.`,
    ),
  ],
  also: null,
  caution: (context) =>
    `It promises that we write again by ${writeAgain(context)}. Send it only to a customer who asked.`,
});
