import { describe, expect, it } from 'vitest';
import type { PolicyReading } from '#lib/core/finding/evidence.ts';
import { ARN } from '#lib/core/verdict/checks.test-support.ts';
import { refusalWords } from './evidence-refusal.ts';
import {
  grantStatement,
  OWNER,
  ownerStatement,
  policy,
  root,
  SUBJECT,
  useStatement,
  VENDOR,
} from './evidence.test-support.ts';
import { readEvidence } from './read-evidence.ts';

const read = (pasted: string) => readEvidence(null, pasted, SUBJECT);
const reasonOf = (pasted: string): string | null => {
  const outcome = read(pasted);
  return outcome.ok ? null : outcome.reason;
};
const readingOf = (pasted: string): PolicyReading => {
  const outcome = read(pasted);
  if (!outcome.ok || outcome.value.kind !== 'key_policy') throw new Error(`No policy: ${JSON.stringify(outcome)}`);
  return outcome.value;
};
const usedBy = (principal: string) => useStatement({ Principal: { AWS: principal } });

const HIDDEN = [
  '4444****6666',
  'XXXXXXXXXXXX',
  'xxxxxxxxxxxx',
  '************',
  '████████████',
  '444455556666...',
  '44445555…',
  '<account-id>',
  '[REDACTED]',
  '{account}',
  'ACCOUNT_ID',
  '__VENDOR__',
  'REDACTED',
  'your-account',
  '44445555666',
  '4444-5555-6666',
];

describe('a policy in which accounts are hidden', () => {
  it.each(HIDDEN)('is refused, because it would seem to grant us nothing: %s', (account) => {
    expect(reasonOf(policy(ownerStatement, usedBy(root(account))))).toBe('masked');
    expect(reasonOf(policy(ownerStatement, usedBy(account)))).toBe('masked');
    expect(reasonOf(policy(ownerStatement, usedBy(`arn:aws:iam::${account}:role/backup`)))).toBe('masked');
  });

  it.each(HIDDEN)('is refused also where the hidden one may be exempt from a Deny: %s', (account) => {
    const deny = useStatement({ Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: root(account) } });
    expect(reasonOf(policy(ownerStatement, useStatement(), deny))).toBe('masked');
  });

  it.each(['kms:CallerAccount', 'aws:PrincipalAccount'])('is refused also where it is in a condition: %s', (key) => {
    const under = (account: string) =>
      policy(ownerStatement, useStatement({ Principal: '*', Condition: { StringEquals: { [key]: account } } }));
    expect(reasonOf(under('XXXXXXXXXXXX'))).toBe('masked');
    expect(reasonOf(under(VENDOR))).toBeNull();
  });

  it('is refused where the owner’s own account is hidden, because it would seem to have lost control', () => {
    expect(reasonOf(policy({ ...ownerStatement, Principal: { AWS: root('1111****3333') } }, useStatement()))).toBe(
      'masked',
    );
  });

  it('is read where what is visible can be neither ours nor the owner’s', () => {
    const reading = readingOf(policy(ownerStatement, useStatement(), usedBy(root('9999****7777'))));
    expect(reading.answers.Encrypt).toBe('allowed');
  });

  it.each([
    '*',
    VENDOR,
    'AROAEXAMPLEID',
    'AIDA1234567890EXAMPLE',
    root(VENDOR),
    `arn:aws:sts::${VENDOR}:assumed-role/a/b`,
  ])('is not what KMS’s own principals are: %s', (principal) => {
    expect(reasonOf(policy(ownerStatement, usedBy(principal)))).toBeNull();
  });

  it('leads to the unchanged output', () => {
    expect(refusalWords({ reason: 'masked' })).toMatch(/12 digits.*unchanged output/);
  });
});

describe('a policy of another partition', () => {
  it.each(['aws-us-gov', 'aws-cn', 'aws-eusc'])('is another key’s: %s', (partition) => {
    const theirs = JSON.parse(
      policy(ownerStatement, useStatement()).replaceAll('arn:aws:', `arn:${partition}:`),
    ) as unknown;
    expect(reasonOf(JSON.stringify(theirs))).toBe('about_another_key');
  });
});

describe('a policy that was printed as text in quotes', () => {
  const pretty = policy(ownerStatement, useStatement(), grantStatement);
  const oneLine = `{\n "Version": "2012-10-17",\n "Statement": [ ${JSON.stringify(ownerStatement)}, ${JSON.stringify(useStatement())} ]\n}`;
  const python = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
  const COMMAND = `$ aws kms get-key-policy --key-id ${ARN} --policy-name default --query Policy\n`;
  it.each([
    ['--query Policy below its command', `${COMMAND}${JSON.stringify(pretty)}`],
    ['--query Policy with a prompt after it', `${COMMAND}${JSON.stringify(pretty)}\n$`],
    ['--query Policy with statements of one line', `${COMMAND}${JSON.stringify(oneLine)}`],
    ['Python', `>>> kms.get_key_policy(KeyId=k)['Policy']\n${python(pretty)}`],
    ['Python with statements of one line', `>>> kms.get_key_policy(KeyId=k)['Policy']\n${python(oneLine)}`],
    ['JavaScript', `> policy\n${python(oneLine)}`],
    ['alone', JSON.stringify(pretty)],
  ])('is read whole: %s', (_how, pasted) => {
    expect(readingOf(pasted)).toMatchObject({ ownerKeepsControl: true, answers: { Encrypt: 'allowed' } });
  });

  it('is another key’s when its command names that', () => {
    expect(reasonOf(`${COMMAND.replace('1234abcd', '9876fedc')}${JSON.stringify(pretty)}`)).toBe('about_another_key');
  });

  it.each([
    ['a comment', policy(ownerStatement, useStatement()).replace('{', '{ // our policy')],
    ['a comment before one-line statements', oneLine.replace('{', '{ # ours')],
    ['a lost quotation mark', oneLine.replace('"Version"', 'Version"')],
  ])('is damaged, and not bare statements, when it has %s', (_what, pasted) => {
    expect(reasonOf(pasted)).toBe('not_json');
  });

  it('is bare statements when the document around them was left out', () => {
    expect(reasonOf(JSON.stringify(useStatement()))).toBe('bare_statement');
  });
});

describe('a condition that a direct call to KMS never meets', () => {
  it.each(['sts:ExternalId', 's3:TlsVersion', 'ec2:Vpc', 'iam:PassedToService'])(
    'grants nothing, and as a Deny refuses nothing: %s',
    (key) => {
      const Condition = { StringEquals: { [key]: 'x' } };
      expect(readingOf(policy(ownerStatement, useStatement({ Condition }))).answers.Encrypt).toBe('not_granted');
      const deny = useStatement({ Effect: 'Deny', Condition });
      expect(readingOf(policy(ownerStatement, useStatement(), deny)).answers.Encrypt).toBe('allowed');
    },
  );

  it('names only services in the key’s own Region', () => {
    const via = (value: string) =>
      readingOf(policy(ownerStatement, useStatement({ Condition: { StringEquals: { 'kms:ViaService': value } } })));
    expect(via('s3.us-east-1.amazonaws.com').throughServices).toBeUndefined();
    expect(via('s3.eu-west-1.amazonaws.com').throughServices).toEqual(['s3']);
  });

  it('is not the owner’s own condition', () => {
    expect(readingOf(policy({ ...ownerStatement, Principal: { AWS: OWNER } }, useStatement())).ownerKeepsControl).toBe(
      true,
    );
  });
});
