import type { TextRule } from '#lib/core/finding/text-rule.ts';
import { paragraph } from '#lib/core/text/blocks.ts';
import { regionWords } from '#lib/core/text/text-subject.ts';

/** The text about a fault that may be ours: the customer leaves everything as it is. */
export const ourSideText = (lead: string, more: string): TextRule<unknown> => ({
  kind: 'hold',
  asked: 'dry_runs',
  subject: 'is being checked by us',
  lead: () => lead,
  parts: ({ subject }) => [
    paragraph(
      `${more} Please leave the key and its policy in ${regionWords(subject)} as they are. We write again when this is settled.`,
    ),
  ],
  also: null,
  caution: 'For a customer who has asked. Do not send it to others: there is nothing for them to do.',
});
