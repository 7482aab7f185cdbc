import { defineFinding } from '#lib/core/finding/finding-record.ts';
import { NEXT_ANSWER, SAYS_NOTHING } from '#lib/core/finding/inconclusive/inconclusive.ts';
import { storeOf, storeWords, type StoreShown } from '#lib/core/finding/key/key-store.ts';
import { nothingToSend } from '#lib/core/finding/text-rule.ts';

// AWS asks to retry such a failure first. A second one in the same check is a finding about the key.
export const keyStoreFault = defineFinding<StoreShown>()({
  code: 'key_store_fault',
  family: 'inconclusive',
  status: null,
  traits: { faults: ['key_store_fault'] },
  confidenceIfNotKept: 'certain',
  rule: null,
  fromRecord: ({ facts }) => ({ store: storeOf(facts) }),
  word: 'key store failed once',
  advice: {
    acts: 'nobody',
    headline: (shown) => `Could not be checked: the ${storeWords(shown).name} behind the key failed once.`,
    cause: (shown) =>
      `AWS KMS got no usable answer from what is behind the key: ${storeWords(shown).behind}. AWS says that such a failure can pass. ${SAYS_NOTHING}`,
    settles: () => NEXT_ANSWER,
  },
  text: nothingToSend('could_not_check'),
});
