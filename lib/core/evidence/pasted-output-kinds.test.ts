import { describe, expect, it } from 'vitest';
import { ARN } from '#lib/core/verdict/checks.test-support.ts';
import { refusalWords } from './evidence-refusal.ts';
import {
  described,
  KEY_ID,
  OTHER_ARN,
  OTHER_KEY_ID,
  OWNER,
  policy,
  ownerStatement,
  SUBJECT,
} from './evidence.test-support.ts';
import { readEvidence } from './read-evidence.ts';

const read = (pasted: string) => readEvidence(null, pasted, SUBJECT);
const reasonOf = (pasted: string): string | null => {
  const outcome = read(pasted);
  return outcome.ok ? null : outcome.reason;
};

describe('the answer of schedule-key-deletion', () => {
  const answer = (keyId: string) =>
    JSON.stringify({
      KeyId: keyId,
      DeletionDate: '2026-12-06T00:00:00+00:00',
      KeyState: 'PendingDeletion',
      PendingWindowInDays: 7,
    });
  it('is about this key, but is no description of it', () => {
    expect(reasonOf(answer(ARN))).toBe('not_this_command');
    expect(reasonOf(`$ aws kms schedule-key-deletion --key-id ${ARN}\n${answer(ARN)}`)).toBe('not_this_command');
    expect(refusalWords({ reason: 'not_this_command' })).toMatch(/ask the customer for the whole, unchanged output/);
  });

  it('is another key’s when it names that', () => {
    expect(reasonOf(answer(OTHER_ARN))).toBe('about_another_key');
  });
});

describe('a description with hidden parts', () => {
  it.each([
    ['the account', { AWSAccountId: '1111****3333', Arn: ARN.replace(OWNER, '1111****3333') }],
    ['the account in the ARN', { Arn: ARN.replace(OWNER, 'XXXXXXXXXXXX') }],
    ['the key ID', { KeyId: '1234abcd-****', Arn: ARN.replace(KEY_ID, '1234abcd-****') }],
    ['everything', { AWSAccountId: '<redacted>', KeyId: '<redacted>', Arn: '<redacted>' }],
    ['everything but a field', { Arn: 'arn:aws:kms:eu-west-1:[account]:key/[id]' }],
  ])('leads to the output without them, as nothing visible differs: %s', (_what, given) => {
    expect(reasonOf(described(given))).toBe('masked');
  });

  it('is asked for again also in rotations and in an absence', () => {
    const absence = (arn: string) =>
      `An error occurred (NotFoundException) when calling the DescribeKey operation: Key '${arn}' does not exist`;
    expect(reasonOf(JSON.stringify({ Rotations: [{ KeyId: '1234abcd-****', RotationType: 'AUTOMATIC' }] }))).toBe(
      'masked',
    );
    expect(reasonOf(absence(ARN.replace(OWNER, '1111****3333')))).toBe('masked');
    expect(reasonOf(absence(ARN.replace(OWNER, '9999****7777')))).toBe('about_another_key');
  });

  it.each([
    ['the Region', { Arn: `arn:aws:kms:us-west-2:1111****3333:key/${KEY_ID}` }],
    ['the account', { AWSAccountId: '9999****7777', Arn: ARN }],
    ['the key ID', { KeyId: OTHER_KEY_ID.replace('9876', '****') }],
  ])('is another key’s where what is visible differs: %s', (_what, given) => {
    expect(reasonOf(described(given))).toBe('about_another_key');
  });
});

describe('what Terraform recorded', () => {
  const resource = `resource "aws_kms_key" "backup" {\n    arn        = "${ARN}"\n    is_enabled = true\n}`;
  const heads = [
    '# aws_kms_key.backup:',
    '# aws_kms_key.backup[0]:',
    '# aws_kms_key.this["backup"]:',
    '# module.kms.aws_kms_key.this:',
    '# module.x["a"].aws_kms_key.this[0]:',
    '# module.a.module.b["x y"].aws_kms_key.this["k.1"]:',
    '# aws_kms_replica_key.backup:',
  ];
  it.each([
    ...heads.map((head) => `${head}\n${resource}`),
    `$ terraform state show aws_kms_key.backup\n# aws_kms_key.backup:\n${resource}`,
    `# data.aws_kms_key.backup:\ndata "aws_kms_key" "backup" {\n    arn       = "${ARN}"\n    key_state = "Enabled"\n}`,
    `# aws_kms_key.backup:\nresource "aws_kms_key" "backup" {\n    policy = jsonencode(\n        {\n            Statement = []\n        }\n    )\n}`,
    JSON.stringify({
      format_version: '1.0',
      terraform_version: '1.9',
      values: { root_module: { resources: [{ address: 'aws_kms_key.backup', values: { arn: ARN } }] } },
    }),
    JSON.stringify(
      {
        version: 4,
        terraform_version: '1.9.0',
        lineage: 'x',
        resources: [{ type: 'aws_kms_key', instances: [{ attributes: { arn: ARN, policy: policy(ownerStatement) } }] }],
      },
      null,
      2,
    ),
    `aws_kms_key.backup: Refreshing state... [id=${KEY_ID}]`,
  ])('is no evidence of the key’s state, however it is printed (%#)', (pasted) => {
    expect(reasonOf(pasted)).toBe('terraform_state');
  });
});

describe('an answer that was never JSON', () => {
  it.each([
    [
      'rust',
      `DescribeKeyOutput { key_metadata: Some(KeyMetadata { aws_account_id: Some("${OWNER}"), key_state: Some(Disabled) }) }`,
    ],
    [
      'ruby',
      `#<struct Aws::KMS::Types::DescribeKeyResponse key_metadata=#<struct Aws::KMS::Types::KeyMetadata key_state="Disabled">>`,
    ],
    ['java', `{KeyMetadata: {AWSAccountId: ${OWNER},KeyId: ${KEY_ID},Arn: ${ARN},Enabled: false,KeyState: Disabled,}}`],
    ['go', `{KeyMetadata: {\n  AWSAccountId: "${OWNER}",\n  Arn: "${ARN}",\n  KeyState: "Disabled"\n}}`],
    ['go', '&{KeyMetadata:0xc0001 ResultMetadata:{values:map[]}}'],
    [
      'javascript',
      `{\n  '$metadata': { httpStatusCode: 200 },\n  KeyMetadata: {\n    Arn: '${ARN}',\n    KeyState: 'Disabled'\n  }\n}`,
    ],
    ['console', `Alias backup  Status Pending deletion  Creation date Nov 14, 2023 22:13 GMT+1  ARN ${ARN}`],
    [
      'console',
      `Aliases\tKey ID\tStatus\tKey type\tKey spec\nbackup\t${KEY_ID}\tPending deletion\tSymmetric\tSYMMETRIC_DEFAULT`,
    ],
    ['table', '┌────┐\n│ DescribeKey │\n├────┤\n│ KeyState │ Disabled │\n└────┘'],
  ])('is called by its format: %s (%#)', (format, pasted) => {
    const outcome = read(pasted);
    expect(outcome).toMatchObject({ ok: false, reason: 'other_output_format', format });
    if (!outcome.ok) expect(refusalWords(outcome)).not.toMatch(/complete JSON/);
  });

  it.each([
    ['not_this_command', `$ aws kms describe-key --key-id ${ARN} --query KeyMetadata.KeyState --output text\nDisabled`],
    ['not_this_command', `aws kms describe-key --key-id ${ARN} --query KeyMetadata.KeyState\n"Disabled"`],
    [
      'error_instead',
      'usage: aws [options] <command> <subcommand>\naws: error: argument operation: Invalid choice, valid choices are: describe-key',
    ],
    [
      'rotation_schedule',
      `$ aws kms get-key-rotation-status --key-id ${ARN} --output text\n${KEY_ID}\tTrue\t2026-12-06\t365`,
    ],
  ])('is not called incomplete JSON: %s (%#)', (reason, pasted) => {
    expect(reasonOf(pasted)).toBe(reason);
  });

  it('is called incomplete where JSON is cut off', () => {
    expect(reasonOf(described().slice(0, 300))).toBe('not_json');
    expect(reasonOf(described().slice(60))).toBe('not_json');
  });
});

describe('a description by another program', () => {
  const deletionAt = new Date('2026-12-05T00:00:00Z');
  it.each([
    ['Python’s json with default=str', { DeletionDate: '2026-12-05 00:00:00+00:00' }],
    ['PowerShell’s ConvertTo-Json', { KeyState: { Value: 'PendingDeletion' }, DeletionDate: '/Date(1796428800000)/' }],
  ])('is read where nothing of it is in doubt: %s', (_what, given) => {
    const pasted = described({ KeyState: 'PendingDeletion', ...given });
    expect(read(pasted)).toMatchObject({ ok: true, value: { keyState: 'PendingDeletion', deletionAt } });
  });
});
