import { describe, expect, it } from 'vitest';
import { growth, HOSTILE_PIECES } from '#lib/config/growth.test-support.ts';
import { withoutCredentials } from '#lib/kms/without-credentials.ts';

describe('AWS’s error message', () => {
  it('is unchanged when it repeats nothing of our request', () => {
    const denial =
      'User: arn:aws:sts::444455556666:assumed-role/keydesk/keydesk-probe is not authorized to perform: kms:Decrypt on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access';
    expect(withoutCredentials(denial)).toBe(denial);
    const state = 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab is pending deletion.';
    expect(withoutCredentials(state)).toBe(state);
  });

  it('loses the canonical request of a wrong signature, including the session token', () => {
    const message =
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.\n\nThe Canonical String for this request should have been\n'POST\n/\n\nhost:kms.eu-west-1.amazonaws.com\nx-amz-security-token:IQoJb3JpZ2luX2VjEXAMPLE\n\nhost'";
    expect(withoutCredentials(message)).not.toContain('IQoJ');
    expect(withoutCredentials(message)).toMatch(/does not match the signature you provided/);
  });

  it.each([
    [
      'Authorization=AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE123456789/20261124/kms, Signature=abcdef0123',
      /ASIA|abcdef0123/,
    ],
    ['x-amz-security-token: FwoGZXIvYXdzEXAMPLE', /FwoG/],
    [`The ciphertext ${'A1b2'.repeat(30)}== is invalid`, /A1b2A1b2/],
  ])('loses credentials and ciphertexts: %s', (message, secret) => {
    expect(withoutCredentials(message)).not.toMatch(secret);
  });

  it.each(HOSTILE_PIECES)('take time that grows only linearly with their length: %j, repeated', (piece) => {
    for (const end of ['', '!', ':', '\n']) expect(growth(withoutCredentials, piece, end)).toBeLessThan(10);
  });
});
