import { inconclusive } from '#lib/core/finding/inconclusive/inconclusive.ts';

export const signInFailed = inconclusive('sign_in_failed', {
  faults: ['sign_in_failed'],
  family: 'our_side',
  acts: 'vendor',
  reason: 'our_side',
  word: 'our sign-in got no answer',
  headline: 'We could not sign in to AWS: our sign-in got no answer.',
  cause:
    'AWS STS did not answer, answered with an error or was too busy, or our own process got no credentials. AWS did not refuse us.',
  steps: [{ text: 'Give the error under Permissions to the people who run our AWS accounts.' }],
});
