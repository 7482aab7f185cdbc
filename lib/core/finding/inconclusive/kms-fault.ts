import { inconclusive } from '#lib/core/finding/inconclusive/inconclusive.ts';

export const kmsFault = inconclusive('kms_fault', {
  faults: ['kms_fault'],
  word: 'KMS fault',
  headline: 'Could not be checked: KMS answered with a fault of its own.',
  cause: 'AWS reported an internal error. The permission tests show its name.',
});

export const unknownError = inconclusive('unknown_error', {
  faults: ['unrecognised'],
  word: 'unknown error',
  headline: 'Could not be checked: KMS answered with an error that Keydesk does not know.',
  cause: 'The permission tests show the name of the error.',
});

export const malformedAnswer = inconclusive('malformed_answer', {
  faults: ['malformed_answer'],
  word: 'malformed answer',
  headline: 'Could not be checked: the answer did not come from KMS.',
  cause: 'Something between us and KMS answered instead, or the answer was about another key.',
});
