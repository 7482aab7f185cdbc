import { inconclusive } from '#lib/core/finding/inconclusive/inconclusive.ts';

export const throttled = inconclusive('throttled', {
  faults: ['throttled'],
  word: 'throttled',
  headline: 'Could not be checked: AWS is throttling us.',
  cause: 'Our account has called KMS too often in this region.',
});

export const heldBack = inconclusive('held_back', {
  faults: ['held_back'],
  word: 'not checked, to spare the key store',
  headline: 'Not checked this time: the key store was busy with other checks.',
  cause: 'We make at most one call per second to a custom key store, so as not to slow the customer’s own use of it.',
});
