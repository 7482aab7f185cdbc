import { defineFinding, nothingKnown, type NoDetail } from '#lib/core/finding/finding-record.ts';
import { nothingToSend } from '#lib/core/finding/text-rule.ts';

export const ownershipWithdrawn = defineFinding<NoDetail>()({
  code: 'ownership_withdrawn',
  family: 'intake',
  status: 'unverified',
  traits: {},
  confidenceIfNotKept: 'certain',
  rule: null,
  fromRecord: nothingKnown,
  word: 'proof of ownership withdrawn',
  advice: {
    acts: 'vendor',
    headline: () => 'The proof that this key is the customer’s was withdrawn.',
    cause: () =>
      'The key keeps its role and is still checked, but nothing about it is shown or sent until its ownership is proven again.',
    settles: () => 'A new proof of ownership of this key, recorded for the customer.',
  },
  text: nothingToSend('ownership_unproven'),
});
