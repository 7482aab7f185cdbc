import { ARN } from '#lib/core/verdict/checks.test-support.ts';
import {
  described,
  KEY_ID,
  OTHER_ARN,
  ownerStatement,
  policy,
  STRANGER,
  useStatement,
  VENDOR,
} from './evidence.test-support.ts';

/** A paste of about that many characters. Each makes some part of the readers work as hard as it can. */
export type LargePaste = { name: string; ofLength: (length: number) => string };

/** A key policy has at most 32,768 characters, so larger pastes hold a policy of that size at most. */
export const LONGEST_POLICY = 30_000;

/** A document of that size, for comparison with `JSON.parse`. */
export const documentOf = (length: number): string =>
  JSON.stringify({
    Statement: Array.from({ length: Math.floor(length / 96) }, (_, at) => ({
      Sid: `statement ${at}`,
      Effect: 'Allow',
      Action: ['kms:Encrypt', 'kms:Decrypt'],
      Resource: '*',
    })),
  });

const repeated = (part: string, length: number): string =>
  part.repeat(Math.ceil(length / part.length)).slice(0, length);
/** A policy whose statements, made from their number, fill that many characters. */
function policyOf(length: number, statement: (at: number) => Record<string, unknown>): string {
  const statements = [ownerStatement];
  const most = Math.min(length, LONGEST_POLICY);
  let written = JSON.stringify(ownerStatement).length;
  for (let at = 0; written < most; at += 1) {
    const next = statement(at);
    statements.push(next);
    written += JSON.stringify(next).length + 1;
  }
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  return text;
}
const names = (count: number, name: (at: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => name(at));

const denied = (at: number): string =>
  `2026-11-29 ERROR User: arn:aws:sts::${VENDOR}:assumed-role/backup-worker/run-${at} is not authorized to perform: kms:Decrypt on resource: ${ARN} because no resource-based policy allows the kms:Decrypt action\n`;

export const LARGE_POLICIES: readonly LargePaste[] = [
  { name: 'many statements', ofLength: (length) => policyOf(length, () => useStatement()) },
  {
    name: 'many conditions',
    ofLength: (length) =>
      policyOf(length, (at) =>
        useStatement({
          Condition: {
            StringLike: { [`aws:PrincipalTag/team-${at}`]: names(10, (tag) => `*${tag}*`), [`own:key-${at}`]: 'x' },
            ArnNotLike: { 'aws:PrincipalArn': names(5, (role) => `arn:aws:iam::${STRANGER}:role/*${role}*`) },
          },
        }),
      ),
  },
  {
    name: 'many variables',
    ofLength: (length) =>
      policyOf(length, () =>
        useStatement({ Condition: { StringEquals: { 'aws:userid': '${aws:PrincipalTag/a}${kms:CallerAccount}' } } }),
      ),
  },
  {
    name: 'many wildcards in actions',
    ofLength: (length) =>
      policyOf(length, (at) => useStatement({ Action: names(100, (name) => `kms:*${name % 10}*e*y*${at}`) })),
  },
  {
    name: 'many wildcards in resources',
    ofLength: (length) =>
      policyOf(length, (at) => useStatement({ Resource: names(100, (name) => `arn:*:kms:*${name}*a*b*${at}`) })),
  },
  {
    name: 'many principals',
    ofLength: (length) =>
      policyOf(length, (at) =>
        useStatement({ Principal: { AWS: names(50, (name) => `arn:aws:iam::${STRANGER}:role/r${at}-${name}`) } }),
      ),
  },
];

export const LARGE_PASTES: readonly LargePaste[] = [
  { name: 'one word', ofLength: (length) => repeated('a', length) },
  { name: 'one line of blanks between words', ofLength: (length) => `a${' '.repeat(length - 2)}a` },
  { name: 'many lines', ofLength: (length) => repeated('a \n', length) },
  { name: 'brackets that are never closed', ofLength: (length) => repeated('{"a":', length) },
  { name: 'deep nesting', ofLength: (length) => `${'['.repeat(length / 2)}${']'.repeat(length / 2)}` },
  {
    name: 'deeply nested objects',
    ofLength: (length) => `${'{"detail":'.repeat(length / 11)}1${'}'.repeat(length / 11)}`,
  },
  { name: 'many small values', ofLength: (length) => repeated('{"a":1} ', length) },
  { name: 'many quotes', ofLength: (length) => repeated('"\\"', length) },
  { name: 'many dots', ofLength: (length) => repeated('a.', length) },
  { name: 'many masks', ofLength: (length) => repeated('arn:aws:kms:***:xxxx:key/<a>', length) },
  { name: 'many ARNs', ofLength: (length) => repeated(`${ARN} `, length) },
  { name: 'many ARNs of other keys', ofLength: (length) => repeated(`${OTHER_ARN} `, length) },
  { name: 'many key states', ofLength: (length) => repeated(`09:00 ${ARN} is disabled.\n`, length) },
  { name: 'two keys in every line', ofLength: (length) => repeated(`${ARN} ${OTHER_ARN} is \n`, length) },
  { name: 'many beginnings of a key state', ofLength: (length) => repeated('KMS key is not ', length) },
  { name: 'many times', ofLength: (length) => repeated('12:00 AccessDeniedException: KMS ', length) },
  { name: 'many values in quotes', ofLength: (length) => repeated('"{\\"a\\": 1}"\n', length) },
  { name: 'many soft line breaks', ofLength: (length) => repeated('a=\n', length) },
  { name: 'many operations', ofLength: (length) => repeated('AccessDeniedException PutObjectPutObject ', length) },
  { name: 'ARNs that go on in the next line', ofLength: (length) => repeated('arn:aws:kms:\n', length) },
  { name: 'many errors', ofLength: (length) => Array.from({ length: length / 260 }, (_, at) => denied(at)).join('') },
  { name: 'many names of errors in one line', ofLength: (length) => repeated('AccessDeniedException ', length) },
  {
    name: 'many beginnings of an error',
    ofLength: (length) => repeated('An error occurred (X) when calling the ', length),
  },
  { name: 'many callers without an end', ofLength: (length) => repeated('User: arn:aws:iam::', length) },
  { name: 'many options', ofLength: (length) => repeated('--key-id --region ', length) },
  { name: 'many escapes', ofLength: (length) => repeated('\\u0022&quot;%3a', length) },
  {
    name: 'many CloudTrail events',
    ofLength: (length) =>
      `{"Records":[${repeated('{"eventName":"Decrypt","eventSource":"kms.amazonaws.com","errorCode":"AccessDenied"},', length)}`
        .replace(/,[^,]*$/, '')
        .replace(/,"[^}]*$/, ''),
  },
  {
    name: 'many rotations',
    ofLength: (length) =>
      JSON.stringify({
        Rotations: Array.from({ length: Math.min(999, length / 100) }, () => ({
          KeyId: KEY_ID,
          RotationDate: 1_700_000_000,
          RotationType: 'AUTOMATIC',
          Note: 'x'.repeat(20),
        })),
      }),
  },
  { name: 'a long description', ofLength: (length) => described({ Description: 'x'.repeat(length - 900) }) },
  { name: 'an open template', ofLength: (length) => repeated('${data.{{', length) },
  {
    name: 'a policy inside JSON text',
    ofLength: (length) =>
      JSON.stringify({
        Policy: policy(ownerStatement, useStatement({ Sid: 'x'.repeat(Math.min(length, LONGEST_POLICY) - 1500) })),
      }),
  },
];
