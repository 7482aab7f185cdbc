import { describe, expect, it } from 'vitest';
import type { PolicyReading } from '#lib/core/finding/evidence.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import type { EvidenceSubject } from './evidence-subject.ts';
import {
  grantStatement,
  OTHER_ARN,
  OWNER,
  ownerStatement,
  policy,
  SUBJECT,
  useStatement,
  VENDOR,
  type StatementWords,
} from './evidence.test-support.ts';
import { openPaste } from './pasted-text.ts';
import { answerOf } from './policy-answers.ts';
import { readPolicyDocument } from './policy-document.ts';
import { readEvidence } from './read-evidence.ts';

type Known = Partial<EvidenceSubject>;

function read(text: string, known: Known = {}): PolicyReading {
  const reading = readEvidence('key_policy', text, { ...SUBJECT, ...known });
  if (!reading.ok || reading.value.kind !== 'key_policy') throw new Error('The policy was refused.');
  return reading.value;
}
/** What the policy gives our Encrypt under a condition on our only Allow. */
const under = (Condition: StatementWords, known: Known = {}): string =>
  read(policy(ownerStatement, useStatement({ Condition })), known).answers.Encrypt;
/** What is left of an unconditional Allow beside a Deny under a condition. */
const beside = (Condition: StatementWords, known: Known = {}): string =>
  read(policy(ownerStatement, useStatement(), useStatement({ Effect: 'Deny', Condition })), known).answers.Encrypt;

const AT = new Date('2026-03-10T12:00:00Z');

describe('what is known of our call decides a condition', () => {
  it.each<[string, StatementWords, string]>([
    ['kms:CallerAccount', { StringEquals: { 'kms:CallerAccount': VENDOR } }, 'allowed'],
    ['a number in place of a text', { StringEquals: { 'kms:CallerAccount': Number(VENDOR) } }, 'allowed'],
    ['kms:ViaService, because we call KMS ourselves', { StringLike: { 'kms:ViaService': '*' } }, 'not_granted'],
    [
      'kms:GrantIsForAWSResource, which only grants have',
      { Bool: { 'kms:GrantIsForAWSResource': true } },
      'not_granted',
    ],
    [
      'kms:RequestAlias, because we call with the ARN',
      { StringEquals: { 'kms:RequestAlias': 'alias/x' } },
      'not_granted',
    ],
    ['aws:RequestedRegion', { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }, 'allowed'],
    ['aws:RequestedRegion of another region', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }, 'not_granted'],
    ['aws:PrincipalType', { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }, 'allowed'],
    ['aws:SecureTransport', { Bool: { 'aws:SecureTransport': 'true' } }, 'allowed'],
    ['aws:ViaAWSService', { Bool: { 'aws:ViaAWSService': 'false' } }, 'allowed'],
    ['aws:CalledVia', { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'athena.amazonaws.com' } }, 'not_granted'],
    ['MFA, which a service has not', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, 'not_granted'],
    ['kms:EncryptionAlgorithm', { StringEquals: { 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' } }, 'allowed'],
    ['every role of our account', { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${VENDOR}:role/*` } }, 'allowed'],
    ['roles of the owner', { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${OWNER}:role/*` } }, 'not_granted'],
    ['one role of ours', { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${VENDOR}:role/a` } }, 'conditional'],
    ['aws:SourceIp, which we do not know', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, 'conditional'],
    ['a network that is none', { IpAddress: { 'aws:SourceIp': 'all' } }, 'conditional'],
    ['our organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } }, 'conditional'],
  ])('%s', (_what, condition, answer) => {
    expect(under(condition)).toBe(answer);
  });

  it.each<[string, StatementWords, Known, string, string]>([
    ['none is sent', {}, { encryptionContext: null }, 'not_granted', 'allowed'],
    ['the same is sent', {}, { encryptionContext: { App: 'backup' } }, 'allowed', 'denied'],
    ['another value is sent', {}, { encryptionContext: { app: 'other' } }, 'not_granted', 'allowed'],
    ['we do not know what is sent', {}, {}, 'conditional', 'conditional'],
  ])('the encryption context: %s', (_what, _given, known, allow, deny) => {
    const condition = { StringEquals: { 'kms:EncryptionContext:app': 'backup' } };
    expect([under(condition, known), beside(condition, known)]).toEqual([allow, deny]);
    // DescribeKey has no encryption context, so it never meets such a condition.
    const reading = read(policy(ownerStatement, useStatement({ Condition: condition })), known);
    expect(reading.answers.DescribeKey).toBe('not_granted');
  });

  it.each<[string, StatementWords, string]>([
    ['before a date that is past', { DateLessThan: { 'aws:CurrentTime': '2026-03-10T11:59:59Z' } }, 'not_granted'],
    ['until a later date', { DateLessThanEquals: { 'aws:CurrentTime': '2026-03-10T12:00:00Z' } }, 'allowed'],
    ['after a time in seconds', { NumericGreaterThan: { 'aws:EpochTime': 1_700_000_000 } }, 'allowed'],
    ['a date that is none', { DateLessThan: { 'aws:CurrentTime': 'soon' } }, 'conditional'],
  ])('the time: %s', (_what, condition, answer) => {
    expect(under(condition, { at: AT })).toBe(answer);
    expect(under(condition)).toBe('conditional');
  });
});

describe('a condition key that the call does not have', () => {
  const key = 'kms:ViaService';
  it.each<[string, StatementWords, string, string]>([
    ['fails a positive operator', { StringEquals: { [key]: 'x' } }, 'not_granted', 'allowed'],
    ['meets a negated operator', { StringNotEquals: { [key]: 'x' } }, 'allowed', 'denied'],
    ['meets …IfExists', { StringEqualsIfExists: { [key]: 'x' } }, 'allowed', 'denied'],
    ['meets Null: true', { Null: { [key]: 'true' } }, 'allowed', 'denied'],
    ['fails Null: false', { Null: { [key]: false } }, 'not_granted', 'allowed'],
    ['meets ForAllValues', { 'ForAllValues:StringEquals': { [key]: 'x' } }, 'allowed', 'denied'],
    ['fails ForAnyValue', { 'ForAnyValue:StringEquals': { [key]: 'x' } }, 'not_granted', 'allowed'],
    [
      'fails ForAnyValue also when it is negated',
      { 'ForAnyValue:StringNotEquals': { [key]: 'x' } },
      'not_granted',
      'allowed',
    ],
  ])('%s', (_what, condition, allow, deny) => {
    expect([under(condition), beside(condition)]).toEqual([allow, deny]);
  });

  it('leaves Null open where the key may be there', () => {
    expect(under({ Null: { 'aws:SourceVpce': 'true' } })).toBe('conditional');
    expect(under({ Null: { 'kms:CallerAccount': 'false' } })).toBe('allowed');
  });
});

describe('several values', () => {
  const known = { encryptionContext: { app: 'backup', tenant: 'a' } };
  it.each<[string, StatementWords, string]>([
    ['one of them is enough', { StringEquals: { 'kms:CallerAccount': [OWNER, VENDOR] } }, 'allowed'],
    [
      'a negated operator allows none of them',
      { StringNotEquals: { 'kms:CallerAccount': [OWNER, VENDOR] } },
      'not_granted',
    ],
    [
      'all of the call are in the list',
      { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['app', 'tenant', 'x'] } },
      'allowed',
    ],
    [
      'not all of the call are in the list',
      { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['app'] } },
      'not_granted',
    ],
    [
      'one of the call is in the list',
      { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['tenant'] } },
      'allowed',
    ],
    [
      'one of the call is not in the list',
      { 'ForAnyValue:StringNotEquals': { 'kms:EncryptionContextKeys': ['app'] } },
      'allowed',
    ],
    [
      'names of the context are compared with their case',
      { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['APP'] } },
      'not_granted',
    ],
    [
      '… unless the operator ignores it',
      { 'ForAnyValue:StringEqualsIgnoreCase': { 'kms:EncryptionContextKeys': ['APP'] } },
      'allowed',
    ],
    [
      'every condition must hold',
      { StringEquals: { 'kms:CallerAccount': VENDOR, 'aws:RequestedRegion': 'us-east-1' } },
      'not_granted',
    ],
  ])('%s', (_what, condition, answer) => {
    expect(under(condition, known)).toBe(answer);
  });
});

describe('policy variables', () => {
  const account = (value: string): StatementWords => ({ StringLike: { 'kms:CallerAccount': value } });
  it.each<[string, string, string]>([
    ['are replaced by what is known', '${aws:PrincipalAccount}', 'allowed'],
    ['match nothing without a value', '${aws:username}', 'not_granted'],
    ['take their default without a value', "${aws:username, '444455556666'}", 'allowed'],
    ['take their default only then', "${aws:PrincipalAccount, '111122223333'}", 'allowed'],
    ['leave the answer open when they are not known', '${aws:PrincipalTag/account}', 'conditional'],
    ['write a wildcard that is none', '4444${*}', 'not_granted'],
    ['write a question mark that is no wildcard', '44445555666${?}', 'not_granted'],
    ['stand beside wildcards', '${aws:PrincipalAccount}*', 'allowed'],
  ])('%s', (_what, value, answer) => {
    expect(under(account(value))).toBe(answer);
  });

  it('without a value meet a negated operator', () => {
    expect(under({ StringNotEquals: { 'kms:CallerAccount': '${aws:username}' } })).toBe('allowed');
  });

  it.each(['2008-10-17', undefined])('are plain text in a document of version %s', (Version) => {
    const text = JSON.stringify({
      Version,
      Statement: [ownerStatement, useStatement({ Condition: account('${aws:PrincipalAccount}') })],
    });
    expect(read(text).answers.Encrypt).toBe('not_granted');
  });

  it('in Resource are replaced too', () => {
    const of = (Resource: string) => read(policy(ownerStatement, useStatement({ Resource }))).answers.Encrypt;
    expect(of('arn:aws:kms:${aws:RequestedRegion}:*:key/*')).toBe('allowed');
    expect(of('arn:aws:kms:eu-west-1:${aws:PrincipalAccount}:key/*')).toBe('not_granted');
  });
});

describe('access through AWS services', () => {
  const via = (services: string | string[]) =>
    read(policy(ownerStatement, useStatement({ Condition: { StringEquals: { 'kms:ViaService': services } } })));

  it('is told apart from our own', () => {
    expect(via(['s3.eu-west-1.amazonaws.com', 'rds.eu-west-1.amazonaws.com'])).toMatchObject({
      answers: { Encrypt: 'not_granted' },
      throughServices: ['rds', 's3'],
      moreThanNeeded: [],
    });
    expect(read(policy(ownerStatement, useStatement())).throughServices).toBeUndefined();
  });

  it('H6 is named only by services that AWS documents', () => {
    expect(via('northwind.eu-west-1.amazonaws.com').throughServices).toBeUndefined();
  });

  it('includes grants that only some services may create', () => {
    const Condition = {
      Bool: { 'kms:GrantIsForAWSResource': 'true' },
      StringEquals: { 'kms:ViaService': 'ec2.eu-west-1.amazonaws.com' },
    };
    expect(read(policy(ownerStatement, { ...grantStatement, Condition })).grantsForAwsServices).toBe(true);
  });
});

describe('more than needed', () => {
  const more = (given: StatementWords) =>
    read(policy(ownerStatement, useStatement({ Action: 'kms:PutKeyPolicy', ...given }))).moreThanNeeded;

  it.each<[string, StatementWords, string[]]>([
    ['what is allowed without a condition', {}, ['kms:PutKeyPolicy']],
    [
      'what is allowed under a condition that holds',
      { Condition: { StringEquals: { 'kms:CallerAccount': VENDOR } } },
      ['kms:PutKeyPolicy'],
    ],
    [
      'not what needs a condition that we are not known to meet',
      { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
      [],
    ],
    [
      'not what only AWS services may do',
      { Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } },
      [],
    ],
    [
      'what is allowed unless a tag forbids it',
      { Condition: { StringNotEquals: { 'aws:PrincipalTag/tier': 'test' } } },
      ['kms:PutKeyPolicy'],
    ],
    ['not what is for another key', { Resource: OTHER_ARN }, []],
  ])('includes %s', (_what, given, expected) => {
    expect(more(given)).toEqual(expected);
  });
});

describe('one question', () => {
  it('gets the same answer as in a whole reading', () => {
    const text = policy(ownerStatement, useStatement({ Action: 'kms:Encrypt' }), grantStatement);
    const document = readPolicyDocument(openPaste(text));
    if (!document.ok) throw new Error('The policy was refused.');
    for (const action of REQUIRED_ACTIONS) {
      const { answer } = answerOf(document.value.statements, { awsAccountId: VENDOR, action, arn: SUBJECT.arn });
      expect([action, answer]).toEqual([action, read(text).answers[action]]);
    }
  });
});

describe('NotPrincipal', () => {
  const denied = (NotPrincipal: StatementWords) =>
    read(policy(ownerStatement, useStatement(), useStatement({ Effect: 'Deny', Principal: undefined, NotPrincipal })))
      .answers.Encrypt;
  it('with Deny denies everybody who is not listed, and leaves open who is exempt of our account', () => {
    expect(denied({ AWS: `arn:aws:iam::${OWNER}:role/admin` })).toBe('denied');
    expect(denied({ Service: 's3.amazonaws.com' })).toBe('denied');
    expect(denied({ AWS: [`arn:aws:iam::${VENDOR}:role/backup`, VENDOR] })).toBe('conditional');
  });
});
