import { describe, expect, it } from 'vitest';
import { ARN } from '#lib/core/verdict/checks.test-support.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import {
  contentOf,
  grantStatement,
  KEY_ID,
  OTHER_ARN,
  OTHER_KEY_ID,
  OTHER_VENDOR,
  OWNER,
  ownerStatement,
  policy,
  refusalOf,
  root,
  STRANGER,
  useStatement,
  VENDOR,
  type StatementWords,
} from './evidence.test-support.ts';

const read = (...statements: StatementWords[]) => contentOf('key_policy', policy(...statements));
const readText = (pasted: string) => contentOf('key_policy', pasted);
const all = (answer: string) => Object.fromEntries(REQUIRED_ACTIONS.map((action) => [action, answer]));
const STANDARD = policy(ownerStatement, useStatement(), grantStatement);
const denyUs = (given: StatementWords = {}): StatementWords => ({
  Effect: 'Deny',
  Principal: { AWS: root(VENDOR) },
  Action: 'kms:*',
  Resource: '*',
  ...given,
});

describe('the policy that AWS’s console writes', () => {
  it('allows our account what backups need, and grants for AWS services, and nothing more', () => {
    expect(readText(STANDARD)).toEqual({
      kind: 'key_policy',
      answers: all('allowed'),
      conditionKeys: [],
      grantsForAwsServices: true,
      moreThanNeeded: [],
      ownerKeepsControl: true,
      otherVendorAccounts: [],
    });
  });

  it.each([
    ['the document itself, as --output text prints it', `\n${STANDARD}\n`],
    ['the document followed by its name', `${STANDARD}\tdefault\n`],
    ['JSON with the document as a string', JSON.stringify({ Policy: STANDARD, PolicyName: 'default' })],
    ['JSON with the document as an object', JSON.stringify({ Policy: JSON.parse(STANDARD) })],
    ['only the string, as --query Policy prints it', JSON.stringify(STANDARD)],
    [
      'the document under its command',
      `$ aws kms get-key-policy --key-id ${KEY_ID} --policy-name default\n${STANDARD}`,
    ],
  ])('is read from %s', (_how, pasted) => {
    expect(readText(pasted)).toMatchObject({ answers: all('allowed') });
  });

  it('lacks what the customer left out', () => {
    const Action = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:DescribeKey'];
    expect(read(ownerStatement, useStatement({ Action })).answers).toEqual({
      ...all('allowed'),
      ReEncryptTo: 'not_granted',
      GenerateDataKey: 'not_granted',
      GenerateDataKeyWithoutPlaintext: 'not_granted',
    });
  });
});

describe('the principal of a statement', () => {
  it.each<[string, StatementWords, string]>([
    ['the account by its ID', { Principal: { AWS: VENDOR } }, 'allowed'],
    ['the account in a list', { Principal: { AWS: [root(OWNER), root(VENDOR)] } }, 'allowed'],
    ['everybody', { Principal: '*' }, 'allowed'],
    ['every AWS principal', { Principal: { AWS: '*' } }, 'allowed'],
    [
      'one of our roles: production may use another',
      { Principal: { AWS: `arn:aws:iam::${VENDOR}:role/backup` } },
      'conditional',
    ],
    ['one of our sessions', { Principal: { AWS: `arn:aws:sts::${VENDOR}:assumed-role/backup/i-1` } }, 'conditional'],
    ['our account in another region', { Principal: { AWS: root(OTHER_VENDOR) } }, 'not_granted'],
    ['an AWS service', { Principal: { Service: 'backup.amazonaws.com' } }, 'not_granted'],
    ['a principal that was deleted', { Principal: { AWS: 'AROAEXAMPLEID' } }, 'not_granted'],
    ['everybody except another account', { Principal: undefined, NotPrincipal: { AWS: root(STRANGER) } }, 'allowed'],
    ['everybody except us', { Principal: undefined, NotPrincipal: { AWS: root(VENDOR) } }, 'not_granted'],
    [
      'everybody except one of our roles',
      { Principal: undefined, NotPrincipal: { AWS: `arn:aws:iam::${VENDOR}:role/a` } },
      'conditional',
    ],
  ])('%s', (_who, given, answer) => {
    const reading = read(ownerStatement, useStatement(given));
    expect(reading.answers).toEqual(all(answer));
    expect(reading.conditionKeys).toEqual(answer === 'conditional' ? ['aws:PrincipalArn'] : []);
  });

  it('names another region’s account that is trusted instead of ours, and not one that is trusted as well', () => {
    const theirs = useStatement({ Principal: { AWS: OTHER_VENDOR } });
    expect(read(ownerStatement, theirs).otherVendorAccounts).toEqual([OTHER_VENDOR]);
    expect(read(ownerStatement, theirs, useStatement()).otherVendorAccounts).toEqual([]);
  });
});

describe('the actions and resources of a statement', () => {
  it.each<[string, StatementWords, string]>([
    ['every action', { Action: '*' }, 'allowed'],
    ['every action of KMS, in any case', { Action: 'KMS:*' }, 'allowed'],
    [
      'actions in other letter case',
      { Action: ['kms:encrypt', 'KMS:DECRYPT', 'kms:reencrypt*', 'kms:generate*', 'kms:d?scribekey'] },
      'allowed',
    ],
    ['everything except an administrative action', { Action: undefined, NotAction: 'kms:PutKeyPolicy' }, 'allowed'],
    ['no KMS action', { Action: 's3:*' }, 'not_granted'],
    ['everything except KMS', { Action: undefined, NotAction: 'kms:*' }, 'not_granted'],
    ['no action at all', { Action: undefined }, 'not_granted'],
    ['this key by its ARN', { Resource: ARN }, 'allowed'],
    ['this key by a pattern', { Resource: `arn:aws:kms:*:${OWNER}:key/*` }, 'allowed'],
    ['this key and another', { Resource: [OTHER_ARN, ARN] }, 'allowed'],
    ['every key except another one', { Resource: undefined, NotResource: OTHER_ARN }, 'allowed'],
    ['every key except this one', { Resource: undefined, NotResource: ARN }, 'not_granted'],
    ['no resource at all, which KMS accepts for no key', { Resource: undefined }, 'not_granted'],
    [
      'a resource that names its caller, when a role has no user name',
      { Resource: 'arn:aws:kms:*:*:key/${aws:username}' },
      'not_granted',
    ],
    ['a resource that names the session', { Resource: 'arn:aws:kms:*:*:key/${aws:userid}' }, 'conditional'],
  ])('%s', (_what, given, answer) => {
    expect(read(ownerStatement, useStatement(given)).answers).toEqual(all(answer));
  });
});

describe('conditions', () => {
  const under = (Condition: StatementWords) => read(ownerStatement, useStatement({ Condition }));

  it.each<[string, StatementWords, string[]]>([
    ['a tag of the caller', { StringEquals: { 'aws:PrincipalTag/team': 'backup' } }, ['aws:PrincipalTag']],
    [
      'two keys',
      { StringEquals: { 'aws:PrincipalOrgID': 'o-1' }, IpAddress: { 'AWS:SOURCEIP': '10.0.0.0/8' } },
      ['aws:PrincipalOrgID', 'aws:SourceIp'],
    ],
    ['an operator that we do not know', { SoundsLike: { 'kms:CallerAccount': VENDOR } }, ['kms:CallerAccount']],
    ['a policy variable', { StringEquals: { 'kms:CallerAccount': '${aws:PrincipalTag/team}' } }, ['kms:CallerAccount']],
  ])('are left open when they depend on %s', (_what, condition, keys) => {
    const reading = under(condition);
    expect(reading.answers).toEqual(all('conditional'));
    expect(reading.conditionKeys).toEqual(keys);
  });

  it('H6 keep AWS’s names of condition keys, and none that the customer gave', () => {
    const { conditionKeys } = under({
      StringEquals: {
        'kms:EncryptionContext:northwind-payroll': 'x',
        'aws:PrincipalTag/Northwind': 'x',
        'northwind:secret': 'x',
      },
    });
    expect(conditionKeys).toEqual([
      'a condition key that Keydesk does not know',
      'aws:PrincipalTag',
      'kms:EncryptionContext',
    ]);
  });

  it.each<[string, StatementWords, string]>([
    ['our account', { StringEquals: { 'kms:CallerAccount': [STRANGER, VENDOR] } }, 'allowed'],
    ['our account by a pattern', { StringLike: { 'AWS:PrincipalAccount': '4444*' } }, 'allowed'],
    ['only the owner’s account', { StringEquals: { 'kms:CallerAccount': OWNER } }, 'not_granted'],
    ['not our account', { StringNotEqualsIfExists: { 'aws:PrincipalAccount': [VENDOR] } }, 'not_granted'],
    ['an encrypted connection', { Bool: { 'aws:SecureTransport': 'true' } }, 'allowed'],
  ])('are settled when they require %s', (_what, condition, answer) => {
    expect(under(condition).answers).toEqual(all(answer));
  });

  it('leave open what no unconditional statement allows, and nothing else', () => {
    const reading = read(
      ownerStatement,
      useStatement({ Action: 'kms:DescribeKey' }),
      useStatement({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
    );
    expect(reading.answers).toEqual({ ...all('conditional'), DescribeKey: 'allowed' });
  });
});

describe('a Deny', () => {
  it.each<[string, StatementWords, string]>([
    ['of our account', {}, 'denied'],
    ['of everybody', { Principal: '*' }, 'denied'],
    ['of everybody except the owner', { Principal: undefined, NotPrincipal: { AWS: root(OWNER) } }, 'denied'],
    [
      'of everybody except our account’s root, which may or may not include its roles',
      { Principal: undefined, NotPrincipal: { AWS: root(VENDOR) } },
      'conditional',
    ],
    ['of one of our roles', { Principal: { AWS: `arn:aws:iam::${VENDOR}:role/a` } }, 'conditional'],
    ['of calls that no AWS service makes', { Condition: { Bool: { 'aws:ViaAWSService': 'false' } } }, 'denied'],
    ['under a condition', { Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } }, 'conditional'],
    [
      'of connections without TLS',
      { Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      'allowed',
    ],
    ['of services only', { Principal: '*', Condition: { Bool: { 'aws:PrincipalIsAWSService': 'true' } } }, 'allowed'],
    ['of another account', { Principal: { AWS: STRANGER } }, 'allowed'],
    ['of another key', { Resource: undefined, NotResource: ARN }, 'allowed'],
  ])('%s', (_what, given, answer) => {
    expect(read(ownerStatement, useStatement(), denyUs(given)).answers).toEqual(all(answer));
  });

  it('outweighs an Allow only for the actions that it names', () => {
    expect(read(ownerStatement, useStatement(), denyUs({ Action: 'kms:GenerateDataKey' })).answers).toEqual({
      ...all('allowed'),
      GenerateDataKey: 'denied',
    });
  });
});

describe('permissions that backups do not need', () => {
  it('include whether AWS services may create grants for us', () => {
    expect(read(ownerStatement, useStatement()).grantsForAwsServices).toBe(false);
    expect(read(ownerStatement, grantStatement, denyUs({ Action: 'kms:CreateGrant' })).grantsForAwsServices).toBe(
      false,
    );
    const forOthers = { ...grantStatement, Condition: { Bool: { 'kms:GrantIsForAWSResource': 'false' } } };
    expect(read(ownerStatement, forOthers).grantsForAwsServices).toBe(false);
  });

  it.each<[string, StatementWords, string[]]>([
    ['everything', { Action: 'kms:*' }, ['kms:*']],
    ['an administrative action', { Action: ['kms:Decrypt', 'kms:PutKeyPolicy'] }, ['kms:PutKeyPolicy']],
    ['actions by a pattern', { Action: 'kms:Schedule*' }, ['kms:ScheduleKeyDeletion']],
    ['grants that we could create ourselves', { Action: 'kms:CreateGrant' }, ['kms:CreateGrant']],
    [
      'an action for one of our roles',
      { Principal: { AWS: `arn:aws:iam::${VENDOR}:role/a` }, Action: 'kms:DisableKey' },
      ['kms:DisableKey'],
    ],
    ['the rotation schedule, which we ask for', { Action: 'kms:GetKeyRotationStatus' }, []],
  ])('include %s granted to our account', (_what, given, more) => {
    expect(read(ownerStatement, grantStatement, useStatement(given)).moreThanNeeded).toEqual(more);
  });

  it.each<[string, StatementWords[], boolean]>([
    ['by the statement that AWS writes', [ownerStatement], true],
    ['by one role of theirs', [{ ...ownerStatement, Principal: { AWS: `arn:aws:iam::${OWNER}:role/admin` } }], true],
    [
      'for everybody in their account',
      [{ ...ownerStatement, Principal: '*', Condition: { StringEquals: { 'kms:CallerAccount': OWNER } } }],
      true,
    ],
    ['by no statement', [{ ...ownerStatement, Action: 'kms:Describe*' }], false],
    [
      'not anymore, because of a Deny',
      [ownerStatement, { ...ownerStatement, Effect: 'Deny', Action: 'kms:PutKeyPolicy' }],
      false,
    ],
  ])('include whether the owner may change the policy: %s', (_what, statements, keeps) => {
    expect(read(...statements, useStatement()).ownerKeepsControl).toBe(keeps);
  });
});

describe('a statement whose Resource names another key', () => {
  it.each([
    ['another key', OTHER_ARN],
    ['this key’s ID in another region', ARN.replace('eu-west-1', 'us-west-2')],
    ['another service', 'arn:aws:s3:::backups/*'],
  ])('has no effect on this key, and the reading says so: %s', (_what, Resource) => {
    const reading = read(ownerStatement, useStatement({ Resource }));
    expect(reading).toMatchObject({ answers: all('not_granted'), ownerKeepsControl: true, statementsForOtherKeys: 1 });
    expect(read(ownerStatement, useStatement()).statementsForOtherKeys).toBeUndefined();
  });
});

describe('a policy that is refused', () => {
  it.each([
    ['about_another_key', JSON.stringify({ Arn: OTHER_ARN, Policy: STANDARD })],
    ['about_another_key', policy({ ...ownerStatement, Principal: { AWS: root(STRANGER) } }, useStatement())],
    ['about_another_key', `aws kms get-key-policy --key-id ${OTHER_KEY_ID}\n${STANDARD}`],
    ['bare_statement', JSON.stringify(useStatement())],
    ['bare_statement', JSON.stringify([useStatement(), grantStatement])],
    ['bare_statement', `${JSON.stringify(useStatement(), null, 2)},\n${JSON.stringify(grantStatement, null, 2)}`],
    ['bare_statement', `${JSON.stringify(useStatement())},`],
    ['other_policy', policy({ ...ownerStatement, Action: 's3:*', Resource: 'arn:aws:s3:::backups/*' })],
    ['other_policy', policy({ ...ownerStatement, Action: 'sts:AssumeRole', Resource: undefined })],
    ['organization_policy', policy(denyUs({ Principal: '*' }))],
    ['identity_policy', policy({ Effect: 'Allow', Action: 'kms:*', Resource: '*' })],
    ['smart_quotes', STANDARD.replaceAll('"', '“')],
    ['other_output_format', "Policy: '{}'\nPolicyName: default"],
    [
      'error_instead',
      'An error occurred (AccessDeniedException) when calling the GetKeyPolicy operation: User: arn:aws:iam::111122223333:user/jo is not authorized to perform: kms:GetKeyPolicy',
    ],
    ['not_json', STANDARD.slice(0, -2)],
    ['not_this_command', policy()],
    ['not_this_command', policy(useStatement({ Effect: 'Perhaps' }))],
    ['not_this_command', policy(useStatement({ NotPrincipal: '*' }))],
    ['not_this_command', policy(useStatement({ Principal: 12 }))],
    ['not_this_command', JSON.stringify({ Policy: 'default' })],
    ['not_json', policy(useStatement()).replace('"Effect"', '"__proto__"')],
  ])('is refused as %s (%#)', (reason, pasted) => {
    expect(refusalOf('key_policy', pasted)).toBe(reason);
  });

  it('is not one that allows us to change a customer’s key policy', () => {
    const forUs = { ...ownerStatement, Principal: { AWS: root(VENDOR) } };
    expect(read(forUs)).toMatchObject({ ownerKeepsControl: false, moreThanNeeded: ['kms:*'] });
  });
});
