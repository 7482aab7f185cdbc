import {
  CreateKeyCommand,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  ListKeyPoliciesCommand,
  ListKeysCommand,
  PutKeyPolicyCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  allow,
  CUSTOMER,
  failureOf,
  REGION,
  rootArn,
  startTestSandbox,
  STRANGER,
  VENDOR,
  type TestSandbox,
} from './sandbox.test-support.ts';

let aws: TestSandbox;
beforeAll(async () => {
  aws = await startTestSandbox();
});
afterAll(() => aws.close());

const NO_SUCH_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';

describe('CreateKey', () => {
  it('creates an enabled symmetric key with exactly the metadata that AWS sends', async () => {
    const { KeyMetadata: key } = await aws.kms(CUSTOMER).send(new CreateKeyCommand({ Description: 'backups' }));
    expect(key).toEqual({
      AWSAccountId: CUSTOMER,
      Arn: `arn:aws:kms:${REGION}:${CUSTOMER}:key/${key?.KeyId}`,
      CreationDate: expect.any(Date),
      CurrentKeyMaterialId: expect.stringMatching(/^[a-f0-9]{64}$/),
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      Description: 'backups',
      Enabled: true,
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      KeyId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      KeyManager: 'CUSTOMER',
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyState: 'Enabled',
      KeyUsage: 'ENCRYPT_DECRYPT',
      MultiRegion: false,
      Origin: 'AWS_KMS',
    });
  });

  it('uses the partition of the Region in the ARN', async () => {
    const key = await aws.createKey({ region: 'us-gov-west-1' });
    expect(key.Arn).toMatch(/^arn:aws-us-gov:kms:us-gov-west-1:/);
  });

  it.each([
    [
      { KeySpec: 'SM2', KeyUsage: 'SIGN_VERIFY' },
      'UnsupportedOperationException',
      /The AWS sandbox does not create keys with KeySpec SM2\./,
    ],
    [{ KeySpec: 'ML_DSA_44', KeyUsage: 'SIGN_VERIFY' }, 'UnsupportedOperationException', /KeySpec ML_DSA_44\./],
    [{ KeySpec: 'RSA_2048' }, 'ValidationException', /You must specify a KeyUsage value/],
    [{ KeySpec: 'HMAC_256' }, 'ValidationException', /You must specify a KeyUsage value/],
    [
      { KeySpec: 'ECC_NIST_P256', KeyUsage: 'ENCRYPT_DECRYPT' },
      'ValidationException',
      /KeyUsage ENCRYPT_DECRYPT is not compatible with KeySpec ECC_NIST_P256/,
    ],
    [{ KeySpec: 'ECC_SECG_P256K1', KeyUsage: 'KEY_AGREEMENT' }, 'ValidationException', /not compatible with KeySpec/],
    [{ KeyUsage: 'SIGN_VERIFY' }, 'ValidationException', /not compatible with KeySpec SYMMETRIC_DEFAULT/],
    [
      { KeySpec: 'RSA_2048', CustomerMasterKeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' },
      'ValidationException',
      /You cannot specify KeySpec and CustomerMasterKeySpec in the same request/,
    ],
    [
      { KeySpec: 'AES_9' },
      'ValidationException',
      /Value 'AES_9' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: \[/,
    ],
    [
      { Description: 'x'.repeat(8193) },
      'ValidationException',
      /at 'description' failed to satisfy constraint: Member must have length less than or equal to 8192/,
    ],
  ] as const)('refuses %o with AWS’s error', async (input, name, message) => {
    const failure = await failureOf(aws.kms(CUSTOMER).send(new CreateKeyCommand(input as object)));
    expect(failure).toMatchObject({ name, message: expect.stringMatching(message), status: 400 });
  });
});

describe('naming a key', () => {
  it('works by key ID in its own account and by ARN', async () => {
    const key = await aws.createKey();
    for (const KeyId of [key.KeyId, key.Arn]) {
      const { KeyMetadata } = await aws.kms(CUSTOMER).send(new DescribeKeyCommand({ KeyId }));
      expect(KeyMetadata?.Arn).toBe(key.Arn);
    }
  });

  it.each([
    [
      'a key that does not exist',
      NO_SUCH_ID,
      `Key 'arn:aws:kms:${REGION}:${CUSTOMER}:key/${NO_SUCH_ID}' does not exist`,
    ],
    ['an invalid key ID', 'fake-key-id', "Invalid keyId 'fake-key-id'"],
    ['an ARN of another Region', `arn:aws:kms:us-west-2:${CUSTOMER}:key/${NO_SUCH_ID}`, 'Invalid arn us-west-2'],
    ['an alias that does not exist', 'alias/none', `Alias arn:aws:kms:${REGION}:${CUSTOMER}:alias/none is not found.`],
  ])('answers NotFoundException for %s', async (_, KeyId, message) => {
    const failure = await failureOf(aws.kms(CUSTOMER).send(new DescribeKeyCommand({ KeyId })));
    expect(failure).toEqual({ name: 'NotFoundException', message, status: 400 });
  });

  it('answers InvalidArnException for a malformed ARN', async () => {
    const failure = await failureOf(aws.kms(CUSTOMER).send(new DescribeKeyCommand({ KeyId: 'arn:aws:kms:nowhere' })));
    expect(failure.name).toBe('InvalidArnException');
  });

  it('answers ValidationException for an empty or missing KeyId', async () => {
    const kms = aws.kms(CUSTOMER);
    expect(await failureOf(kms.send(new DescribeKeyCommand({ KeyId: '' })))).toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value '' at 'keyId' failed to satisfy constraint: Member must have length greater than or equal to 1",
    });
    expect(await failureOf(kms.send(new DescribeKeyCommand({} as { KeyId: string })))).toMatchObject({
      message:
        "1 validation error detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null",
    });
  });
});

describe('UpdateKeyDescription', () => {
  it('changes what DescribeKey returns', async () => {
    const { KeyId } = await aws.createKey();
    await aws.kms(CUSTOMER).send(new UpdateKeyDescriptionCommand({ KeyId, Description: 'archive' }));
    const { KeyMetadata } = await aws.kms(CUSTOMER).send(new DescribeKeyCommand({ KeyId }));
    expect(KeyMetadata?.Description).toBe('archive');
  });
});

describe('ListKeys', () => {
  it('paginates through the account’s keys in one Region, each exactly once', async () => {
    const region = 'ap-southeast-2';
    const made = await Promise.all(Array.from({ length: 5 }, () => aws.createKey({ accountId: STRANGER, region })));
    const seen: string[] = [];
    let marker: string | undefined;
    let pages = 0;
    do {
      const page = await aws.kms(STRANGER, region).send(new ListKeysCommand({ Limit: 2, Marker: marker }));
      expect(page.Truncated).toBe(page.NextMarker !== undefined);
      seen.push(...(page.Keys ?? []).map((key) => String(key.KeyArn)));
      marker = page.NextMarker;
      pages += 1;
    } while (marker !== undefined);
    expect(pages).toBe(3);
    expect(seen.toSorted()).toEqual(made.map((key) => key.Arn).toSorted());
  });

  it('refuses an invalid marker', async () => {
    const failure = await failureOf(aws.kms(CUSTOMER).send(new ListKeysCommand({ Marker: 'made-up' })));
    expect(failure.name).toBe('InvalidMarkerException');
  });
});

describe('key policies', () => {
  it('are the default policy at first, with full access for the account', async () => {
    const { KeyId } = await aws.createKey();
    const { Policy, PolicyName } = await aws.kms(CUSTOMER).send(new GetKeyPolicyCommand({ KeyId }));
    expect(PolicyName).toBe('default');
    expect(JSON.parse(Policy ?? '')).toEqual({
      Version: '2012-10-17',
      Id: 'key-default-1',
      Statement: [
        {
          Sid: 'Enable IAM User Permissions',
          Effect: 'Allow',
          Principal: { AWS: rootArn(CUSTOMER) },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    });
    const { PolicyNames } = await aws.kms(CUSTOMER).send(new ListKeyPoliciesCommand({ KeyId }));
    expect(PolicyNames).toEqual(['default']);
  });

  it('are replaced completely, with immediate effect', async () => {
    const { KeyId, Arn } = await aws.createKey();
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: CUSTOMER }, Action: 'kms:*', Resource: '*' },
        { Effect: 'Allow', Principal: { AWS: VENDOR }, Action: 'kms:DescribeKey', Resource: '*' },
      ],
    });
    await aws.kms(CUSTOMER).send(new PutKeyPolicyCommand({ KeyId, Policy }));
    expect((await aws.kms(CUSTOMER).send(new GetKeyPolicyCommand({ KeyId }))).Policy).toBe(Policy);
    expect((await aws.kms(VENDOR).send(new DescribeKeyCommand({ KeyId: Arn }))).KeyMetadata?.Arn).toBe(Arn);
  });

  it('that would lock out the caller are refused, unless the safety check is bypassed', async () => {
    const { KeyId } = await aws.createKey();
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: VENDOR }, Action: 'kms:*', Resource: '*' }],
    });
    const put = (BypassPolicyLockoutSafetyCheck?: boolean) =>
      aws.kms(CUSTOMER).send(new PutKeyPolicyCommand({ KeyId, Policy, BypassPolicyLockoutSafetyCheck }));
    expect(await failureOf(put())).toEqual({
      name: 'MalformedPolicyDocumentException',
      message: 'The new key policy will not allow you to update the key policy in the future.',
      status: 400,
    });
    await put(true);
    expect((await failureOf(put())).name).toBe('AccessDeniedException');
  });

  it.each([
    ['invalid JSON', '{', /not valid JSON/],
    ['no statement', '{"Version":"2012-10-17","Statement":[]}', /at least one statement/],
    ['a statement without principal', JSON.stringify(allow('kms:*')), /invalid principals/],
    ['a wildcard inside a principal ARN', principalPolicy('arn:aws:iam::111122223333:role/*'), /invalid principals/],
    ['an unknown condition operator', principalPolicy(CUSTOMER, { StringEqual: { 'aws:userid': 'x' } }), /StringEqual/],
  ])('with %s are malformed', async (_, Policy, message) => {
    const { KeyId } = await aws.createKey();
    const failure = await failureOf(aws.kms(CUSTOMER).send(new PutKeyPolicyCommand({ KeyId, Policy })));
    expect(failure).toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message: expect.stringMatching(message),
    });
  });
});

function principalPolicy(principal: string, Condition?: object): string {
  const statement = { Effect: 'Allow', Principal: { AWS: principal }, Action: 'kms:*', Resource: '*', Condition };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
