import { defineFinding, nothingKnown, type NoDetail } from '#lib/core/finding/finding-record.ts';
import { nothingToSend } from '#lib/core/finding/text-rule.ts';

export const keyHeldByAnotherCustomer = defineFinding<NoDetail>()({
  code: 'key_held_by_another_customer',
  family: 'intake',
  status: null,
  traits: {},
  confidenceIfNotKept: 'certain',
  rule: null,
  fromRecord: nothingKnown,
  word: 'held by another customer',
  advice: {
    acts: 'customer',
    headline: () => 'This key is registered for another customer.',
    cause: () =>
      'A key has one holder. Do not tell either customer about the other; find out who owns the AWS account.',
  },
  text: nothingToSend('held_by_another_customer'),
});

export const ownershipUnproven = defineFinding<NoDetail>()({
  code: 'ownership_unproven',
  family: 'intake',
  status: 'unverified',
  traits: {},
  confidenceIfNotKept: 'certain',
  rule: null,
  fromRecord: nothingKnown,
  word: 'ownership not proven',
  advice: {
    acts: 'vendor',
    headline: () => 'The key’s AWS account is not proven to be the customer’s.',
    cause: () => 'Every customer’s key trusts our account, so a successful test does not show whose key it is.',
    settles: () => 'A proof of ownership of the AWS account, recorded for the customer.',
  },
  text: nothingToSend('ownership_unproven'),
});
