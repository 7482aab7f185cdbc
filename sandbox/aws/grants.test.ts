import {
  CreateGrantCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  ListGrantsCommand,
  ListRetirableGrantsCommand,
  PutKeyPolicyCommand,
  RetireGrantCommand,
  RevokeGrantCommand,
  ScheduleKeyDeletionCommand,
  type CreateGrantCommandInput,
  type GrantOperation,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  allow,
  CUSTOMER,
  DAY_MS,
  failureOf,
  rootArn,
  sharedKeyPolicy,
  startTestSandbox,
  STRANGER,
  USE_OF_THE_KEY,
  VENDOR,
  type CreatedKey,
  type TestSandbox,
} from './sandbox.test-support.ts';

const VENDOR_ROLE = `arn:aws:iam::${VENDOR}:role/keydesk`;
const CUSTOMER_ROLE = `arn:aws:iam::${CUSTOMER}:role/app`;
const Plaintext = Buffer.from('x');
const DRY_RUN_PASSED = 'DryRunOperationException';

let aws: TestSandbox;
let kms: KMSClient;
let key: CreatedKey;
beforeAll(async () => {
  aws = await startTestSandbox();
  kms = aws.kms(CUSTOMER);
  await aws.control.roles.declare({ arn: VENDOR_ROLE, trustedAccounts: [VENDOR] });
  await aws.control.roles.declare({ arn: CUSTOMER_ROLE, trustedAccounts: [CUSTOMER] });
});
afterAll(() => aws.close());
beforeEach(async () => {
  key = await aws.createKey();
});

const vendorRole = () => aws.kmsAs({ arn: VENDOR_ROLE });
const grant = async (input: Partial<CreateGrantCommandInput> = {}, as = kms) => {
  const Operations: GrantOperation[] = ['Encrypt', 'Decrypt'];
  const made = await as.send(
    new CreateGrantCommand({ KeyId: key.Arn, GranteePrincipal: VENDOR_ROLE, Operations, ...input }),
  );
  return { GrantId: String(made.GrantId), GrantToken: String(made.GrantToken) };
};
const encrypt = (as: KMSClient, EncryptionContext?: Record<string, string>) =>
  as.send(new EncryptCommand({ KeyId: key.Arn, Plaintext, EncryptionContext }));
const grantsOfKey = async () => (await kms.send(new ListGrantsCommand({ KeyId: key.KeyId }))).Grants ?? [];
const nameOfFailure = async (call: Promise<unknown>) => (await failureOf(call)).name;
const catchAll = (caller: string, action: string) =>
  `User: ${caller} is not authorized to perform: ${action} on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`;

describe('a grant', () => {
  it('allows a role of another account exactly its operations, without a key policy or IAM policy', async () => {
    expect(await nameOfFailure(encrypt(vendorRole()))).toBe('AccessDeniedException');
    await grant();
    const { CiphertextBlob } = await encrypt(vendorRole());
    await vendorRole().send(new DecryptCommand({ CiphertextBlob }));
    expect(await nameOfFailure(vendorRole().send(new DescribeKeyCommand({ KeyId: key.Arn })))).toBe(
      'AccessDeniedException',
    );
  });

  it('allows a role of the key’s account the same', async () => {
    await grant({ GranteePrincipal: CUSTOMER_ROLE });
    await encrypt(aws.kmsAs({ arn: CUSTOMER_ROLE }));
    expect(await nameOfFailure(encrypt(vendorRole()))).toBe('AccessDeniedException');
  });

  it('to a session applies to that session only, and to an account as its IAM policies say', async () => {
    await grant({ GranteePrincipal: `arn:aws:sts::${VENDOR}:assumed-role/keydesk/one` });
    await encrypt(aws.kmsAs({ arn: VENDOR_ROLE, sessionName: 'one' }));
    expect(await nameOfFailure(encrypt(aws.kmsAs({ arn: VENDOR_ROLE, sessionName: 'two' })))).toBe(
      'AccessDeniedException',
    );

    key = await aws.createKey();
    await grant({ GranteePrincipal: rootArn(VENDOR) });
    await encrypt(aws.kms(VENDOR));
    expect((await failureOf(encrypt(vendorRole()))).message).toContain('because no identity-based policy allows');
  });

  it('does not override an explicit deny in the key policy', async () => {
    await grant();
    const policy = sharedKeyPolicy(['kms:DescribeKey']) as { Statement: object[] };
    policy.Statement.push({ Effect: 'Deny', Principal: '*', Action: 'kms:Encrypt', Resource: '*' });
    await kms.send(new PutKeyPolicyCommand({ KeyId: key.KeyId, Policy: JSON.stringify(policy) }));
    expect(await nameOfFailure(encrypt(vendorRole()))).toBe('AccessDeniedException');
  });

  it.each<[string, object, [Record<string, string> | undefined, boolean][]]>([
    [
      'the exact encryption context',
      { EncryptionContextEquals: { tenant: 'a' } },
      [
        [{ tenant: 'a' }, true],
        [{ tenant: 'a', job: '1' }, false],
        [undefined, false],
      ],
    ],
    [
      'a subset of the encryption context',
      { EncryptionContextSubset: { tenant: 'a' } },
      [
        [{ tenant: 'a', job: '1' }, true],
        [{ tenant: 'b' }, false],
      ],
    ],
  ])('can require %s, which does not affect DescribeKey', async (_, Constraints, contexts) => {
    await grant({ Constraints, Operations: ['Encrypt', 'DescribeKey'] });
    for (const [context, isAllowed] of contexts) {
      const outcome = await encrypt(vendorRole(), context).then(
        () => true,
        () => false,
      );
      expect([context, outcome]).toEqual([context, isAllowed]);
    }
    await vendorRole().send(new DescribeKeyCommand({ KeyId: key.Arn }));
  });

  it('with CreateGrant lets its grantee create grants that allow no more', async () => {
    await grant({
      Operations: ['Decrypt', 'Encrypt', 'CreateGrant'],
      Constraints: { EncryptionContextSubset: { tenant: 'a' } },
    });
    const passOn = (Operations: GrantOperation[], Constraints?: CreateGrantCommandInput['Constraints']) =>
      grant({ GranteePrincipal: CUSTOMER_ROLE, Operations, Constraints }, vendorRole());
    await passOn(['Decrypt'], { EncryptionContextSubset: { tenant: 'a', job: '1' } });
    await passOn(['Decrypt', 'CreateGrant'], { EncryptionContextEquals: { tenant: 'a' } });
    expect(await nameOfFailure(passOn(['Decrypt']))).toBe('AccessDeniedException');
    expect(await nameOfFailure(passOn(['DescribeKey'], { EncryptionContextSubset: { tenant: 'a' } }))).toBe(
      'AccessDeniedException',
    );
  });

  it('ends when it is revoked or its key is deleted', async () => {
    const { GrantId } = await grant();
    await kms.send(new RevokeGrantCommand({ KeyId: key.KeyId, GrantId }));
    expect(await grantsOfKey()).toEqual([]);
    expect(await nameOfFailure(encrypt(vendorRole()))).toBe('AccessDeniedException');

    await grant({ RetiringPrincipal: rootArn(STRANGER) });
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: key.KeyId, PendingWindowInDays: 7 }));
    const retirable = () =>
      aws.kms(STRANGER).send(new ListRetirableGrantsCommand({ RetiringPrincipal: rootArn(STRANGER) }));
    expect((await retirable()).Grants).toHaveLength(1);
    await aws.control.clock.advance(8 * DAY_MS);
    expect((await retirable()).Grants).toEqual([]);
    await aws.control.clock.reset();
  });
});

describe('CreateGrant', () => {
  it('returns the same grant with a new token for the same name and terms', async () => {
    const Name = 'backup';
    const Constraints = { EncryptionContextEquals: { a: '1', b: '2' } };
    const first = await grant({ Name, Constraints });
    const again = await grant({
      Name,
      Operations: ['Decrypt', 'Encrypt'],
      Constraints: { EncryptionContextEquals: { b: '2', a: '1' } },
    });
    expect(again.GrantId).toBe(first.GrantId);
    expect(again.GrantToken).not.toBe(first.GrantToken);
    expect((await grant({ Name })).GrantId).not.toBe(first.GrantId);
    expect((await grant()).GrantId).not.toBe((await grant()).GrantId);
  });

  it.each<[string, object, string, RegExp]>([
    [
      'an alias',
      { KeyId: 'alias/mine' },
      'InvalidArnException',
      /^Key Aliases are not supported for this operation\.$/,
    ],
    [
      'an invalid principal',
      { GranteePrincipal: 'arn:aws:iam::111122223333:group/x' },
      'InvalidArnException',
      /^ARN does not refer to a valid principal: arn:aws:iam::111122223333:group\/x$/,
    ],
    ['no grantee', { GranteePrincipal: undefined }, 'ValidationException', /GranteePrincipal/],
    ['an operation that the key does not support', { Operations: ['Sign'] }, 'ValidationException', /Sign/],
    [
      'an unknown operation',
      { Operations: ['ReEncrypt'] },
      'ValidationException',
      /Value 'ReEncrypt' at 'operations\.1\.member' failed to satisfy constraint: Member must satisfy enum value set/,
    ],
    [
      'two encryption context constraints',
      { Constraints: { EncryptionContextEquals: { a: 'b' }, EncryptionContextSubset: { a: 'b' } } },
      'ValidationException',
      /not both/,
    ],
    ['an invalid token', { GrantTokens: ['bm90IGEgdG9rZW4='] }, 'InvalidGrantTokenException', /grant token/],
  ])('refuses %s', async (_, input, name, message) => {
    expect(await failureOf(grant(input))).toEqual({ name, message: expect.stringMatching(message), status: 400 });
  });

  it('refuses a disabled key; a dry run creates no grant', async () => {
    expect(await nameOfFailure(grant({ DryRun: true }))).toBe(DRY_RUN_PASSED);
    expect(await grantsOfKey()).toEqual([]);
    await kms.send(new DisableKeyCommand({ KeyId: key.KeyId }));
    expect(await failureOf(grant())).toMatchObject({
      name: 'DisabledException',
      message: `${key.Arn} is disabled.`,
    });
  });

  it.each<[string, object, Partial<CreateGrantCommandInput>, Partial<CreateGrantCommandInput>]>([
    [
      'its operations',
      { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Encrypt', 'ReEncryptTo'] } },
      { Operations: ['Encrypt'] },
      { Operations: ['Encrypt', 'Decrypt'] },
    ],
    [
      'its grantee',
      { StringEquals: { 'kms:GranteePrincipal': VENDOR_ROLE } },
      {},
      { GranteePrincipal: rootArn(STRANGER) },
    ],
    [
      'its retiring principal',
      { StringEquals: { 'kms:RetiringPrincipal': VENDOR_ROLE } },
      { RetiringPrincipal: VENDOR_ROLE },
      {},
    ],
    [
      'its constraint',
      { StringEquals: { 'kms:GrantConstraintType': 'EncryptionContextSubset' } },
      { Constraints: { EncryptionContextSubset: { a: 'b' } } },
      { Constraints: { EncryptionContextEquals: { a: 'b' } } },
    ],
    ['a direct call', { Bool: { 'kms:GrantIsForAWSResource': 'false' } }, {}, { KeyId: 'PRIVATE' }],
  ])('can be limited by %s', async (_, condition, admitted, refused) => {
    const shared = await aws.createKey({ policy: sharedKeyPolicy(['kms:CreateGrant'], condition) });
    const vendor = aws.kms(VENDOR);
    await grant({ KeyId: shared.Arn, ...admitted }, vendor);
    const KeyId = refused.KeyId === 'PRIVATE' ? key.Arn : shared.Arn;
    expect((await failureOf(grant({ ...refused, KeyId }, vendor))).message).toBe(
      catchAll(rootArn(VENDOR), 'kms:CreateGrant'),
    );
  });
});

describe("the grant statement of the console's key policy", () => {
  it('allows no direct call or dry run, only calls by AWS services', async () => {
    const policy = sharedKeyPolicy(USE_OF_THE_KEY) as { Statement: object[] };
    policy.Statement.push({
      Sid: 'Allow attachment of persistent resources',
      Effect: 'Allow',
      Principal: { AWS: rootArn(VENDOR) },
      Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
      Resource: '*',
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    });
    await kms.send(new PutKeyPolicyCommand({ KeyId: key.KeyId, Policy: JSON.stringify(policy) }));
    const { GrantId } = await grant();
    const vendor = aws.kms(VENDOR);
    const denials = [
      ['kms:CreateGrant', grant({}, vendor)],
      ['kms:CreateGrant', grant({ DryRun: true }, vendor)],
      ['kms:ListGrants', vendor.send(new ListGrantsCommand({ KeyId: key.Arn }))],
      ['kms:RevokeGrant', vendor.send(new RevokeGrantCommand({ KeyId: key.Arn, GrantId }))],
      ['kms:RevokeGrant', vendor.send(new RevokeGrantCommand({ KeyId: key.Arn, GrantId, DryRun: true }))],
    ] as const;
    for (const [action, call] of denials) {
      expect(await failureOf(call)).toEqual({
        name: 'AccessDeniedException',
        message: catchAll(rootArn(VENDOR), action),
        status: 400,
      });
    }
  });
});

describe('ListGrants', () => {
  it('returns a grant with the members that AWS sends', async () => {
    const { GrantId } = await grant({
      RetiringPrincipal: CUSTOMER_ROLE,
      Constraints: { EncryptionContextEquals: { Department: 'IT' } },
    });
    expect(await grantsOfKey()).toEqual([
      {
        Constraints: { EncryptionContextEquals: { Department: 'IT' } },
        CreationDate: expect.any(Date),
        GrantId,
        GranteePrincipal: VENDOR_ROLE,
        IssuingAccount: rootArn(CUSTOMER),
        KeyId: key.Arn,
        Name: '',
        Operations: ['Encrypt', 'Decrypt'],
        RetiringPrincipal: CUSTOMER_ROLE,
      },
    ]);
    expect(GrantId).toMatch(/^[0-9a-f]{64}$/);
  });

  it('paginates, and filters by grant and by grantee', async () => {
    const made = [await grant(), await grant(), await grant({ GranteePrincipal: CUSTOMER_ROLE })];
    const list = async (input: object) => {
      const page = await kms.send(new ListGrantsCommand({ KeyId: key.KeyId, ...input }));
      return { ids: (page.Grants ?? []).map(({ GrantId }) => GrantId), marker: page.NextMarker };
    };
    const first = await list({ Limit: 2 });
    const second = await list({ Limit: 2, Marker: first.marker });
    expect([...first.ids, ...second.ids]).toEqual(made.map(({ GrantId }) => GrantId).toSorted());
    expect(second.marker).toBeUndefined();
    expect((await list({ GranteePrincipal: CUSTOMER_ROLE })).ids).toEqual([made[2]?.GrantId]);
    expect((await list({ GrantId: made[0]?.GrantId })).ids).toEqual([made[0]?.GrantId]);
  });
});

describe('RevokeGrant', () => {
  it('refuses a grant that does not exist; a dry run revokes nothing', async () => {
    const { GrantId } = await grant();
    const revoke = (id: string, DryRun = false) =>
      kms.send(new RevokeGrantCommand({ KeyId: key.KeyId, GrantId: id, DryRun }));
    expect(await nameOfFailure(revoke(GrantId, true))).toBe(DRY_RUN_PASSED);
    expect(await grantsOfKey()).toHaveLength(1);
    expect(await nameOfFailure(revoke('0'.repeat(64)))).toBe('NotFoundException');
  });
});

describe('RetireGrant', () => {
  it('is allowed to the retiring principal, by token or by key and grant', async () => {
    const token = await grant({ RetiringPrincipal: VENDOR_ROLE });
    const id = await grant({ RetiringPrincipal: VENDOR_ROLE });
    const asStranger = aws.kms(STRANGER).send(new RetireGrantCommand({ GrantToken: token.GrantToken }));
    expect((await failureOf(asStranger)).message).toBe(catchAll(rootArn(STRANGER), 'kms:RetireGrant'));
    await vendorRole().send(new RetireGrantCommand({ GrantToken: token.GrantToken }));
    await vendorRole().send(new RetireGrantCommand({ KeyId: key.Arn, GrantId: id.GrantId }));
    expect(await grantsOfKey()).toEqual([]);
  });

  it('is allowed to the grantee if the grant includes it, and to the issuing account', async () => {
    const [closed, open] = [await grant(), await grant({ Operations: ['Encrypt', 'RetireGrant'] })];
    const retire = (as: KMSClient, GrantToken: string, DryRun = false) =>
      as.send(new RetireGrantCommand({ GrantToken, DryRun }));
    expect(await nameOfFailure(retire(vendorRole(), closed.GrantToken))).toBe('AccessDeniedException');
    expect(await nameOfFailure(retire(vendorRole(), open.GrantToken, true))).toBe(DRY_RUN_PASSED);
    await retire(vendorRole(), open.GrantToken);
    await retire(kms, closed.GrantToken);
    expect(await grantsOfKey()).toEqual([]);
  });

  it.each([
    [{ GrantToken: 'bm9uZQ==' }, 'InvalidGrantTokenException'],
    [{ GrantId: '0'.repeat(64) }, 'ValidationException'],
    [{}, 'ValidationException'],
    [{ KeyId: 'KEY', GrantId: '0'.repeat(64) }, 'NotFoundException'],
  ])('refuses %o', async (input, name) => {
    const named = 'KeyId' in input ? { ...input, KeyId: key.Arn } : input;
    expect(await nameOfFailure(kms.send(new RetireGrantCommand(named)))).toBe(name);
  });
});

describe('ListRetirableGrants', () => {
  it('lists grants of all accounts in the Region, for a principal of the caller’s account', async () => {
    const { GrantId } = await grant({ RetiringPrincipal: VENDOR_ROLE });
    const list = (as: KMSClient) => as.send(new ListRetirableGrantsCommand({ RetiringPrincipal: VENDOR_ROLE }));
    expect((await list(aws.kms(VENDOR))).Grants).toContainEqual(expect.objectContaining({ GrantId, KeyId: key.Arn }));
    expect((await list(aws.kms(VENDOR, 'us-west-2'))).Grants).toEqual([]);
    expect((await list(aws.kms(STRANGER))).Grants).toEqual([]);
    expect((await failureOf(list(vendorRole()))).message).toContain(
      'because no identity-based policy allows the kms:ListRetirableGrants action',
    );
    await aws.control.roles.declare({
      arn: VENDOR_ROLE,
      trustedAccounts: [VENDOR],
      identityPolicy: allow('kms:ListRetirableGrants', VENDOR_ROLE),
    });
    expect((await list(vendorRole())).Grants).toContainEqual(expect.objectContaining({ GrantId }));
    await aws.control.roles.declare({ arn: VENDOR_ROLE, trustedAccounts: [VENDOR] });
  });
});
