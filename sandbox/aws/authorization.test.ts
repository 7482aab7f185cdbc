import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  ListKeysCommand,
  PutKeyPolicyCommand,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  allow,
  CUSTOMER,
  failureOf,
  rootArn,
  sharedKeyPolicy,
  startTestSandbox,
  STRANGER,
  USE_OF_THE_KEY,
  VENDOR,
  type TestSandbox,
} from './sandbox.test-support.ts';

let aws: TestSandbox;
beforeAll(async () => {
  aws = await startTestSandbox();
});
afterAll(() => aws.close());
afterEach(async () => {
  for (const role of await aws.control.roles.list()) await aws.control.roles.remove(role.arn);
});

const VENDOR_ROLE = `arn:aws:iam::${VENDOR}:role/service/keydesk`;
const VENDOR_SESSION = `arn:aws:sts::${VENDOR}:assumed-role/keydesk/keydesk-probe`;
const CUSTOMER_ROLE = `arn:aws:iam::${CUSTOMER}:role/admin`;
const CUSTOMER_SESSION = `arn:aws:sts::${CUSTOMER}:assumed-role/admin/keydesk-probe`;
const Plaintext = Buffer.from('x');

const catchAll = (caller: string, action: string) =>
  `User: ${caller} is not authorized to perform: ${action} on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`;
const describeAs = async (kms: KMSClient, KeyId: string) =>
  (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
const denialOf = async (call: Promise<unknown>) => {
  const failure = await failureOf(call);
  expect(failure).toMatchObject({ name: 'AccessDeniedException', status: 400 });
  return failure.message;
};
const declareVendorRole = (identityPolicy: Record<string, unknown>, more: object = {}) =>
  aws.control.roles.declare({ arn: VENDOR_ROLE, trustedAccounts: [VENDOR], identityPolicy, ...more });
const vendorRole = () => aws.kmsAs({ arn: VENDOR_ROLE });

describe('another account', () => {
  it('may use a key if the key policy names the account and the role’s own policy allows it', async () => {
    await declareVendorRole(allow('kms:*'));
    const key = await aws.createKey({ policy: sharedKeyPolicy(USE_OF_THE_KEY) });
    expect((await describeAs(vendorRole(), key.Arn))?.CurrentKeyMaterialId).toBe(key.CurrentKeyMaterialId);
    const { CiphertextBlob } = await vendorRole().send(new EncryptCommand({ KeyId: key.Arn, Plaintext }));
    await vendorRole().send(new DecryptCommand({ CiphertextBlob }));
  });

  it('gets only the catch-all denial if the key policy does not name it', async () => {
    await declareVendorRole(allow('kms:*'));
    const key = await aws.createKey();
    expect(await denialOf(describeAs(vendorRole(), key.Arn))).toBe(catchAll(VENDOR_SESSION, 'kms:DescribeKey'));
    expect(await denialOf(describeAs(aws.kms(STRANGER), key.Arn))).toBe(catchAll(rootArn(STRANGER), 'kms:DescribeKey'));
  });

  it('gets the same denial for a key that never existed', async () => {
    const arn = `arn:aws:kms:eu-west-1:${CUSTOMER}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
    expect(await denialOf(describeAs(aws.kms(VENDOR), arn))).toBe(catchAll(rootArn(VENDOR), 'kms:DescribeKey'));
  });

  it('is denied action by action', async () => {
    const key = await aws.createKey({ policy: sharedKeyPolicy(['kms:DescribeKey', 'kms:Decrypt']) });
    const vendor = aws.kms(VENDOR);
    await describeAs(vendor, key.Arn);
    const call = vendor.send(new GenerateDataKeyCommand({ KeyId: key.Arn, KeySpec: 'AES_256' }));
    expect(await denialOf(call)).toBe(catchAll(rootArn(VENDOR), 'kms:GenerateDataKey'));
  });

  it('gets a different message if only the ciphertext names the key', async () => {
    const key = await aws.createKey();
    const { CiphertextBlob } = await aws.kms(CUSTOMER).send(new EncryptCommand({ KeyId: key.Arn, Plaintext }));
    expect(await denialOf(aws.kms(VENDOR).send(new DecryptCommand({ CiphertextBlob })))).toBe(
      catchAll(rootArn(VENDOR), 'kms:Decrypt').replace(
        'on this resource',
        'on the resource associated with this ciphertext',
      ),
    );
  });

  it('is told that its own role lacks permission before anything about the key', async () => {
    await declareVendorRole(allow(['kms:DescribeKey'], 'arn:aws:kms:eu-west-1:111122223333:key/only-this-one'));
    const key = await aws.createKey({ policy: sharedKeyPolicy(USE_OF_THE_KEY) });
    expect(await denialOf(describeAs(vendorRole(), key.Arn))).toBe(
      `User: ${VENDOR_SESSION} is not authorized to perform: kms:DescribeKey on resource: ${key.Arn} because no identity-based policy allows the kms:DescribeKey action`,
    );
  });

  it.each(['kms:*', 'kms:GetKeyPolicy'])('can never read the key policy, even if it allows %s', async (action) => {
    const key = await aws.createKey({ policy: sharedKeyPolicy([action]) });
    const call = aws.kms(VENDOR).send(new GetKeyPolicyCommand({ KeyId: key.Arn }));
    expect(await denialOf(call)).toBe(catchAll(rootArn(VENDOR), 'kms:GetKeyPolicy'));
  });

  it('can read the rotation status if the key policy allows it', async () => {
    const closed = await aws.createKey({ policy: sharedKeyPolicy(USE_OF_THE_KEY) });
    const open = await aws.createKey({ policy: sharedKeyPolicy(['kms:GetKeyRotationStatus']) });
    const read = (KeyId: string) => aws.kms(VENDOR).send(new GetKeyRotationStatusCommand({ KeyId }));
    expect(await denialOf(read(closed.Arn))).toContain('kms:GetKeyRotationStatus on this resource');
    expect((await read(open.Arn)).KeyRotationEnabled).toBe(false);
  });

  it('refers to its own keys when it gives only a key ID', async () => {
    const key = await aws.createKey({ policy: sharedKeyPolicy(USE_OF_THE_KEY) });
    expect(await failureOf(describeAs(aws.kms(VENDOR), key.KeyId))).toMatchObject({
      name: 'NotFoundException',
      message: `Key 'arn:aws:kms:eu-west-1:${VENDOR}:key/${key.KeyId}' does not exist`,
    });
  });

  it('can be limited to one role with any session, or to one session', async () => {
    await declareVendorRole(allow('kms:*'));
    const sharedWith = (principal: string) =>
      aws.createKey({
        policy: withOwner({ Effect: 'Allow', Principal: { AWS: principal }, Action: 'kms:DescribeKey', Resource: '*' }),
      });
    const [forRole, forSession] = [await sharedWith(VENDOR_ROLE), await sharedWith(VENDOR_SESSION)];
    const otherSession = aws.kmsAs({ arn: VENDOR_ROLE, sessionName: 'other' });
    await describeAs(vendorRole(), forRole.Arn);
    await describeAs(otherSession, forRole.Arn);
    await describeAs(vendorRole(), forSession.Arn);
    expect(await denialOf(describeAs(otherSession, forSession.Arn))).toContain('assumed-role/keydesk/other');
  });
});

describe('the limits of a vendor role', () => {
  const denyDescribe = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: 'kms:Describe*', Resource: '*' }],
  };
  const denied = (arn: string) =>
    `User: ${VENDOR_SESSION} is not authorized to perform: kms:DescribeKey on resource: ${arn}`;

  it.each([
    ['an explicit deny in its identity policy', denyDescribe, {}, ' with an explicit deny in an identity-based policy'],
    [
      'an explicit deny in its boundary',
      allow('kms:*'),
      { permissionsBoundary: denyDescribe },
      ' with an explicit deny in a permissions boundary',
    ],
    [
      'a boundary that does not allow it',
      allow('kms:*'),
      { permissionsBoundary: allow('kms:Encrypt') },
      ' because no permissions boundary allows the kms:DescribeKey action',
    ],
  ])('name %s', async (_, identityPolicy, more, tail) => {
    await declareVendorRole(identityPolicy, more);
    const key = await aws.createKey({ policy: sharedKeyPolicy(USE_OF_THE_KEY) });
    expect(await denialOf(describeAs(vendorRole(), key.Arn))).toBe(denied(key.Arn) + tail);
  });

  it('name a session policy that does not allow the action', async () => {
    await declareVendorRole(allow('kms:*'));
    const key = await aws.createKey({ policy: sharedKeyPolicy(USE_OF_THE_KEY) });
    const session = aws.kmsAs({ arn: VENDOR_ROLE, policy: allow('kms:Encrypt') });
    expect(await denialOf(describeAs(session, key.Arn))).toBe(
      `${denied(key.Arn)} because no session policy allows the kms:DescribeKey action`,
    );
  });

  it('change when the role is declared again', async () => {
    await declareVendorRole(allow('kms:*'));
    const key = await aws.createKey({ policy: sharedKeyPolicy(USE_OF_THE_KEY) });
    const session = vendorRole();
    await describeAs(session, key.Arn);
    await declareVendorRole(allow('kms:Encrypt'));
    expect(await denialOf(describeAs(session, key.Arn))).toContain('because no identity-based policy allows');
  });
});

describe('the key’s own account', () => {
  const declareAdmin = (identityPolicy?: Record<string, unknown>) =>
    aws.control.roles.declare({
      arn: CUSTOMER_ROLE,
      trustedAccounts: [CUSTOMER],
      ...(identityPolicy !== undefined && { identityPolicy }),
    });
  const admin = () => aws.kmsAs({ arn: CUSTOMER_ROLE });

  it('leaves the decision to IAM if the key policy names the account', async () => {
    const key = await aws.createKey();
    await declareAdmin(allow('kms:Describe*'));
    await describeAs(admin(), key.KeyId);
    const put = admin().send(new PutKeyPolicyCommand({ KeyId: key.KeyId, Policy: '{}' }));
    expect(await denialOf(put)).toBe(
      `User: ${CUSTOMER_SESSION} is not authorized to perform: kms:PutKeyPolicy on resource: ${key.Arn} because no identity-based policy allows the kms:PutKeyPolicy action`,
    );
  });

  it('needs no IAM policy if the key policy names the role', async () => {
    await declareAdmin();
    const statement = { Effect: 'Allow', Principal: { AWS: CUSTOMER_ROLE }, Action: 'kms:DescribeKey', Resource: '*' };
    const key = await aws.createKey({ policy: withOwner(statement) });
    await describeAs(admin(), key.KeyId);
  });

  it('gets a specific denial if the key policy allows nothing', async () => {
    await declareAdmin(allow('kms:*'));
    const key = await aws.createKey({ policy: withOwner({}, { Action: ['kms:PutKeyPolicy'] }) });
    expect(await denialOf(describeAs(admin(), key.KeyId))).toBe(
      `User: ${CUSTOMER_SESSION} is not authorized to perform: kms:DescribeKey on resource: ${key.Arn} because no resource-based policy allows the kms:DescribeKey action`,
    );
  });

  it('is denied by an explicit deny in the key policy, including the root user', async () => {
    const deny = { Effect: 'Deny', Principal: '*', NotAction: ['kms:PutKeyPolicy', 'kms:GetKeyPolicy'], Resource: '*' };
    const key = await aws.createKey({ policy: withOwner(deny) });
    expect(await denialOf(describeAs(aws.kms(CUSTOMER), key.KeyId))).toBe(
      `User: ${rootArn(CUSTOMER)} is not authorized to perform: kms:DescribeKey on resource: ${key.Arn} with an explicit deny in a resource-based policy`,
    );
    await aws.kms(CUSTOMER).send(new GetKeyPolicyCommand({ KeyId: key.KeyId }));
  });

  it('needs an identity policy for operations that are not about a key', async () => {
    await declareAdmin(allow('kms:DescribeKey'));
    expect(await denialOf(admin().send(new ListKeysCommand({})))).toBe(
      `User: ${CUSTOMER_SESSION} is not authorized to perform: kms:ListKeys because no identity-based policy allows the kms:ListKeys action`,
    );
  });
});

describe('conditions of a key policy', () => {
  const encryptWith = async (condition: object, EncryptionContext?: Record<string, string>) => {
    const key = await aws.createKey({ policy: sharedKeyPolicy(['kms:Encrypt'], condition) });
    return aws.kms(VENDOR).send(new EncryptCommand({ KeyId: key.Arn, Plaintext, EncryptionContext }));
  };

  it.each([
    ['the caller account', { StringEquals: { 'kms:CallerAccount': VENDOR } }, undefined],
    ['the encryption context', { StringEquals: { 'kms:EncryptionContext:tenant': 'a' } }, { tenant: 'a' }],
    [
      'allowed context keys',
      { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['tenant', 'job'] } },
      { tenant: 'a' },
    ],
    [
      'a required context key',
      { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'tenant' } },
      { tenant: 'a', x: 'y' },
    ],
    [
      'an absent key with IfExists',
      { StringEqualsIfExists: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
      undefined,
    ],
    ['a key that must be absent', { Null: { 'kms:ViaService': 'true' } }, undefined],
    ['the principal ARN', { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${VENDOR}:*` } }, undefined],
    ['a policy variable', { StringEquals: { 'kms:CallerAccount': '${aws:PrincipalAccount}' } }, undefined],
    ['an address range', { IpAddress: { 'aws:SourceIp': ['127.0.0.0/8', '::1/128'] } }, undefined],
  ])('allow by %s', async (_, condition, context) => {
    expect((await encryptWith(condition, context)).CiphertextBlob).toBeDefined();
  });

  it.each([
    ['a call through a service', { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }, undefined],
    ['another organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } }, undefined],
    ['a missing encryption context', { StringEquals: { 'kms:EncryptionContext:tenant': 'a' } }, undefined],
    ['another encryption context', { StringEquals: { 'kms:EncryptionContext:tenant': 'a' } }, { tenant: 'b' }],
    [
      'an extra context key',
      { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['tenant'] } },
      { tenant: 'a', x: 'y' },
    ],
    ['an unknown condition key', { StringEquals: { 'kms:NoSuchKey': 'x' } }, undefined],
    ['grants only for AWS resources', { Bool: { 'kms:GrantIsForAWSResource': 'true' } }, undefined],
    ['another source IP address', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, undefined],
  ])('deny by %s, with the catch-all', async (_, condition, context) => {
    expect(await denialOf(encryptWith(condition, context))).toBe(catchAll(rootArn(VENDOR), 'kms:Encrypt'));
  });

  it('see the organization of a declared role', async () => {
    await declareVendorRole(allow('kms:*'), { organizationId: 'o-1234567890' });
    const condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } };
    const key = await aws.createKey({ policy: sharedKeyPolicy(USE_OF_THE_KEY, condition) });
    await describeAs(vendorRole(), key.Arn);
    await denialOf(describeAs(aws.kms(VENDOR), key.Arn));
  });

  it('on dates use the sandbox clock', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    const condition = { DateLessThan: { 'aws:CurrentTime': inAnHour } };
    const key = await aws.createKey({ policy: sharedKeyPolicy(USE_OF_THE_KEY, condition) });
    await describeAs(aws.kms(VENDOR), key.Arn);
    await aws.control.clock.advance(2 * 3_600_000);
    await denialOf(describeAs(aws.kms(VENDOR), key.Arn));
    await aws.control.clock.reset();
  });
});

/** A policy with full access for the customer and one more statement; `owner` replaces the customer's access. */
function withOwner(statement: object, owner: object = {}): object {
  const own = { Effect: 'Allow', Principal: { AWS: rootArn(CUSTOMER) }, Action: 'kms:*', Resource: '*', ...owner };
  return { Version: '2012-10-17', Statement: Object.keys(statement).length === 0 ? [own] : [own, statement] };
}
