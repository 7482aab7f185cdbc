import { KMSServiceException } from '@aws-sdk/client-kms';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DENIAL_SOURCES, PROBE_FAULTS, STATE_REFUSALS } from '#lib/core/probe/report.ts';
import { awsErrorOf, classify } from '#lib/kms/classify.ts';

const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const USER =
  'User: arn:aws:sts::444455556666:assumed-role/keydesk/keydesk-probe is not authorized to perform: kms:Decrypt';

const fromKms = (name: string, message = '', more: object = {}) =>
  Object.assign(new KMSServiceException({ name, message, $fault: 'client', $metadata: {} }), more);

describe('a denial’s message', () => {
  it.each([
    [
      'cross_account_catch_all',
      `${USER} on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
    ],
    [
      'cross_account_catch_all',
      `${USER} on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
    ],
    [
      'cross_account_catch_all',
      'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
    ],
    ['identity_policy', `${USER} on resource: ${ARN} because no identity-based policy allows the kms:Decrypt action`],
    ['identity_policy', `${USER} on resource: ${ARN} with an explicit deny in an identity-based policy`],
    [
      'permissions_boundary',
      `${USER} on resource: ${ARN} because no permissions boundary allows the kms:Decrypt action`,
    ],
    ['session_policy', `${USER} on resource: ${ARN} because no session policy allows the kms:Decrypt action`],
    [
      'service_control_policy',
      `${USER} on resource: ${ARN} with an explicit deny in a service control policy: arn:aws:organizations::123456789012:policy/o-1/p-1`,
    ],
    ['vpc_endpoint_policy', `${USER} on resource: ${ARN} because no VPC endpoint policy allows the kms:Decrypt action`],
    ['resource_control_policy', `${USER} on resource: ${ARN} with an explicit deny in a resource control policy`],
    ['resource_policy', `${USER} on resource: ${ARN} because no resource-based policy allows the kms:Decrypt action`],
    ['resource_policy', `${USER} on resource: ${ARN} with an explicit deny in a resource-based policy`],
    ['unrecognised', 'Access denied.'],
    ['unrecognised', ''],
  ] as const)('names its source: %s', (denial, message) => {
    expect(classify(fromKms('AccessDeniedException', message))).toEqual({ result: 'denied', denial });
  });
});

describe('a refusal’s message', () => {
  it.each([
    ['disabled', 'DisabledException', `${ARN} is disabled.`],
    ['disabled', 'DisabledException', ''],
    ['pending_deletion', 'DisabledException', `${ARN} is pending deletion (or pending replica deletion).`],
    ['pending_deletion', 'KMSInvalidStateException', `${ARN} is pending deletion.`],
    ['pending_deletion', 'KMSInvalidStateException', `${ARN} is pending replica deletion.`],
    [
      'pending_import',
      'KMSInvalidStateException',
      `${ARN} is pending import because no key material has ever been imported or one of the imported key materials is deleted or expired.`,
    ],
    ['pending_import', 'KMSInvalidStateException', `${ARN} is pending import.`],
    ['unavailable', 'KMSInvalidStateException', `${ARN} is unavailable.`],
    ['creating', 'KMSInvalidStateException', `${ARN} is creating.`],
    ['updating', 'KMSInvalidStateException', `${ARN} is updating.`],
    ['unrecognised', 'KMSInvalidStateException', 'The external key store proxy did not respond in time.'],
    ['wrong_key_type', 'InvalidKeyUsageException', ''],
    ['wrong_key_type', 'UnsupportedOperationException', ''],
    ['wrong_key_type', 'IncorrectKeyException', ''],
  ] as const)('H10 names a state: %s from %s', (refusal, name, message) => {
    expect(classify(fromKms(name, message))).toEqual({ result: 'wrong_state', refusal });
  });
});

describe('an error that is not from KMS', () => {
  it('denies and allows nothing, whatever its name', () => {
    for (const name of ['AccessDeniedException', 'DryRunOperationException', 'NotFoundException', 'DisabledException'])
      expect(classify(Object.assign(new Error('from a proxy'), { name })).result).toBe('could_not_tell');
  });

  it('from STS is about our own credentials', () => {
    const error = Object.assign(new Error('not allowed to assume'), {
      name: 'AccessDenied',
      $fault: 'client',
      $metadata: {},
    });
    expect(classify(error)).toEqual({ result: 'could_not_tell', fault: 'vendor_credentials' });
  });

  it.each([
    ['ECONNREFUSED', 'unreachable'],
    ['ENOTFOUND', 'unreachable'],
    ['ECONNRESET', 'unreachable'],
    ['ETIMEDOUT', 'timed_out'],
  ] as const)('from the network is known by its code: %s is %s', (code, fault) => {
    expect(classify(Object.assign(new Error('network'), { code }))).toEqual({ result: 'could_not_tell', fault });
  });
});

describe('any error at all', () => {
  const anyName = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      'SomethingNewException',
      'Unknown',
      'accessdeniedexception',
    ),
  );

  it('becomes one of the known results, and unknown names say nothing about the key', () => {
    fc.assert(
      fc.property(anyName, fc.string({ unit: 'binary' }), fc.boolean(), (name, message, kms) => {
        const error = kms ? fromKms(name, message) : Object.assign(new Error(message), { name, code: name });
        const classified = classify(error);
        expect(classified.result).toBe('could_not_tell');
        if (classified.result === 'could_not_tell') expect(PROBE_FAULTS).toContain(classified.fault);
      }),
    );
    expect(DENIAL_SOURCES.length + STATE_REFUSALS.length).toBeGreaterThan(0);
  });

  it.each([undefined, null, 'text', 42, {}])('that is no error at all is handled too: %j', (thrown) => {
    expect(classify(thrown)).toEqual({ result: 'could_not_tell', fault: 'unrecognised' });
  });
});

describe('what is kept of an error', () => {
  it('is its name and its message, as the database can store them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1_200 }), fc.string({ unit: 'binary' }), (message, name) => {
        const kept = awsErrorOf(fromKms(name, message));
        for (const text of [kept.name, kept.message]) {
          expect(text.isWellFormed()).toBe(true);
          expect(text).not.toContain('\0');
        }
        expect(kept.message.length).toBeLessThanOrEqual(1_000);
      }),
    );
  });

  it('is cut without half a character at the end', () => {
    const { message } = awsErrorOf(fromKms('X', `${'a'.repeat(999)}🗝`));
    expect(message.isWellFormed()).toBe(true);
    expect(message).toHaveLength(1_000);
  });
});
