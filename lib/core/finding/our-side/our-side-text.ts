import type { TextRule } from '#lib/core/finding/text-rule.ts';
import { paragraph } from '#lib/core/text/blocks.ts';
import { regionWords } from '#lib/core/text/text-subject.ts';

/** The text about a possible fault on our side: the customer changes nothing. */
export const ourSideText = (lead: string, more: string): TextRule<unknown> => ({
  kind: 'hold',
  asked: 'dry_runs',
  subject: 'is being checked by us',
  lead: () => lead,
  parts: ({ subject }) => [
    paragraph(
      `${more} Please leave the key and its policy in ${regionWords(subject)} as they are. We will write again when this is resolved.`,
    ),
  ],
  also: null,
  caution: 'Only for a customer who asked. Do not send it to others, because they have nothing to do.',
});
