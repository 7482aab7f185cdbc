import { CreateKeyCommand, DescribeKeyCommand, ListKeysCommand, type KMSClient } from '@aws-sdk/client-kms';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GuardrailDeclaration } from './guardrails.ts';
import {
  allow,
  CUSTOMER,
  failureOf,
  rootArn,
  sharedKeyPolicy,
  startTestSandbox,
  USE_OF_THE_KEY,
  VENDOR,
  type CreatedKey,
  type TestSandbox,
} from './sandbox.test-support.ts';

const ROLE = `arn:aws:iam::${VENDOR}:role/keydesk`;
const SESSION = `arn:aws:sts::${VENDOR}:assumed-role/keydesk/keydesk-probe`;
const OURS = 'o-vendor0001';
const THEIRS = 'o-customer01';

let aws: TestSandbox;
let key: CreatedKey;
let vendor: KMSClient;
beforeAll(async () => {
  aws = await startTestSandbox();
  await aws.control.roles.declare({
    arn: ROLE,
    trustedAccounts: [VENDOR],
    identityPolicy: allow('kms:*'),
    organizationId: OURS,
  });
  vendor = aws.kmsAs({ arn: ROLE });
  key = await aws.createKey({ policy: sharedKeyPolicy(USE_OF_THE_KEY) });
});
afterAll(() => aws.close());
beforeEach(() => describeKey());
afterEach(async () => {
  for (const { kind, accountId } of await aws.control.guardrails.list()) {
    await aws.control.guardrails.remove(kind, accountId);
  }
  await aws.control.settings.change({ identityDenialReadsAsCatchAll: false, rcpDenialReadsAsCatchAll: true });
});

const describeKey = (as = vendor) => as.send(new DescribeKeyCommand({ KeyId: key.Arn }));
const declare = (kind: GuardrailDeclaration['kind'], accountId: string, policy: object, more: object = {}) =>
  aws.control.guardrails.declare({ kind, accountId, policy: policy as Record<string, unknown>, ...more });
const denialOf = async (call: Promise<unknown>) => {
  const failure = await failureOf(call);
  expect(failure.name).toBe('AccessDeniedException');
  return failure.message;
};
const denied = (tail: string) =>
  `User: ${SESSION} is not authorized to perform: kms:DescribeKey on resource: ${key.Arn} ${tail}`;
const CATCH_ALL = `User: ${SESSION} is not authorized to perform: kms:DescribeKey on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`;

const deny = (Action: string, more: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action, Resource: '*', ...more }],
});
const allowAllBut = (statement: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }, statement],
});
const forEveryone = ({ Statement, ...document }: { Statement: object[] }) => ({
  ...document,
  Statement: Statement.map((statement) => ({ Principal: '*', ...statement })),
});
const identityPerimeter = (organizationId: string) =>
  forEveryone(
    deny('kms:*', {
      Condition: {
        StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organizationId },
        Bool: { 'aws:PrincipalIsAWSService': 'false' },
      },
    }),
  );

describe('a service control policy', () => {
  it.each<[string, object, string]>([
    [
      'that denies',
      allowAllBut({ Effect: 'Deny', Action: 'kms:Describe*', Resource: '*' }),
      'with an explicit deny in a service control policy',
    ],
    ['that does not allow', allow('s3:*'), 'because no service control policy allows the kms:DescribeKey action'],
  ])('%s limits what the account does with keys of other accounts', async (_, policy, tail) => {
    await declare('scp', VENDOR, policy);
    expect(await denialOf(describeKey())).toBe(denied(tail));
  });

  it('is named by its ARN if it has one', async () => {
    const policyArn = `arn:aws:organizations::${VENDOR}:policy/${OURS}/service_control_policy/p-1`;
    await declare('scp', VENDOR, allowAllBut({ Effect: 'Deny', Action: '*', Resource: '*' }), { policyArn });
    expect(await denialOf(describeKey())).toBe(
      denied(`with an explicit deny in a service control policy: ${policyArn}`),
    );
  });

  it('applies to principals (also root) and to AssumeRole, not to keys', async () => {
    await declare('scp', CUSTOMER, allow('sts:*'));
    await describeKey();
    const customer = aws.kms(CUSTOMER);
    expect(await denialOf(describeKey(customer))).toContain('because no service control policy allows');
    expect(await denialOf(customer.send(new ListKeysCommand({})))).toContain(
      'because no service control policy allows',
    );
    await declare('scp', VENDOR, allow('kms:*'));
    expect((await failureOf(aws.assumeRole({ arn: ROLE })())).message).toBe(
      `User: ${rootArn(VENDOR)} is not authorized to perform: sts:AssumeRole on resource: ${ROLE} because no service control policy allows the sts:AssumeRole action`,
    );
  });
});

describe('a VPC endpoint policy', () => {
  it.each<[string, object, string]>([
    [
      'that denies',
      allowAllBut(deny('kms:Describe*').Statement[0] ?? {}),
      'with an explicit deny in a VPC endpoint policy',
    ],
    ['that does not allow', allow('kms:Encrypt'), 'because no VPC endpoint policy allows the kms:DescribeKey action'],
  ])('%s limits the calls of its account', async (_, policy, tail) => {
    await declare('vpce', VENDOR, forEveryone(policy as { Statement: object[] }));
    expect(await denialOf(describeKey())).toBe(denied(tail));
    await describeKey(aws.kms(CUSTOMER));
  });
});

describe('a resource control policy', () => {
  it('that denies other organizations denies the vendor, with a message that depends on the setting', async () => {
    await declare('rcp', CUSTOMER, identityPerimeter(THEIRS));
    expect(await denialOf(describeKey())).toBe(CATCH_ALL);
    await aws.control.settings.change({ rcpDenialReadsAsCatchAll: false });
    expect(await denialOf(describeKey())).toBe(denied('with an explicit deny in a resource control policy'));
  });

  it('does not deny exempt principals', async () => {
    await declare('rcp', CUSTOMER, identityPerimeter(OURS));
    await describeKey();
  });

  it('is named to the key’s account and to roles of its organization', async () => {
    await declare('rcp', CUSTOMER, forEveryone(deny('kms:DescribeKey')), { organizationId: OURS });
    expect(await denialOf(describeKey())).toBe(denied('with an explicit deny in a resource control policy'));
    expect(await denialOf(describeKey(aws.kms(CUSTOMER)))).toContain('explicit deny in a resource control policy');
  });

  it('grants nothing, and denies nothing implicitly', async () => {
    await declare('rcp', CUSTOMER, forEveryone(allow('kms:Encrypt') as { Statement: object[] }));
    await describeKey();
    const mine = await aws.createKey();
    await declare('rcp', CUSTOMER, forEveryone(allow('kms:*') as { Statement: object[] }));
    expect(await denialOf(vendor.send(new DescribeKeyCommand({ KeyId: mine.Arn })))).toBe(CATCH_ALL);
  });
});

describe('a role whose own policy lacks the action', () => {
  it('gets a specific denial or only the catch-all, depending on the setting', async () => {
    const weak = `arn:aws:iam::${VENDOR}:role/weak`;
    await aws.control.roles.declare({ arn: weak, trustedAccounts: [VENDOR], identityPolicy: allow('kms:Encrypt') });
    const client = aws.kmsAs({ arn: weak });
    expect(await denialOf(describeKey(client))).toContain('because no identity-based policy allows');
    await aws.control.settings.change({ identityDenialReadsAsCatchAll: true });
    expect(await denialOf(describeKey(client))).toBe(CATCH_ALL.replace('role/keydesk', 'role/weak'));
    expect(await denialOf(client.send(new CreateKeyCommand({})))).toContain(
      'because no identity-based policy allows the kms:CreateKey action',
    );
  });
});

describe('guardrails', () => {
  it('are declared, replaced, listed and removed', async () => {
    await declare('scp', VENDOR, allow('kms:*'));
    await declare('scp', VENDOR, allow('*'));
    expect(await aws.control.guardrails.list()).toEqual([{ kind: 'scp', accountId: VENDOR, policy: allow('*') }]);
    await aws.control.guardrails.remove('scp', VENDOR);
    expect(await aws.control.guardrails.list()).toEqual([]);
    await expect(aws.control.guardrails.remove('scp', VENDOR)).rejects.toThrow(`Account ${VENDOR} has no scp.`);
  });

  it.each([
    [
      'a service control policy that names a principal',
      'scp',
      { ...forEveryone(deny('*')) },
      /must not name a Principal/,
    ],
    ['a resource control policy without a principal', 'rcp', deny('*'), /invalid principals/],
  ] as const)('are refused if they are invalid: %s', async (_, kind, policy, message) => {
    await expect(declare(kind, VENDOR, policy)).rejects.toThrow(message);
  });
});
