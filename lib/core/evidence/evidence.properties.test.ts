import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVIDENCE_KINDS, type EvidenceKind } from '#lib/core/finding/evidence.ts';
import { ARN, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import type { RoleCaller } from '#sandbox/aws/identity.ts';
import { parsePolicyDocument } from '#sandbox/aws/policy-document.ts';
import { evaluatePolicy } from '#sandbox/aws/policy-evaluation.ts';
import { dateEvidence } from './date-evidence.ts';
import { evidenceLine } from './evidence-words.ts';
import {
  described,
  grantStatement,
  KEY_ID,
  OTHER_VENDOR,
  OWNER,
  ownerStatement,
  policy,
  root,
  STRANGER,
  SUBJECT,
  useStatement,
  VENDOR,
  type StatementWords,
} from './evidence.test-support.ts';
import { fitsPattern } from './glob.ts';
import { readEvidence } from './read-evidence.ts';

const anyKind = fc.constantFrom<EvidenceKind | null>(null, ...EVIDENCE_KINDS);
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: length, maxLength: length });

const FRAGMENTS = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  '\n',
  ' ',
  '“',
  '\u00A0',
  '```',
  '$ ',
  '__proto__',
  'KeyMetadata',
  'Statement',
  'Policy',
  'Effect',
  'Allow',
  'Principal',
  'AWS',
  '*',
  'Rotations',
  'KeyId',
  'null',
  'true',
  '1e999',
  ARN,
  KEY_ID,
  'kms:Decrypt',
  'An error occurred (NotFoundException) when calling the DescribeKey operation: ',
  "Key '",
  "' does not exist",
  'User: ',
  `arn:aws:sts::${VENDOR}:assumed-role/a/b`,
  ' is not authorized to perform: ',
  '[[[[[[[[[[',
  ']]]]]]]]]]',
  '&quot;',
  '\\"',
  '│ ',
  'AccessDeniedException: ',
  'KMSInvalidStateException: ',
  ' is pending deletion.',
  '"eventSource": "kms.amazonaws.com", "eventName": "Decrypt", "errorCode": "AccessDenied"',
  'arn:aws:kms:***:',
  '${data.',
];
const anyPaste = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.json(),
  fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 40 }).map((parts) => parts.join('')),
  fc
    .tuple(
      fc.constantFrom(described(), policy(ownerStatement, useStatement(), grantStatement)),
      fc.nat(2000),
      fc.nat(50),
      fc.string(),
    )
    .map(([whole, at, cut, put]) => whole.slice(0, at % whole.length) + put + whole.slice((at % whole.length) + cut)),
  fc
    .dictionary(fc.constantFrom('KeyMetadata', 'Rotations', 'Policy', 'Statement', 'Effect', 'Arn'), fc.jsonValue())
    .map((value) => JSON.stringify(value)),
);

describe('whatever is pasted', () => {
  it('is read or refused, and never throws', () => {
    fc.assert(
      fc.property(anyKind, anyPaste, (kind, pasted) => {
        const read = readEvidence(kind, pasted, SUBJECT);
        if (!read.ok) return;
        if (kind !== null) expect(read.value.kind).toBe(kind);
        expect(evidenceLine(read.value)).not.toBe('');
        // The result can be stored as JSON and dated.
        expect(() => JSON.stringify(read.value)).not.toThrow();
        dateEvidence(null, read.value, null, NOW);
      }),
      { numRuns: 3000 },
    );
  });

  it('is refused when it is about another ARN', () => {
    const anotherArn = fc
      .record({
        region: fc.constantFrom('eu-west-1', 'us-west-2', 'ap-southeast-2'),
        account: fc.constantFrom(OWNER, STRANGER, VENDOR),
        id: fc.oneof(
          fc.constant(KEY_ID),
          hex(32).map((text) => `mrk-${text}`),
          hex(12).map((text) => KEY_ID.slice(0, -12) + text),
        ),
      })
      .map(({ region, account, id }) => ({ arn: `arn:aws:kms:${region}:${account}:key/${id}`, account, id }))
      .filter(({ arn }) => arn !== ARN);
    fc.assert(
      fc.property(anotherArn, fc.nat(7), ({ arn, account, id }, form) => {
        const pastes: readonly (readonly [EvidenceKind, string])[] = [
          ['describe_key', described({ Arn: arn, AWSAccountId: account, KeyId: id })],
          ['describe_key', described({ Arn: arn })],
          [
            'describe_key',
            `An error occurred (NotFoundException) when calling the DescribeKey operation: Key '${arn}' does not exist`,
          ],
          ['describe_key', `$ aws kms describe-key --key-id ${arn}\n${described()}`],
          ['key_policy', JSON.stringify({ Arn: arn, Policy: policy(ownerStatement, useStatement()) })],
          ['key_policy', `$ aws kms get-key-policy --key-id ${arn}\n${policy(ownerStatement, useStatement())}`],
          ['key_rotations', JSON.stringify({ Rotations: [{ KeyId: arn }] })],
          [
            'production_error',
            `User: arn:aws:sts::${VENDOR}:assumed-role/a/b is not authorized to perform: kms:Decrypt on resource: ${arn}`,
          ],
        ];
        const [kind, pasted] = pastes[form] ?? ['describe_key', ''];
        const isOurs = pasted.startsWith('An error occurred') && account !== OWNER && id === KEY_ID;
        const reason = isOurs && account === VENDOR ? 'looked_up_in_our_account' : 'about_another_key';
        expect(readEvidence(kind, pasted, SUBJECT)).toEqual({ ok: false, reason });
      }),
    );
  });

  it('H6 keeps nothing that the customer wrote', () => {
    const secret = hex(24).map((text) => `northwind${text}`);
    fc.assert(
      fc.property(secret, (mine) => {
        const pastes: readonly (readonly [EvidenceKind, string])[] = [
          ['describe_key', described({ Description: mine, [mine]: mine })],
          [
            'key_policy',
            policy(
              ownerStatement,
              useStatement({
                Sid: mine,
                Principal: { AWS: [VENDOR, `arn:aws:iam::${STRANGER}:role/${mine}`] },
                Action: [`kms:${mine}`, 'kms:*'],
                Condition: {
                  StringEquals: { [`aws:PrincipalTag/${mine}`]: mine, [mine]: mine, 'kms:ViaService': mine },
                },
              }),
            ),
          ],
          ['key_rotations', JSON.stringify({ Rotations: [{ KeyId: KEY_ID, KeyMaterialDescription: mine }] })],
          ['production_error', `${mine} AccessDeniedException ${mine} not authorized to perform: kms:${mine}`],
          [
            'production_error',
            `An error occurred (KMS.DisabledException) when calling the ${mine} operation: ${mine} (Service: ${mine})`,
          ],
          [
            'production_error',
            JSON.stringify({
              eventSource: 'kms.amazonaws.com',
              eventName: 'Decrypt',
              errorCode: 'AccessDenied',
              errorMessage: mine,
              sourceIPAddress: mine,
              requestParameters: { keyId: ARN, [mine]: mine },
            }),
          ],
        ];
        for (const [kind, pasted] of pastes) {
          const read = readEvidence(kind, pasted, SUBJECT);
          expect(read.ok).toBe(true);
          expect(JSON.stringify(read)).not.toContain(mine);
          expect(read.ok && evidenceLine(read.value)).not.toContain(mine);
        }
      }),
    );
  });
});

const PATTERNS = [
  'kms:*',
  '*',
  'kms:Encrypt',
  'kms:decrypt',
  'kms:ReEncrypt*',
  'kms:GenerateDataKey*',
  'kms:GenerateDataKey',
  'kms:De*',
  'kms:?ecrypt',
  's3:*',
];
const PRINCIPALS = [
  '*',
  VENDOR,
  root(VENDOR),
  root(OWNER),
  root(STRANGER),
  root(OTHER_VENDOR),
  `arn:aws:iam::${VENDOR}:role/backup`,
];
const someOf = (words: readonly string[]) => fc.subarray([...words], { minLength: 1 });
const anyStatement: fc.Arbitrary<StatementWords> = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    Principal: fc.oneof(
      fc.constant('*'),
      someOf(PRINCIPALS).map((AWS) => ({ AWS })),
      fc.constant({ Service: 's3.amazonaws.com' }),
    ),
    actions: fc.tuple(fc.constantFrom('Action', 'Action', 'NotAction'), someOf(PATTERNS)),
    resources: fc.tuple(
      fc.constantFrom('Resource', 'Resource', 'NotResource'),
      fc.constantFrom('*', ARN, `arn:aws:kms:*:${OWNER}:key/*`),
    ),
    Condition: fc.constantFrom<StatementWords | undefined>(
      undefined,
      undefined,
      { StringEquals: { 'kms:CallerAccount': [VENDOR] } },
      { StringEquals: { 'kms:CallerAccount': OWNER } },
      { StringNotEquals: { 'aws:PrincipalAccount': [VENDOR, OWNER] } },
      { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
    ),
  })
  .map(({ actions: [action, names], resources: [resource, pattern], ...statement }) => ({
    ...statement,
    [action]: names,
    // A Resource without this key would make it another key's policy.
    [resource]: pattern,
  }));
const anyPolicy = fc
  .array(anyStatement, { minLength: 1, maxLength: 5 })
  .map((statements) => policy(ownerStatement, ...statements));

/** One of our roles that no statement names. */
const someRole = {
  kind: 'assumedRole',
  accountId: VENDOR,
  accountRootArn: root(VENDOR),
  arn: `arn:aws:sts::${VENDOR}:assumed-role/worker/i-1`,
  principalArn: `arn:aws:iam::${VENDOR}:role/worker`,
  userId: 'AROA:i-1',
} as RoleCaller;

describe('reading a policy', () => {
  it('never calls an action allowed that no Allow statement covers', () => {
    const names = (value: unknown): string[] => [value].flat() as string[];
    fc.assert(
      fc.property(anyPolicy, (pasted) => {
        const read = readEvidence('key_policy', pasted, SUBJECT);
        if (!read.ok || read.value.kind !== 'key_policy') throw new Error('The policy was refused.');
        const { Statement } = JSON.parse(pasted) as { Statement: StatementWords[] };
        for (const action of REQUIRED_ACTIONS) {
          const covered = Statement.some(({ Effect, Action, NotAction }) => {
            const fits = (pattern: string) => fitsPattern(`kms:${action.toLowerCase()}`, pattern.toLowerCase());
            return (
              Effect === 'Allow' && (Action === undefined ? !names(NotAction).some(fits) : names(Action).some(fits))
            );
          });
          if (!covered) expect(['not_granted', 'denied']).toContain(read.value.answers[action]);
        }
      }),
    );
  });

  it('agrees with an evaluation of the same document unless the answer is conditional', () => {
    fc.assert(
      fc.property(anyPolicy, (pasted) => {
        const read = readEvidence('key_policy', pasted, SUBJECT);
        if (!read.ok || read.value.kind !== 'key_policy') throw new Error('The policy was refused.');
        const document = parsePolicyDocument(pasted, 'key');
        const context = new Map([
          ['kms:calleraccount', [VENDOR]],
          ['aws:principalaccount', [VENDOR]],
        ]);
        for (const action of REQUIRED_ACTIONS) {
          const { explicitlyDenied, allowedTo } = evaluatePolicy(document, {
            caller: someRole,
            action: `kms:${action}`,
            resourceArn: ARN,
            context,
          });
          const answer = explicitlyDenied ? 'denied' : allowedTo === 'nobody' ? 'not_granted' : 'allowed';
          const said = read.value.answers[action];
          if (said !== 'conditional') expect([action, said]).toEqual([action, answer]);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('IAM’s wildcards', () => {
  it('match like a regular expression, in at most the product of both lengths', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(text, pattern, (given, wild) => {
        const source = wild
          .replaceAll('.', String.raw`\.`)
          .replaceAll('*', '.*')
          .replaceAll('?', '.');
        expect(fitsPattern(given, wild)).toBe(new RegExp(`^${source}$`).test(given));
      }),
    );
    expect(fitsPattern('a'.repeat(100), `${'*a'.repeat(5000)}b`)).toBe(false);
  });
});
