import {
  CreateKeyCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  ListKeysCommand,
  PutKeyPolicyCommand,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  allow,
  CUSTOMER,
  failureOf,
  REGION,
  rootArn,
  sharedKeyPolicy,
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
afterEach(async () => {
  for (const role of await aws.control.roles.list()) await aws.control.roles.remove(role.arn);
  for (const { kind, accountId } of await aws.control.guardrails.list()) {
    await aws.control.guardrails.remove(kind, accountId);
  }
});

const ADMIN = `arn:aws:iam::${CUSTOMER}:role/admin`;
const ADMIN_SESSION = `arn:aws:sts::${CUSTOMER}:assumed-role/admin/keydesk-probe`;
const PROBE = `arn:aws:iam::${VENDOR}:role/service/keydesk`;
const PROBE_SESSION = `arn:aws:sts::${VENDOR}:assumed-role/keydesk/keydesk-probe`;

type Statement = Record<string, unknown>;
const policy = (...statements: Statement[]) => ({ Version: '2012-10-17', Statement: statements });
const own = { Effect: 'Allow', Principal: { AWS: rootArn(CUSTOMER) }, Action: 'kms:*', Resource: '*' };
const describeFor = (AWS: unknown, more: Statement = {}): Statement => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action: 'kms:DescribeKey',
  Resource: '*',
  ...more,
});
const deny = (more: Statement): Statement => ({ Effect: 'Deny', Action: 'kms:DescribeKey', Resource: '*', ...more });
const onlyAdmins = { ...own, Action: ['kms:PutKeyPolicy', 'kms:GetKeyPolicy'] };

/** A session of a role that is declared with these policies; without an identity policy, it has no permissions. */
async function roleClient(arn: string, policies: Statement = {}, session: { policy?: object } = {}) {
  await aws.control.roles.declare({ arn, trustedAccounts: [arn.split(':')[4] ?? ''], ...policies });
  return aws.kmsAs({ arn, ...session });
}
const probe = (policies: Statement = {}) => roleClient(PROBE, { identityPolicy: allow('kms:*'), ...policies });
const describeKey = (kms: KMSClient, KeyId: string) => kms.send(new DescribeKeyCommand({ KeyId }));
/** Null if the role may describe a key with this policy, otherwise why not. */
async function denialOf(kms: KMSClient, keyPolicy: object): Promise<string | null> {
  const key = await aws.createKey({ policy: keyPolicy });
  const called = await describeKey(kms, key.Arn).catch((error: unknown) => error);
  return called instanceof Error ? `${called.name}: ${called.message}` : null;
}

describe('a principal of *', () => {
  const everyone = policy(onlyAdmins, describeFor('*'));
  const ofTheRole = policy(onlyAdmins, describeFor('*', { Condition: { ArnEquals: { 'aws:PrincipalArn': ADMIN } } }));

  it.each([
    ['boundary', { permissionsBoundary: allow('s3:*') }, {}],
    ['session policy', {}, { policy: allow('s3:*') }],
  ])('is not limited by what a %s does not mention, but a role’s ARN is', async (_, policies, session) => {
    const admin = await roleClient(ADMIN, policies, session);
    expect(await denialOf(admin, everyone)).toBeNull();
    expect(await denialOf(admin, ofTheRole)).toBeNull();
    expect(await denialOf(admin, policy(onlyAdmins, describeFor(ADMIN_SESSION)))).toBeNull();
    expect(await denialOf(admin, policy(onlyAdmins, describeFor(ADMIN)))).toMatch(
      /because no (?:permissions boundary|session policy) allows the kms:DescribeKey action/,
    );
  });

  it('is limited by an explicit deny in a boundary', async () => {
    const admin = await roleClient(ADMIN, { permissionsBoundary: policy(deny({})) });
    expect(await denialOf(admin, everyone)).toContain('with an explicit deny in a permissions boundary');
  });

  it('still needs the identity policy of a role of another account', async () => {
    expect(await denialOf(await probe(), everyone)).toBeNull();
    expect(await denialOf(await probe({ identityPolicy: allow('s3:*') }), everyone)).toContain(
      'because no identity-based policy allows',
    );
    expect(await denialOf(await probe({ permissionsBoundary: allow('s3:*') }), everyone)).toContain(
      'because no permissions boundary allows',
    );
  });
});

describe('a Deny with NotPrincipal', () => {
  const exempting = (...AWS: string[]) =>
    policy(own, describeFor([VENDOR, STRANGER]), deny({ NotPrincipal: { AWS: [rootArn(CUSTOMER), ...AWS] } }));

  it('denies everybody whom it does not name', async () => {
    expect(await denialOf(await probe(), exempting(STRANGER))).toContain('a resource-based policy explicitly denies');
    expect(await denialOf(aws.kms(STRANGER), exempting(STRANGER))).toBeNull();
    expect(await denialOf(aws.kms(CUSTOMER), exempting(STRANGER))).toBeNull();
    expect(
      await denialOf(await probe(), policy(own, deny({ NotPrincipal: { Service: 's3.amazonaws.com' } }))),
    ).toContain('a resource-based policy explicitly denies');
  });

  it.each<[string, string[], boolean]>([
    ['its account and its role', [VENDOR, PROBE], true],
    ['its account, its role and the session', [rootArn(VENDOR), PROBE, PROBE_SESSION], true],
    ['only its role', [PROBE], false],
    ['only its account', [VENDOR], false],
    ['its account and the session, but not its role', [VENDOR, PROBE_SESSION], false],
    ['everyone', ['*'], true],
  ])('exempts a role session only if it names account and role: %s', async (_, named, isExempt) => {
    const denial = await denialOf(await probe(), exempting(...named));
    if (isExempt) expect(denial).toBeNull();
    else expect(denial).toContain('a resource-based policy explicitly denies');
  });

  it('never exempts a role with a permissions boundary', async () => {
    const limited = await probe({ permissionsBoundary: allow('kms:*') });
    expect(await denialOf(limited, policy(own, describeFor(VENDOR)))).toBeNull();
    expect(await denialOf(limited, exempting(VENDOR, PROBE))).toContain('a resource-based policy explicitly denies');
  });
});

describe('policy variables in a Resource', () => {
  const onResource = (element: string, resource: string, Version?: string) => ({
    ...(Version !== undefined && { Version }),
    Statement: [own, { ...describeFor(VENDOR), Resource: undefined, [element]: resource }],
  });
  const KEYS = `arn:aws:kms:${REGION}:${CUSTOMER}:key/`;

  it.each([
    ['a variable with a default value', 'Resource', `${KEYS}\${aws:PrincipalTag/none, '*'}`, false],
    ['a special character', 'Resource', `${KEYS}\${*}`, false],
    ['a wildcard', 'Resource', `${KEYS}*`, true],
    ['a variable with a value next to wildcards', 'NotResource', '*:key/${aws:PrincipalAccount}', true],
    ['a variable without a value', 'Resource', `${KEYS}*\${aws:PrincipalTag/none}`, false],
    ['a variable without a value in NotResource', 'NotResource', `${KEYS}*\${aws:PrincipalTag/none}`, true],
    ['an empty default value', 'Resource', `${KEYS}*\${aws:PrincipalTag/none, ''}`, true],
  ])('%s', async (_, element, resource, isAllowed) => {
    expect((await denialOf(await probe(), onResource(element, resource, '2012-10-17'))) === null).toBe(isAllowed);
  });

  it.each([
    ['2012-10-17', true],
    ['2008-10-17', false],
    [undefined, false],
  ])('exist only in version 2012-10-17: %s', async (version, isAllowed) => {
    const resource = `${KEYS}*\${aws:PrincipalTag/none, ''}`;
    expect((await denialOf(await probe(), onResource('Resource', resource, version))) === null).toBe(isAllowed);
    const condition = { StringEquals: { 'kms:CallerAccount': '${aws:PrincipalAccount}' } };
    const conditional = { Statement: [own, describeFor(VENDOR, { Condition: condition })] };
    const versioned = version === undefined ? conditional : { Version: version, ...conditional };
    expect((await denialOf(await probe(), versioned)) === null).toBe(isAllowed);
  });
});

describe('condition keys of a request', () => {
  const holdsFor = async (kms: KMSClient, condition: object) =>
    (await denialOf(kms, policy(own, describeFor('*', { Condition: condition })))) === null;

  it.each<[string, object, boolean, boolean]>([
    ['MFA required', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, false, false],
    ['MFA required if known', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }, false, true],
    ['no MFA', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, true, false],
    ['no MFA if known', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, true, true],
    ['a known MFA status', { Null: { 'aws:MultiFactorAuthPresent': 'false' } }, true, false],
    ['a recent MFA', { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }, false, false],
    ['a recent MFA if known', { NumericLessThanIfExists: { 'aws:MultiFactorAuthAge': '3600' } }, true, true],
    ['temporary credentials', { Null: { 'aws:TokenIssueTime': 'false' } }, true, false],
    ['a token issued since 2020', { DateGreaterThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:00Z' } }, true, false],
    ['a token issued before 2020', { DateLessThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:00Z' } }, false, false],
    ['an SDK', { StringLike: { 'aws:UserAgent': 'aws-sdk-js/*' } }, true, true],
    ['no SDK', { StringNotLike: { 'aws:UserAgent': 'aws-sdk-js/*' } }, false, false],
    ['no referer', { Null: { 'aws:Referer': 'true' } }, true, true],
    ['a key spec by its old name', { StringEquals: { 'kms:CustomerMasterKeySpec': 'SYMMETRIC_DEFAULT' } }, true, true],
    ['a key usage by its old name', { StringEquals: { 'kms:CustomerMasterKeyUsage': 'SIGN_VERIFY' } }, false, false],
  ])('%s: for a role session and for root', async (_, condition, forRole, forRoot) => {
    expect(await holdsFor(await probe(), condition)).toBe(forRole);
    expect(await holdsFor(aws.kms(STRANGER), condition)).toBe(forRoot);
  });

  it('say when a session’s token was issued, on the sandbox clock', async () => {
    await aws.control.clock.moveTo(new Date('2031-05-01T00:00:00Z'));
    const issuedInMay = { DateGreaterThanEquals: { 'aws:TokenIssueTime': '2031-05-01T00:00:00Z' } };
    expect(await holdsFor(await probe(), issuedInMay)).toBe(true);
    await aws.control.clock.reset();
    expect(await holdsFor(await probe(), issuedInMay)).toBe(false);
  });

  it('say whether the lockout safety check is bypassed only if the request says so', async () => {
    const condition = { Null: { 'kms:BypassPolicyLockoutSafetyCheck': 'true' } };
    const keyPolicy = policy(
      { ...own, NotAction: 'kms:PutKeyPolicy', Action: undefined },
      { ...own, Condition: condition },
    );
    const key = await aws.createKey({ policy: keyPolicy });
    const put = (BypassPolicyLockoutSafetyCheck?: boolean) =>
      aws.kms(CUSTOMER).send(
        new PutKeyPolicyCommand({
          KeyId: key.KeyId,
          Policy: JSON.stringify(keyPolicy),
          BypassPolicyLockoutSafetyCheck,
        }),
      );
    await put();
    expect((await failureOf(put(true))).name).toBe('AccessDeniedException');
  });
});

describe('an explicit deny is told before what other policies do not mention', () => {
  const silent = allow('sts:*');
  const denying = policy({ Effect: 'Allow', Action: '*', Resource: '*' }, deny({}));
  const forEveryone = (document: { Statement: Statement[] }) => ({
    ...document,
    Statement: document.Statement.map((statement) => ({ Principal: '*', ...statement })),
  });
  const shared = policy(own, describeFor(VENDOR));

  it.each<[string, Statement, Statement | undefined, string]>([
    ['identity policy', { identityPolicy: denying }, undefined, 'with an explicit deny in an identity-based policy'],
    ['boundary', { permissionsBoundary: denying }, undefined, 'with an explicit deny in a permissions boundary'],
    [
      'boundary, while the identity policy is silent too',
      { identityPolicy: silent, permissionsBoundary: denying },
      undefined,
      'with an explicit deny in a permissions boundary',
    ],
    ['key policy', {}, deny({ Principal: '*' }), 'or a resource-based policy explicitly denies access'],
  ])('of a service control policy and VPC endpoint policy: %s', async (_, policies, statement, told) => {
    await aws.control.guardrails.declare({ kind: 'scp', accountId: VENDOR, policy: silent });
    await aws.control.guardrails.declare({
      kind: 'vpce',
      accountId: VENDOR,
      policy: forEveryone(policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' })),
    });
    const client = await probe(policies);
    expect(
      await denialOf(client, statement === undefined ? shared : policy(own, describeFor(VENDOR), statement)),
    ).toContain(told);
  });

  it('of the identity policy: a service control policy', async () => {
    await aws.control.guardrails.declare({ kind: 'scp', accountId: VENDOR, policy: denying });
    expect(await denialOf(await probe({ identityPolicy: silent }), shared)).toContain(
      'with an explicit deny in a service control policy',
    );
  });

  it('of the caller’s account: a resource control policy', async () => {
    await aws.control.guardrails.declare({ kind: 'scp', accountId: VENDOR, policy: silent });
    await aws.control.guardrails.declare({ kind: 'rcp', accountId: CUSTOMER, policy: forEveryone(policy(deny({}))) });
    await aws.control.settings.change({ rcpDenialReadsAsCatchAll: false });
    expect(await denialOf(await probe(), shared)).toContain('with an explicit deny in a resource control policy');
    await aws.control.settings.change({ rcpDenialReadsAsCatchAll: true });
  });

  it('of a service control policy, in the key’s own account: a key policy', async () => {
    await aws.control.guardrails.declare({ kind: 'scp', accountId: CUSTOMER, policy: silent });
    const admin = await roleClient(ADMIN, { identityPolicy: allow('kms:*') });
    const key = await keyWithoutGuardrails(policy(own, deny({ Principal: { AWS: ADMIN } })));
    expect((await failureOf(describeKey(admin, key.Arn))).message).toBe(
      `User: ${ADMIN_SESSION} is not authorized to perform: kms:DescribeKey on resource: ${key.Arn} with an explicit deny in a resource-based policy`,
    );
  });

  it('of a service control policy, for calls that are not about a key', async () => {
    await aws.control.guardrails.declare({ kind: 'scp', accountId: VENDOR, policy: silent });
    const client = await probe({ identityPolicy: policy(deny({ Action: 'kms:ListKeys' })) });
    expect((await failureOf(client.send(new ListKeysCommand({})))).message).toBe(
      `User: ${PROBE_SESSION} is not authorized to perform: kms:ListKeys with an explicit deny in an identity-based policy`,
    );
  });

  it('of a service control policy, for AssumeRole', async () => {
    await aws.control.roles.declare({ arn: ADMIN, trustedAccounts: [VENDOR] });
    await aws.control.roles.declare({
      arn: PROBE,
      trustedAccounts: [VENDOR],
      identityPolicy: policy(deny({ Action: 'sts:AssumeRole' })),
    });
    const masterCredentials = await aws.assumeRole({ arn: PROBE })();
    await aws.control.guardrails.declare({ kind: 'scp', accountId: VENDOR, policy: allow('kms:*') });
    const chained = fromTemporaryCredentials({
      masterCredentials,
      clientConfig: { endpoint: aws.endpoint, region: REGION, maxAttempts: 1 },
      params: { RoleArn: ADMIN, RoleSessionName: 'chained' },
    });
    expect((await failureOf(chained())).message).toBe(
      `User: ${PROBE_SESSION} is not authorized to perform: sts:AssumeRole on resource: ${ADMIN} with an explicit deny in an identity-based policy`,
    );
  });

  /** The service control policy of an account also limits its root, so it is removed while the key is created. */
  async function keyWithoutGuardrails(keyPolicy: object) {
    const limits = await aws.control.guardrails.list();
    for (const { kind, accountId } of limits) await aws.control.guardrails.remove(kind, accountId);
    const key = await aws.createKey({ policy: keyPolicy });
    for (const limit of limits) await aws.control.guardrails.declare(limit);
    return key;
  }
});

describe('what no policy can mean', () => {
  const badRange = { IpAddress: { 'aws:SourceIp': '0.0.0.0/' } };
  const badRangePolicy = policy({ Effect: 'Allow', Action: 'kms:*', Resource: '*', Condition: badRange });

  it.each<[string, Statement]>([
    ['a bad address range', describeFor(VENDOR, { Condition: badRange })],
    ['a bad date', describeFor(VENDOR, { Condition: { DateLessThan: { 'aws:CurrentTime': 'soon' } } })],
    ['an unknown operator', describeFor(VENDOR, { Condition: { StringIs: { 'kms:CallerAccount': VENDOR } } })],
    ['NotPrincipal with Allow', { ...own, Principal: undefined, NotPrincipal: { AWS: VENDOR } }],
    ['Principal and NotPrincipal', deny({ Principal: '*', NotPrincipal: { AWS: VENDOR } })],
    ['no principal at all', { Effect: 'Deny', Action: 'kms:*', Resource: '*' }],
    ['a wildcard in a principal', describeFor(`arn:aws:iam::${VENDOR}:role/key*`)],
    ['another kind of ? in a principal', describeFor(`arn:aws:iam::${VENDOR}:role/keydes?`)],
    ['a principal with text after root', describeFor(`${rootArn(VENDOR)}s`)],
    ['a role without a name', describeFor(`arn:aws:iam::${VENDOR}:role/`)],
    ['an action without a service', describeFor(VENDOR, { Action: 'DescribeKey' })],
    ['a Sid that is no text', describeFor(VENDOR, { Sid: 1 })],
    ['an Effect in lower case', describeFor(VENDOR, { Effect: 'allow' })],
    ['an unknown element', describeFor(VENDOR, { Conditions: {} })],
    ['a list as Condition', describeFor(VENDOR, { Condition: [] })],
    ['a variable in an account', describeFor(VENDOR, { Resource: 'arn:aws:kms:*:${aws:PrincipalAccount}:key/*' })],
    [
      'ForAllValues on one encryption context',
      describeFor(VENDOR, { Condition: { 'ForAllValues:StringEquals': { 'kms:EncryptionContext:tenant': 'a' } } }),
    ],
  ])('is refused by CreateKey and PutKeyPolicy: %s', async (_, statement) => {
    const key = await aws.createKey();
    const Policy = JSON.stringify(policy(own, statement));
    const malformed = { name: 'MalformedPolicyDocumentException', status: 400 };
    const customer = aws.kms(CUSTOMER);
    expect(await failureOf(customer.send(new CreateKeyCommand({ Policy })))).toMatchObject(malformed);
    expect(await failureOf(customer.send(new PutKeyPolicyCommand({ KeyId: key.KeyId, Policy })))).toMatchObject(
      malformed,
    );
    expect((await customer.send(new GetKeyPolicyCommand({ KeyId: key.KeyId }))).Policy).not.toBe(Policy);
  });

  it.each(['2012-10-18', 2012, ''])('is refused as a version: %j', async (Version) => {
    const created = aws
      .kms(CUSTOMER)
      .send(new CreateKeyCommand({ Policy: JSON.stringify({ Version, Statement: [own] }) }));
    expect(await failureOf(created)).toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message: 'The policy must contain a valid version string.',
    });
  });

  it.each(['identityPolicy', 'permissionsBoundary'])('is refused in the %s of a role', async (member) => {
    await expect(roleClient(PROBE, { [member]: badRangePolicy })).rejects.toThrow(
      `${member}: Invalid value for IpAddress on aws:SourceIp: "0.0.0.0/".`,
    );
    const element = policy({ Effect: 'Allow', NotPrincipal: '*', Action: 'kms:*', Resource: '*' });
    await expect(roleClient(PROBE, { [member]: element })).rejects.toThrow(/must not name a Principal/);
    const missing = policy({ Effect: 'Allow', Action: 'kms:*' });
    await expect(roleClient(PROBE, { [member]: missing })).rejects.toThrow(/must have/);
    await expect(roleClient(PROBE, { [member]: allow('kms:*', 'key/*') })).rejects.toThrow(/must be in ARN format/);
  });

  it('is refused in guardrails', async () => {
    const declare = (kind: 'scp' | 'rcp' | 'vpce', statement: Statement) =>
      aws.control.guardrails.declare({ kind, accountId: VENDOR, policy: policy(statement) });
    const range = { Action: '*', Resource: '*', Condition: badRange };
    await expect(declare('scp', { Effect: 'Allow', ...range })).rejects.toThrow(/Invalid value for IpAddress/);
    await expect(declare('vpce', { Effect: 'Allow', Principal: '*', ...range })).rejects.toThrow(/Invalid value/);
    await expect(declare('rcp', deny({ NotPrincipal: { AWS: VENDOR } }))).rejects.toThrow(
      /must not have a NotPrincipal/,
    );
    await expect(declare('rcp', deny({ Principal: { AWS: VENDOR } }))).rejects.toThrow(/invalid principals/);
    await declare('vpce', deny({ NotPrincipal: { AWS: VENDOR } }));
  });

  it('is refused in a session policy', async () => {
    await aws.control.roles.declare({ arn: PROBE, trustedAccounts: [VENDOR], identityPolicy: allow('kms:*') });
    const malformed = { name: 'MalformedPolicyDocumentException' };
    expect(await failureOf(aws.assumeRole({ arn: PROBE, policy: badRangePolicy })())).toMatchObject(malformed);
    const incomplete = aws.assumeRole({ arn: PROBE, policy: allow('kms:*', 'arn:aws:kms') });
    expect(await failureOf(incomplete())).toMatchObject(malformed);
  });
});

describe('letter case', () => {
  it('counts in resources, principals and values, and not in actions, condition keys and operators', async () => {
    const arn = `arn:aws:kms:${REGION}:${CUSTOMER}:key/*`;
    const condition = { stringEQUALS: { 'KMS:calleraccount': VENDOR } };
    const ignored = describeFor(VENDOR, { Action: 'KMS:describeKEY', Resource: arn, Condition: condition });
    expect(await denialOf(await probe(), policy(own, ignored))).toBeNull();
    for (const counting of [
      describeFor(VENDOR, { Resource: arn.toUpperCase().replace('ARN:', 'arn:') }),
      describeFor(PROBE.replace('keydesk', 'Keydesk')),
      describeFor(VENDOR, { Condition: { StringEquals: { 'aws:PrincipalType': 'assumedrole' } } }),
    ]) {
      expect(await denialOf(await probe(), policy(own, counting))).toContain('no resource-based policies allow access');
    }
  });
});

describe('an incomplete ARN in an identity policy', () => {
  it('is completed with wildcards', async () => {
    const shared = policy(own, describeFor(VENDOR));
    expect(await denialOf(await probe({ identityPolicy: allow('kms:*', 'arn:aws:kms') }), shared)).toBeNull();
    expect(await denialOf(await probe({ identityPolicy: allow('kms:*', `arn:aws:kms:${REGION}`) }), shared)).toBeNull();
    expect(await denialOf(await probe({ identityPolicy: allow('kms:*', 'arn:aws:s3') }), shared)).toContain(
      'because no identity-based policy allows',
    );
  });
});

it('decides about a policy full of wildcards quickly', async () => {
  const nasty = `${'*a'.repeat(4000)}b`;
  const condition = { StringNotLike: { 'kms:EncryptionContext:tenant': [nasty, `*${'a'.repeat(4000)}b`] } };
  const key = await aws.createKey({ policy: sharedKeyPolicy(['kms:Encrypt'], condition) });
  const EncryptionContext = { tenant: 'a'.repeat(8000) };
  const startedAt = performance.now();
  await aws.kms(VENDOR).send(new EncryptCommand({ KeyId: key.Arn, Plaintext: Buffer.from('x'), EncryptionContext }));
  expect(performance.now() - startedAt).toBeLessThan(2000);
});
