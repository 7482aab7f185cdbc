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
  it('allows our account all that backups need, and grants for AWS services, and nothing more', () => {
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
    ['the document with its name behind it', `${STANDARD}\tdefault\n`],
    ['JSON with the document as a text', JSON.stringify({ Policy: STANDARD, PolicyName: 'default' })],
    ['JSON with the document as an object', JSON.stringify({ Policy: JSON.parse(STANDARD) })],
    ['the text alone, as --query Policy prints it', JSON.stringify(STANDARD)],
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

describe('whom a statement is about', () => {
  it.each<[string, StatementWords, string]>([
    ['the account by its number', { Principal: { AWS: VENDOR } }, 'allowed'],
    ['the account in a list', { Principal: { AWS: [root(OWNER), root(VENDOR)] } }, 'allowed'],
    ['everybody', { Principal: '*' }, 'allowed'],
    ['every AWS principal', { Principal: { AWS: '*' } }, 'allowed'],
    [
      'one role of ours: production may come as another',
      { Principal: { AWS: `arn:aws:iam::${VENDOR}:role/backup` } },
      'conditional',
    ],
    ['one session of ours', { Principal: { AWS: `arn:aws:sts::${VENDOR}:assumed-role/backup/i-1` } }, 'conditional'],
    ['our account in another region', { Principal: { AWS: root(OTHER_VENDOR) } }, 'not_granted'],
    ['an AWS service', { Principal: { Service: 'backup.amazonaws.com' } }, 'not_granted'],
    ['a principal that was deleted', { Principal: { AWS: 'AROAEXAMPLEID' } }, 'not_granted'],
    ['all but a stranger', { Principal: undefined, NotPrincipal: { AWS: root(STRANGER) } }, 'allowed'],
    ['all but us', { Principal: undefined, NotPrincipal: { AWS: root(VENDOR) } }, 'not_granted'],
    [
      'all but one role of ours',
      { Principal: undefined, NotPrincipal: { AWS: `arn:aws:iam::${VENDOR}:role/a` } },
      'conditional',
    ],
  ])('%s', (_who, given, answer) => {
    const reading = read(ownerStatement, useStatement(given));
    expect(reading.answers).toEqual(all(answer));
    expect(reading.conditionKeys).toEqual(answer === 'conditional' ? ['aws:PrincipalArn'] : []);
  });

  it('names the account of another region that is trusted in place of ours, and not one that is trusted besides', () => {
    const theirs = useStatement({ Principal: { AWS: OTHER_VENDOR } });
    expect(read(ownerStatement, theirs).otherVendorAccounts).toEqual([OTHER_VENDOR]);
    expect(read(ownerStatement, theirs, useStatement()).otherVendorAccounts).toEqual([]);
  });
});

describe('what a statement covers', () => {
  it.each<[string, StatementWords, string]>([
    ['every action', { Action: '*' }, 'allowed'],
    ['every action of KMS, in any case', { Action: 'KMS:*' }, 'allowed'],
    [
      'actions in other letters',
      { Action: ['kms:encrypt', 'KMS:DECRYPT', 'kms:reencrypt*', 'kms:generate*', 'kms:d?scribekey'] },
      'allowed',
    ],
    ['all but an administrative action', { Action: undefined, NotAction: 'kms:PutKeyPolicy' }, 'allowed'],
    ['none of KMS', { Action: 's3:*' }, 'not_granted'],
    ['all but KMS', { Action: undefined, NotAction: 'kms:*' }, 'not_granted'],
    ['no action at all', { Action: undefined }, 'not_granted'],
    ['this key by its ARN', { Resource: ARN }, 'allowed'],
    ['this key by a pattern', { Resource: `arn:aws:kms:*:${OWNER}:key/*` }, 'allowed'],
    ['this key beside another', { Resource: [OTHER_ARN, ARN] }, 'allowed'],
    ['all but another key', { Resource: undefined, NotResource: OTHER_ARN }, 'allowed'],
    ['all but this key', { Resource: undefined, NotResource: ARN }, 'not_granted'],
    ['no resource at all, which KMS takes for no key', { Resource: undefined }, 'not_granted'],
    ['a resource that names its caller', { Resource: 'arn:aws:kms:*:*:key/${aws:username}' }, 'conditional'],
  ])('%s', (_what, given, answer) => {
    expect(read(ownerStatement, useStatement(given)).answers).toEqual(all(answer));
  });
});

describe('conditions', () => {
  const under = (Condition: StatementWords) => read(ownerStatement, useStatement({ Condition }));

  it.each<[string, StatementWords, string[]]>([
    ['a service', { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }, ['kms:ViaService']],
    [
      'two keys',
      { StringEquals: { 'aws:PrincipalOrgID': 'o-1' }, IpAddress: { 'AWS:SOURCEIP': '10.0.0.0/8' } },
      ['aws:PrincipalOrgID', 'aws:SourceIp'],
    ],
    ['an operator that we do not know', { SoundsLike: { 'kms:CallerAccount': VENDOR } }, ['kms:CallerAccount']],
    ['a policy variable', { StringEquals: { 'kms:CallerAccount': '${aws:PrincipalTag/team}' } }, ['kms:CallerAccount']],
  ])('leave it open where they hang on %s', (_what, condition, keys) => {
    const reading = under(condition);
    expect(reading.answers).toEqual(all('conditional'));
    expect(reading.conditionKeys).toEqual(keys);
  });

  it('H6 keep AWS’s names of them, and none that the customer gave', () => {
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
    ['our account by pattern', { StringLike: { 'AWS:PrincipalAccount': '4444*' } }, 'allowed'],
    ['only the owner’s account', { StringEquals: { 'kms:CallerAccount': OWNER } }, 'not_granted'],
    ['not our account', { StringNotEqualsIfExists: { 'aws:PrincipalAccount': [VENDOR] } }, 'not_granted'],
    ['an encrypted connection', { Bool: { 'aws:SecureTransport': 'true' } }, 'allowed'],
  ])('are settled where they ask for %s', (_what, condition, answer) => {
    expect(under(condition).answers).toEqual(all(answer));
  });

  it('open what an unconditional statement does not allow, and not what it does', () => {
    const reading = read(
      ownerStatement,
      useStatement({ Action: 'kms:DescribeKey' }),
      useStatement({ Condition: { StringEquals: { 'kms:ViaService': 'x' } } }),
    );
    expect(reading.answers).toEqual({ ...all('conditional'), DescribeKey: 'allowed' });
  });
});

describe('a Deny', () => {
  it.each<[string, StatementWords, string]>([
    ['of our account', {}, 'denied'],
    ['of everybody', { Principal: '*' }, 'denied'],
    ['of all but the owner', { Principal: undefined, NotPrincipal: { AWS: root(OWNER) } }, 'denied'],
    [
      'of all but our account’s root, whose roles it may or may not mean',
      { Principal: undefined, NotPrincipal: { AWS: root(VENDOR) } },
      'conditional',
    ],
    ['of one role of ours', { Principal: { AWS: `arn:aws:iam::${VENDOR}:role/a` } }, 'conditional'],
    ['under a condition', { Condition: { Bool: { 'aws:ViaAWSService': 'false' } } }, 'conditional'],
    [
      'of connections without TLS',
      { Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      'allowed',
    ],
    ['of services only', { Principal: '*', Condition: { Bool: { 'aws:PrincipalIsAWSService': 'true' } } }, 'allowed'],
    ['of a stranger', { Principal: { AWS: STRANGER } }, 'allowed'],
    ['of another key', { Resource: undefined, NotResource: ARN }, 'allowed'],
  ])('%s', (_what, given, answer) => {
    expect(read(ownerStatement, useStatement(), denyUs(given)).answers).toEqual(all(answer));
  });

  it('outweighs what is allowed only for the actions that it names', () => {
    expect(read(ownerStatement, useStatement(), denyUs({ Action: 'kms:GenerateDataKey' })).answers).toEqual({
      ...all('allowed'),
      GenerateDataKey: 'denied',
    });
  });
});

describe('beside what backups need', () => {
  it('tells whether AWS services may make grants for us', () => {
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
    ['actions by pattern', { Action: 'kms:Schedule*' }, ['kms:ScheduleKeyDeletion']],
    ['grants that we could make ourselves', { Action: 'kms:CreateGrant' }, ['kms:CreateGrant']],
    [
      'an action for one role of ours',
      { Principal: { AWS: `arn:aws:iam::${VENDOR}:role/a` }, Action: 'kms:DisableKey' },
      ['kms:DisableKey'],
    ],
    ['the rotation schedule, which we ask for', { Action: 'kms:GetKeyRotationStatus' }, []],
  ])('names %s that our account is given', (_what, given, more) => {
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
    ['no more, by a Deny', [ownerStatement, { ...ownerStatement, Effect: 'Deny', Action: 'kms:PutKeyPolicy' }], false],
  ])('tells whether the owner may change the policy: %s', (_what, statements, keeps) => {
    expect(read(...statements, useStatement()).ownerKeepsControl).toBe(keeps);
  });
});

describe('a policy that is refused', () => {
  it.each([
    ['about_another_key', policy(ownerStatement, useStatement({ Resource: OTHER_ARN }))],
    ['about_another_key', policy(ownerStatement, useStatement({ Resource: ARN.replace('eu-west-1', 'us-west-2') }))],
    ['about_another_key', policy({ ...ownerStatement, Resource: 'arn:aws:s3:::backups/*' })],
    ['about_another_key', policy({ ...ownerStatement, Principal: { AWS: root(STRANGER) } }, useStatement())],
    ['about_another_key', `aws kms get-key-policy --key-id ${OTHER_KEY_ID}\n${STANDARD}`],
    ['bare_statement', JSON.stringify(useStatement())],
    ['bare_statement', JSON.stringify([useStatement(), grantStatement])],
    ['bare_statement', `${JSON.stringify(useStatement(), null, 2)},\n${JSON.stringify(grantStatement, null, 2)}`],
    ['bare_statement', `${JSON.stringify(useStatement())},`],
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

  it('is not one that a customer’s key can have which trusts us to change it', () => {
    const ours = { ...ownerStatement, Principal: { AWS: root(VENDOR) } };
    expect(read(ours)).toMatchObject({ ownerKeepsControl: false, moreThanNeeded: ['kms:*'] });
  });
});
