import { inconclusive } from '#lib/core/finding/inconclusive/inconclusive.ts';

// AWS asks to retry such a failure first. A second one in the same check is a finding about the key.
export const keyStoreFault = inconclusive('key_store_fault', {
  faults: ['key_store_fault'],
  word: 'key store failed once',
  headline: 'Could not be checked: the custom key store behind the key failed once.',
  cause:
    'AWS KMS got no usable answer from the customer’s CloudHSM cluster or external key store. AWS says that such a failure can pass.',
});
