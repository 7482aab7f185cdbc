import { describe, expect, it } from 'vitest';
import { ARN } from '#lib/core/verdict/checks.test-support.ts';
import {
  contentOf,
  described,
  KEY_ID,
  MATERIAL,
  OTHER_ARN,
  OTHER_KEY_ID,
  refusalOf,
  STRANGER,
} from './evidence.test-support.ts';

const read = (pasted: string) => contentOf('describe_key', pasted);
const refused = (pasted: string) => refusalOf('describe_key', pasted);
const notFound = (what: string, before = '') =>
  `${before}An error occurred (NotFoundException) when calling the DescribeKey operation: ${what}`;

describe('the owner’s describe-key', () => {
  it('is read with its state, and with nothing that the customer wrote', () => {
    expect(read(described())).toEqual({
      kind: 'describe_key',
      exists: true,
      keyState: 'Enabled',
      deletionAt: null,
      materialExpiresAt: null,
      currentKeyMaterialId: MATERIAL,
    });
  });

  it.each([
    ['ISO text of the command line', '2026-04-02T10:00:00.500000+02:00', '2026-04-02T08:00:00.500Z'],
    ['ISO text in UTC', '2026-04-02T08:00:00Z', '2026-04-02T08:00:00.000Z'],
    ['ISO text whose offset has no colon', '2026-04-02T10:00:00+0200', '2026-04-02T08:00:00.000Z'],
    ['seconds since 1970', 1_775_116_800.5, '2026-04-02T08:00:00.500Z'],
    ['milliseconds since 1970', 1_775_116_800_500, '2026-04-02T08:00:00.500Z'],
  ])('gives the deletion date written as %s', (_how, DeletionDate, iso) => {
    expect(read(described({ KeyState: 'PendingDeletion', DeletionDate }))).toMatchObject({
      keyState: 'PendingDeletion',
      deletionAt: new Date(iso),
    });
  });

  it.each([
    ['without KeyMetadata around it', JSON.stringify(JSON.parse(described()).KeyMetadata)],
    ['after the command line that printed it', `$ aws kms describe-key --key-id ${ARN}\n${described()}\n$ `],
    ['in a code fence', `\`\`\`json\n${described()}\n\`\`\``],
    ['indented with no-break spaces', described().replaceAll('    ', '\u00A0\u00A0\u00A0\u00A0')],
    ['with Windows line endings', described().replaceAll('\n', '\r\n')],
    ['in an unknown state', described({ KeyState: 'Resting' })],
  ])('is read %s', (_how, pasted) => {
    expect(read(pasted)).toMatchObject({ exists: true });
  });

  it.each([
    ['another key', described({ Arn: OTHER_ARN, KeyId: OTHER_KEY_ID })],
    ['the same key id in another region', described({ Arn: ARN.replace('eu-west-1', 'us-west-2') })],
    ['another account in its account field', described({ AWSAccountId: STRANGER })],
    ['another key id than in its ARN', described({ KeyId: OTHER_KEY_ID })],
    ['another key in the command above it', `$ aws kms describe-key --key-id ${OTHER_KEY_ID}\n${described()}`],
  ])('is refused when it names %s', (_what, pasted) => {
    expect(refused(pasted)).toBe('about_another_key');
  });

  it.each([
    ['', 'empty'],
    [' \n\t', 'empty'],
    ['x'.repeat(100_001), 'too_long'],
    ['the key is fine', 'not_this_command'],
    [described().slice(0, -5), 'not_json'],
    [described().replaceAll('"', '”'), 'smart_quotes'],
    [`KeyMetadata:\n  Arn: ${ARN}\n  KeyState: Enabled`, 'other_output_format'],
    [`KEYMETADATA\t111122223333\t${ARN}\tEnabled`, 'other_output_format'],
    [`-------------\n|  DescribeKey  |\n+-----+-----+\n|  Arn | ${ARN} |`, 'other_output_format'],
    ['[]', 'not_this_command'],
    ['"Enabled"', 'not_this_command'],
    ['{"Rotations": []}', 'not_this_command'],
    [described({ KeyState: undefined }), 'not_this_command'],
    [described({ KeyState: 'Enabled, says Jo' }), 'not_this_command'],
    [described({ DeletionDate: '2 April 2026' }), 'not_this_command'],
    [described({ DeletionDate: '2026-04-02T10:00:00' }), 'not_this_command'],
    [described({ Arn: undefined }), 'names_no_key'],
  ])('is refused with its reason (%#: %s)', (pasted, reason) => {
    expect(refused(pasted)).toBe(reason);
  });
});

describe('the owner’s NotFoundException', () => {
  it.each([
    ['as the command line prints it', notFound(`Key '${ARN}' does not exist`)],
    ['as a newer command line prints it', `\n${notFound(`Key '${ARN}' does not exist`, 'aws: [ERROR]: ')}\n`],
    [
      'after retries',
      notFound(`Key '${ARN}' does not exist`).replace('operation:', 'operation (reached max retries: 2):'),
    ],
    ['after its command', `$ aws kms describe-key --key-id ${KEY_ID}\n\n${notFound(`Key '${ARN}' does not exist`)}\n$`],
  ])('H13 proves that the key is deleted: %s', (_how, pasted) => {
    expect(read(pasted)).toEqual({ kind: 'describe_key', exists: false });
  });

  it.each([
    [
      'a key ID, which AWS looks up in the account and region that ran the command',
      notFound(`Key '${KEY_ID}' does not exist`),
      'not_found_elsewhere',
    ],
    ['another region', notFound('Invalid arn us-west-2'), 'not_found_elsewhere'],
    [
      'an alias',
      notFound('Alias arn:aws:kms:eu-west-1:111122223333:alias/backups is not found.'),
      'not_found_elsewhere',
    ],
    ['an invalid ID', notFound('Invalid keyId backups'), 'not_found_elsewhere'],
    ['another key', notFound(`Key '${OTHER_ARN}' does not exist`), 'about_another_key'],
    [
      'this key and another',
      `${notFound(`Key '${ARN}' does not exist`)}\n${notFound(`Key '${OTHER_ARN}' does not exist`)}`,
      'about_another_key',
    ],
    [
      'a denial',
      `An error occurred (AccessDeniedException) when calling the DescribeKey operation: User: arn:aws:iam::111122223333:user/jo is not authorized to perform: kms:DescribeKey on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
      'error_says_nothing',
    ],
    [
      'an expired session',
      'An error occurred (ExpiredTokenException) when calling the DescribeKey operation: expired',
      'error_says_nothing',
    ],
    [
      'another command',
      notFound(`Key '${ARN}' does not exist`).replace('DescribeKey', 'GetKeyPolicy'),
      'not_this_command',
    ],
    ['a person’s own words', `Key '${ARN}' does not exist`, 'not_this_command'],
  ])('H13 proves nothing when it is about %s', (_what, pasted, reason) => {
    expect(refused(pasted)).toBe(reason);
  });
});
