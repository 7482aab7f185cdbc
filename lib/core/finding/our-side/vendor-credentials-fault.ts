import { inconclusive } from '#lib/core/finding/inconclusive/inconclusive.ts';

export const vendorCredentialsFault = inconclusive('vendor_credentials_fault', {
  faults: ['vendor_credentials'],
  family: 'our_side',
  acts: 'vendor',
  reason: 'our_side',
  word: 'our own credentials refused',
  headline: 'AWS refused our own sign-in.',
  cause: 'STS did not let us assume our role for this region, KMS refused its session, or our clock is wrong.',
  steps: [{ text: 'Give the error under Permissions to the people who run our AWS accounts.' }],
});
