import { KMSServiceException } from '@aws-sdk/client-kms';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DENIAL_SOURCES, PROBE_FAULTS, STATE_REFUSALS } from '#lib/core/probe/report.ts';
import { awsErrorOf, classify } from '#lib/kms/classify.ts';
import { SignInError } from '#lib/kms/sign-in.ts';

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
    expect(classify(fromKms('AccessDeniedException', message))).toMatchObject({ result: 'denied', denial });
  });

  it.each([
    [true, 'with an explicit deny in a resource-based policy'],
    [true, 'with an explicit deny in an identity-based policy'],
    [true, 'with an explicit deny'],
    [false, 'because no resource-based policy allows the kms:Decrypt action'],
    [
      false,
      'because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access',
    ],
  ] as const)('keeps whether AWS says that an explicit Deny decided (%s): %s', (explicitDeny, why) => {
    const classified = classify(fromKms('AccessDeniedException', `${USER} on resource: ${ARN} ${why}`));
    expect(classified).toMatchObject({ result: 'denied' });
    expect('explicitDeny' in classified).toBe(explicitDeny);
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
    // Also what a key in a custom key store gets, so it is no proof of another type.
    ['unrecognised', 'UnsupportedOperationException', ''],
  ] as const)('H10 names a state: %s from %s', (refusal, name, message) => {
    expect(classify(fromKms(name, message))).toEqual({ result: 'wrong_state', refusal });
  });
});

describe('a key that KMS does not find', () => {
  it.each(['NotFoundException', 'InvalidArnException'])('is no such key: %s', (name) => {
    for (const message of ['', `Key '${ARN}' does not exist`, `Invalid keyId '${ARN}'`, `Alias ${ARN} is not found.`])
      expect(classify(fromKms(name, message))).toEqual({ result: 'denied', denial: 'not_found' });
  });

  it.each(['NotFoundException', 'InvalidArnException'])(
    'is our own mistake when our client called another region: %s',
    (name) => {
      for (const message of ['Invalid arn us-west-2', 'Invalid arn: eu-central-1', 'Invalid ARN us-gov-west-1'])
        expect(classify(fromKms(name, message))).toEqual({ result: 'could_not_tell', fault: 'own_configuration' });
    },
  );
});

describe('a failure of a custom key store', () => {
  it.each([
    'AWS KMS rejected the request because the external key store proxy did not respond in time. Retry the request. If you see this error repeatedly, report it to your external key store proxy administrator.',
    'The external key store proxy did not respond to the request in the time allotted. Retry the request. If you see this error repeatedly, report it to your external key store proxy administrator.',
    'The external key store proxy is in an unhealthy state. If you see this message repeatedly, notify your external key store proxy administrator.',
    'AWS KMS cannot interpret the response from the external key store proxy. If you see this error repeatedly, consult your external key store proxy administrator.',
    'KMS cannot communicate with your CloudHSM cluster. This might be a transient network issue. If you see this error repeatedly, verify that the Network ACLs are correct.',
  ])('says nothing about the key where AWS says that it can pass: %s', (message) => {
    expect(classify(fromKms('KMSInvalidStateException', message))).toEqual({
      result: 'could_not_tell',
      fault: 'key_store_fault',
    });
  });

  it.each([
    'AWS KMS cannot communicate with the external key store proxy. Verify that your external key store proxy is active and is connected to the network.',
    'AWS KMS cannot establish a TLS connection to the external key store proxy. Verify the TLS configuration, including its certificate.',
    'KMS cannot communicate with your AWS CloudHSM cluster because the kmsuser is locked out. If you see this error repeatedly, disconnect the AWS CloudHSM key store.',
  ])('is an unavailable store where KMS cannot reach it: %s', (message) => {
    expect(classify(fromKms('KMSInvalidStateException', message))).toEqual({
      result: 'wrong_state',
      refusal: 'unavailable',
    });
  });

  it.each([
    'The external key store proxy rejected the request because it could not find the external key.',
    'The external key store proxy rejected the request because the external key is not enabled in the external key manager.',
    'The external key store proxy rejected the request because it could not authenticate AWS KMS. Verify the credentials for your external key store and update if necessary.',
    'The external key store proxy denied access to the operation. Verify that the user and the external key are both authorized for this operation, and try the request again.',
  ])('is a refusal of its own where the store was reached: %s', (message) => {
    expect(classify(fromKms('KMSInvalidStateException', message))).toEqual({
      result: 'wrong_state',
      refusal: 'unrecognised',
    });
  });

  it('that KMS reports as its own internal error is the store’s only when the message names the store', () => {
    expect(classify(fromKms('KMSInternalException', 'No PKCS #11 sessions of the CloudHSM cluster are left.'))).toEqual(
      {
        result: 'could_not_tell',
        fault: 'key_store_fault',
      },
    );
    expect(classify(fromKms('KMSInternalException', 'AWS KMS had an internal error.'))).toEqual({
      result: 'could_not_tell',
      fault: 'kms_fault',
    });
  });
});

it.each(['IncorrectKeyException', 'InvalidCiphertextException'])(
  'an answer about a ciphertext says nothing about the key’s type: %s',
  (name) => {
    expect(classify(fromKms(name))).toEqual({ result: 'could_not_tell', fault: 'unrecognised' });
  },
);

describe('an error that is not from KMS', () => {
  it('denies and allows nothing, whatever its name', () => {
    for (const name of ['AccessDeniedException', 'DryRunOperationException', 'NotFoundException', 'DisabledException'])
      expect(classify(Object.assign(new Error('from a proxy'), { name })).result).toBe('could_not_tell');
  });

  const ofSts = (name: string, $fault = 'client') =>
    Object.assign(new Error('from STS'), { name, $fault, $metadata: {} });

  it.each(['AccessDenied', 'InvalidClientTokenId', 'ExpiredToken', 'SignatureDoesNotMatch', 'RegionDisabledException'])(
    'is a refusal of our sign-in where STS refused: %s',
    (name) => {
      for (const error of [ofSts(name), new SignInError(ofSts(name))])
        expect(classify(error)).toEqual({ result: 'could_not_tell', fault: 'vendor_credentials' });
    },
  );

  it.each([
    ofSts('Throttling'),
    ofSts('ThrottlingException'),
    ofSts('InternalFailure', 'server'),
    ofSts('ServiceUnavailable', 'server'),
    ofSts('Unknown'),
    Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
    Object.assign(new Error('STS did not answer in time.'), { name: 'TimeoutError' }),
    Object.assign(new Error('Could not load credentials from any providers'), { name: 'CredentialsProviderError' }),
    new Error('XML parse error'),
    undefined,
  ])('is a failed sign-in, and no refusal, where nobody refused us: %s', (cause) => {
    expect(classify(new SignInError(cause))).toEqual({ result: 'could_not_tell', fault: 'sign_in_failed' });
  });

  it.each([
    new Error('Region is missing'),
    new Error('Region not accepted: region="eu west" is not a valid hostname component.'),
    new Error('Cannot resolve hostname from client config'),
    Object.assign(new Error('Invalid Configuration: Missing Region'), { name: 'EndpointError' }),
    Object.assign(new Error('Inaccessible host'), { name: 'UnknownEndpoint' }),
    Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL' }),
  ])('about our own client is about our own settings, also when we sign in: %s', (error) => {
    for (const thrown of [error, new SignInError(error)])
      expect(classify(thrown)).toEqual({ result: 'could_not_tell', fault: 'own_configuration' });
  });

  it.each([
    ['ECONNREFUSED', 'unreachable'],
    ['ENOTFOUND', 'unreachable'],
    ['ECONNRESET', 'unreachable'],
    ['EPROTO', 'unreachable'],
    ['EADDRNOTAVAIL', 'unreachable'],
    ['CERT_HAS_EXPIRED', 'unreachable'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'unreachable'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unreachable'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'unreachable'],
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
