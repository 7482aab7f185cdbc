import { inconclusive } from '#lib/core/finding/inconclusive/inconclusive.ts';

export const vendorCredentialsFault = inconclusive('vendor_credentials_fault', {
  faults: ['vendor_credentials'],
  family: 'our_side',
  acts: 'vendor',
  reason: 'our_side',
  word: 'our own credentials',
  headline: 'We could not sign in to AWS ourselves.',
  cause: 'We could not assume our role for this region, AWS refused its credentials, or our clock is wrong.',
});
