import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  PutKeyPolicyCommand,
  ReEncryptCommand,
  type KMSClient,
} from '@aws-sdk/client-kms';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEvidence } from '#lib/core/evidence/read-evidence.ts';
import { parseKeyArn } from '#lib/core/key/key-arn.ts';
import { REQUIRED_ACTIONS, type RequiredAction } from '#lib/core/probe/actions.ts';
import {
  allow,
  CUSTOMER,
  rootArn,
  startTestSandbox,
  STRANGER,
  VENDOR,
  type CreatedKey,
  type TestSandbox,
} from './sandbox.test-support.ts';

const PROBE = `arn:aws:iam::${VENDOR}:role/service/keydesk`;
const SESSION = `arn:aws:sts::${VENDOR}:assumed-role/keydesk/keydesk-probe`;
const THIS_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/this-key';
const NUM_RUNS = 300;

let aws: TestSandbox;
let customer: KMSClient;
let probe: KMSClient;
let ownKey: CreatedKey;
let key: CreatedKey;
beforeAll(async () => {
  aws = await startTestSandbox();
  await aws.control.roles.declare({ arn: PROBE, trustedAccounts: [VENDOR], identityPolicy: allow('kms:*') });
  customer = aws.kms(CUSTOMER);
  probe = aws.kmsAs({ arn: PROBE });
  ownKey = await aws.createKey({ accountId: VENDOR });
  key = await aws.createKey();
});
afterAll(() => aws.close());

const some = <T>(...values: T[]) =>
  fc
    .subarray(values, { minLength: 1, maxLength: Math.min(values.length, 3) })
    .map((list) => (list.length === 1 ? list[0] : list));
const weighted = <T>(usual: T, ...others: T[]) => fc.constantFrom(...others.map(() => usual), ...others);

const principals = fc.oneof(
  fc.constant('*'),
  some('*', VENDOR, rootArn(VENDOR), PROBE, SESSION, `arn:aws:iam::${VENDOR}:role/other`, CUSTOMER, STRANGER).map(
    (AWS) => ({
      AWS,
    }),
  ),
  fc.constant({ AWS: [VENDOR, PROBE] }),
  fc.constant({ Service: 's3.amazonaws.com' }),
);
const actions = some(
  '*',
  'kms:*',
  'kms:Encrypt',
  'KMS:decrypt',
  'kms:ReEncrypt*',
  'kms:GenerateDataKey',
  'kms:*Key*',
  'kms:??crypt',
  's3:*',
);
const resources = some(
  '*',
  THIS_KEY,
  `arn:aws:kms:*:${CUSTOMER}:key/*`,
  'arn:aws:kms:*',
  `arn:aws:kms:us-east-1:${CUSTOMER}:key/*`,
  'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  `arn:aws:kms:eu-west-1:${CUSTOMER}:key/\${*}`,
  `arn:aws:kms:eu-west-1:${CUSTOMER}:key/*\${aws:PrincipalTag/none}`,
  `${THIS_KEY}\${aws:PrincipalTag/none, ''}`,
  `arn:aws:kms:eu-west-1:${CUSTOMER}:\${aws:PrincipalTag/none, 'key'}/*`,
);

const ACCOUNTS = [
  VENDOR,
  CUSTOMER,
  STRANGER,
  '4444*',
  '4444????????',
  '*',
  '${aws:PrincipalAccount}',
  '${aws:PrincipalTag/none}',
  `\${aws:PrincipalTag/none, '${VENDOR}'}`,
  `\${kms:CallerAccount, '${CUSTOMER}'}`,
  '4444${*}',
  '4444${?}5556666',
];
const TEXTS: Record<string, readonly string[]> = {
  'kms:CallerAccount': ACCOUNTS,
  'aws:PrincipalAccount': ACCOUNTS,
  'AWS:principalarn': [
    PROBE,
    SESSION,
    rootArn(VENDOR),
    `arn:aws:iam::${VENDOR}:role/*`,
    `arn:aws:iam::${VENDOR}:*`,
    'arn:*',
  ],
  'aws:PrincipalType': ['AssumedRole', 'Account', 'User', '*'],
  'aws:userid': ['AROA*:keydesk-probe', 'AIDA*', '*'],
  'aws:username': ['keydesk', '*'],
  'aws:PrincipalTag/team': ['backup', '*'],
  'aws:PrincipalOrgID': ['o-customer01', '${aws:ResourceOrgID}'],
  'aws:ResourceAccount': ACCOUNTS,
  'aws:RequestedRegion': ['eu-west-1', 'us-east-1', 'eu-*'],
  'aws:UserAgent': ['aws-sdk-js/*', 'curl', '*'],
  'aws:SourceVpce': ['vpce-1', '*'],
  'kms:ViaService': ['s3.eu-west-1.amazonaws.com', '*'],
  'kms:KeySpec': ['SYMMETRIC_DEFAULT', 'RSA_2048'],
  'kms:KeyOrigin': ['AWS_KMS', 'EXTERNAL'],
  'kms:EncryptionAlgorithm': ['SYMMETRIC_DEFAULT', 'RSAES_OAEP_SHA_1'],
  'kms:EncryptionContext:tenant': ['a', 'A', '*', '${aws:PrincipalAccount}'],
  'kms:EncryptionContext:JOB': ['nightly', '*'],
  'kms:EncryptionContextKeys': ['tenant', 'job', '*'],
  'kms:RequestAlias': ['alias/backups', '*'],
  'kms:ResourceAliases': ['alias/backups', '*'],
};
const FLAGS = [
  'aws:SecureTransport',
  'aws:PrincipalIsAWSService',
  'aws:ViaAWSService',
  'aws:MultiFactorAuthPresent',
  'kms:GrantIsForAWSResource',
  'kms:MultiRegion',
];
const qualified = (operator: fc.Arbitrary<string>) =>
  fc
    .tuple(weighted('', 'ForAnyValue:', 'ForAllValues:'), operator, weighted('', 'IfExists'))
    .map(([set, name, ifExists]) => `${set}${name}${ifExists}`);
const not = (...names: string[]) =>
  fc.constantFrom(...names, ...names.map((name) => name.replace(/^(String|Arn)/, '$1Not')));
const test = (operator: fc.Arbitrary<string>, name: string, values: fc.Arbitrary<unknown>) =>
  fc.tuple(qualified(operator), values).map(([chosen, value]) => ({ [chosen]: { [name]: value } }));
const textNames = fc.oneof(
  fc.constantFrom(...Object.keys(TEXTS)),
  fc.constantFrom(
    'kms:CallerAccount',
    'aws:PrincipalAccount',
    'kms:EncryptionContext:tenant',
    'kms:EncryptionContextKeys',
  ),
);
const conditions = fc.oneof(
  textNames.chain((name) =>
    test(not('StringEquals', 'StringEqualsIgnoreCase', 'StringLike'), name, some(...(TEXTS[name] ?? []))),
  ),
  test(not('ArnEquals', 'ArnLike'), 'aws:PrincipalArn', some(...(TEXTS['AWS:principalarn'] ?? []))),
  fc
    .constantFrom(...FLAGS)
    .chain((name) => test(fc.constant('Bool'), name, fc.constantFrom('true', 'false', true, false))),
  fc
    .tuple(
      fc.oneof(textNames, fc.constantFrom(...FLAGS, 'aws:TokenIssueTime', 'aws:MultiFactorAuthAge', 'aws:SourceIp')),
      fc.boolean(),
    )
    .map(([name, isAbsent]) => ({ Null: { [name]: String(isAbsent) } })),
  test(
    fc.constantFrom('IpAddress', 'NotIpAddress'),
    'aws:SourceIp',
    some('127.0.0.0/8', '203.0.113.0/24', '0.0.0.0/0', '::/0'),
  ),
  test(
    fc.constantFrom('DateLessThan', 'DateGreaterThan', 'DateNotEquals'),
    'aws:CurrentTime',
    some('2020-01-01', '2120-01-01T00:00:00Z'),
  ),
  test(fc.constantFrom('DateLessThan', 'DateGreaterThan'), 'aws:TokenIssueTime', some('2020-01-01', '4733510400')),
  test(fc.constantFrom('NumericLessThan', 'NumericNotEquals'), 'aws:MultiFactorAuthAge', some('3600', '0')),
  test(fc.constantFrom('NumericLessThan', 'NumericGreaterThan'), 'aws:EpochTime', some('0', '4733510400')),
);
/** ForAllValues on an encryption context is refused by KMS. */
const accepted = conditions.filter(
  (condition) => !/"ForAllValues:[A-Za-z]+":\{"kms:EncryptionContext:/.test(JSON.stringify(condition)),
);

/** Mostly a part that covers our calls, so that the other parts of a statement decide. */
const mostly = <T, U>(usual: T, other: fc.Arbitrary<U>) =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 2 }, { arbitrary: other, weight: 1 });
const element = <T>(name: string, usual: T, values: fc.Arbitrary<unknown>) =>
  mostly(
    { [name]: usual },
    fc.tuple(fc.constantFrom(name, name, `Not${name}`), values).map(([chosen, value]) => ({ [chosen]: value })),
  );
const statements = fc
  .record({
    effect: fc.constantFrom('Allow', 'Deny'),
    principal: element('Principal', { AWS: VENDOR }, principals),
    action: element('Action', 'kms:*', actions),
    resource: element('Resource', '*', resources),
    conditions: fc.array(accepted, { maxLength: 2 }),
  })
  .map(({ effect, principal, action, resource, conditions: all }) => ({
    // NotPrincipal is only valid with Deny.
    Effect: 'NotPrincipal' in principal ? 'Deny' : effect,
    ...principal,
    ...action,
    ...resource,
    Condition: Object.assign({}, ...all) as object,
  }));
const shared = { Effect: 'Allow', Principal: { AWS: [CUSTOMER, VENDOR] }, Action: 'kms:*', Resource: '*' };
const owner = { ...shared, Principal: { AWS: CUSTOMER } };
const keyPolicies = fc
  .record({
    Version: weighted<string | undefined>('2012-10-17', '2008-10-17', undefined),
    first: fc.constantFrom(shared, owner),
    others: fc.array(statements, { minLength: 1, maxLength: 2 }),
  })
  .map(({ Version, first, others }) => JSON.stringify({ Version, Statement: [first, ...others] }));
const contexts = fc.constantFrom<Record<string, string> | null>(null, { tenant: 'a', job: 'nightly' });

type Context = Record<string, string> | undefined;
const dryRun = { DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT' as const] };
const reEncrypt = (SourceKeyId: string, DestinationKeyId: string, context: Context) => {
  const contexts = { SourceEncryptionContext: context, DestinationEncryptionContext: context };
  return probe.send(new ReEncryptCommand({ SourceKeyId, DestinationKeyId, ...contexts, ...dryRun }));
};
const CALLS: Record<RequiredAction, (KeyId: string, EncryptionContext: Context) => Promise<unknown>> = {
  DescribeKey: (KeyId) => probe.send(new DescribeKeyCommand({ KeyId })),
  Encrypt: (KeyId, EncryptionContext) =>
    probe.send(new EncryptCommand({ KeyId, EncryptionContext, Plaintext: Buffer.from('x'), DryRun: true })),
  Decrypt: (KeyId, EncryptionContext) => probe.send(new DecryptCommand({ KeyId, EncryptionContext, ...dryRun })),
  ReEncryptFrom: (KeyId, context) => reEncrypt(KeyId, ownKey.Arn, context),
  ReEncryptTo: (KeyId, context) => reEncrypt(ownKey.Arn, KeyId, context),
  GenerateDataKey: (KeyId, EncryptionContext) =>
    probe.send(new GenerateDataKeyCommand({ KeyId, EncryptionContext, KeySpec: 'AES_256', DryRun: true })),
  GenerateDataKeyWithoutPlaintext: (KeyId, EncryptionContext) =>
    probe.send(
      new GenerateDataKeyWithoutPlaintextCommand({ KeyId, EncryptionContext, KeySpec: 'AES_256', DryRun: true }),
    ),
};

/** What the reader may know of these calls: the encryption context, and that they are made now. */
function subjectOf(keyArn: string, encryptionContext: Record<string, string> | null) {
  const parsed = parseKeyArn(keyArn);
  if (!parsed.ok) throw new Error(`Not a key ARN: ${keyArn}`);
  const { arn } = parsed.value;
  return { arn, vendorAccountId: VENDOR, otherVendorAccountIds: [], encryptionContext, at: new Date() };
}

/** Whether a call of our role is allowed. Throws for any other failure than a denial. */
async function isAllowed(action: RequiredAction, keyArn: string, context: Context): Promise<boolean> {
  try {
    await CALLS[action](keyArn, context);
    return true;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'DryRunOperationException') return true;
    if (error.name === 'AccessDeniedException') return false;
    throw error;
  }
}

/** Gives the key this policy. If the policy before it locked the owner out, takes a new key. */
async function putPolicy(template: string): Promise<string> {
  const put = async () => {
    const Policy = template.replaceAll(THIS_KEY, key.Arn);
    const command = new PutKeyPolicyCommand({ KeyId: key.Arn, Policy, BypassPolicyLockoutSafetyCheck: true });
    await customer.send(command);
    return Policy;
  };
  try {
    return await put();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AccessDeniedException') throw error;
    key = await aws.createKey();
    return put();
  }
}

describe('the sandbox and the policy reader', () => {
  it('agree about every key policy, unless the reader says that the answer depends on more', async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(keyPolicies, contexts, async (template, context) => {
        const policy = await putPolicy(template);
        const read = readEvidence('key_policy', policy, subjectOf(key.Arn, context));
        if (!read.ok || read.value.kind !== 'key_policy') throw new Error('The policy was refused.');
        for (const action of REQUIRED_ACTIONS) {
          const answer = read.value.answers[action];
          seen.set(answer, (seen.get(answer) ?? 0) + 1);
          if (answer === 'conditional') continue;
          const outcome = (await isAllowed(action, key.Arn, context ?? undefined)) ? 'allowed' : 'denied';
          const said = answer === 'not_granted' ? 'denied' : answer;
          expect({ action, said, policy: JSON.parse(policy) as object }).toEqual(
            expect.objectContaining({ action, said: outcome }),
          );
        }
      }),
      { numRuns: NUM_RUNS },
    );
    // Otherwise the property would hold of nothing.
    for (const answer of ['allowed', 'denied', 'not_granted']) {
      expect([answer, (seen.get(answer) ?? 0) > NUM_RUNS / 20]).toEqual([answer, true]);
    }
  }, 120_000);
});
