import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { openPaste, trimPaste } from '#lib/core/evidence/pasted-text.ts';
import { readKeyPolicy } from '#lib/core/evidence/read-key-policy.ts';
import { parseKeyArn } from '#lib/core/key/key-arn.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import {
  CODE,
  fileOf,
  FOUR_REGIONS,
  OWNER,
  REGION_CODES,
  vendorOf,
} from '#lib/core/setup/instructions.test-support.ts';
import {
  keyOf,
  policyInScript,
  readTemplate,
  readTerraform,
  type KeyToCreate,
} from '#lib/core/setup/template.test-support.ts';

const arnIn = (region: string) => {
  const arn = parseKeyArn(`arn:aws:kms:${region}:${OWNER}:key/1234abcd-12ab-34cd-56ef-1234567890ab`);
  if (!arn.ok) throw new Error(arn.reason);
  return arn.value.arn;
};

/** What our own reader finds in a policy that a customer pastes. */
function readingOf(policy: string, region: string) {
  const text = trimPaste(policy);
  if (!text.ok) throw new Error(text.reason);
  const vendorAccountId = vendorOf(region);
  const others = FOUR_REGIONS.map((one) => one.vendorAccountId).filter((one) => one !== vendorAccountId);
  const read = readKeyPolicy(openPaste(text.value), {
    arn: arnIn(region),
    vendorAccountId,
    otherVendorAccountIds: others,
  });
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}

const EVERYTHING = {
  kind: 'key_policy',
  answers: Object.fromEntries(REQUIRED_ACTIONS.map((action) => [action, 'allowed'])),
  conditionKeys: [],
  grantsForAwsServices: true,
  moreThanNeeded: [],
  ownerKeepsControl: true,
  otherVendorAccounts: [],
};

const accountsIn = (text: string): string[] => [...new Set(text.match(/\d{12}/g))];

describe.each(REGION_CODES)('what creates a key in %s', (region) => {
  const policies: [string, () => Promise<string>][] = [
    ['the script', async () => policyInScript(fileOf('cli', region).text, OWNER)],
    ['the CloudFormation template', async () => (await keyOf(fileOf('cloudformation', region), OWNER)).policy],
    ['the Terraform file', async () => (await keyOf(fileOf('terraform', region), OWNER)).policy],
    ['the bare policy', async () => fileOf('policy', region).text],
  ];

  it.each(policies)('gives everything that backups need, and no more: %s', async (_, policyOf) => {
    const policy = await policyOf();
    expect(readingOf(policy, region)).toEqual(EVERYTHING);
    expect(accountsIn(policy).toSorted()).toEqual([OWNER, vendorOf(region)].toSorted());
  });

  it('has the same policy in every file', async () => {
    const [first, ...others] = await Promise.all(policies.map(async ([, of]) => JSON.parse(await of()) as unknown));
    for (const other of others) expect(other).toEqual(first);
  });

  it.each(['cli', 'cloudformation', 'terraform'] as const)(
    'names our account of that region and no account of the owner, which the tool fills in: %s',
    (kind) => {
      for (const awsAccountId of [null, OWNER])
        expect(accountsIn(fileOf(kind, region, { awsAccountId }).text)).toEqual([vendorOf(region)]);
    },
  );

  it('is a symmetric single-Region key for encryption, with the code and whom to ask in its description', async () => {
    for (const kind of ['cloudformation', 'terraform'] as const) {
      const key = await keyOf(fileOf(kind, region), OWNER);
      expect(key).toMatchObject({
        keySpec: 'SYMMETRIC_DEFAULT',
        keyUsage: 'ENCRYPT_DECRYPT',
        multiRegion: false,
        waitingDays: 30,
      } satisfies Partial<KeyToCreate>);
      expect(key.description).toMatch(new RegExp(`Ask our backup provider before .* keydesk-verify=${CODE}$`));
    }
  });

  it('is a template that CloudFormation refuses in another region, and whose key outlives the stack', () => {
    expect(readTemplate(fileOf('cloudformation', region).text)).toMatchObject({
      AWSTemplateFormatVersion: '2010-09-09',
      Rules: { RegionOfTheKey: { Assertions: [{ Assert: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, region] } }] } },
      Resources: {
        BackupKey: { Type: 'AWS::KMS::Key', DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' },
      },
      Outputs: { KeyArn: { Value: { 'Fn::GetAtt': 'BackupKey.Arn' } } },
    });
  });

  it('is a Terraform file for that region alone, which never destroys the key', async () => {
    const name = `backup_${region.replaceAll('-', '_')}`;
    expect(await readTerraform(fileOf('terraform', region).text)).toMatchObject({
      provider: { aws: [{ alias: name, region }] },
      data: { aws_caller_identity: { [name]: [{ provider: `\${aws.${name}}` }] } },
      resource: {
        aws_kms_key: { [name]: [{ provider: `\${aws.${name}}`, lifecycle: [{ prevent_destroy: true }] }] },
      },
    });
  });

  it('is a script that bash can read, and whose commands name that region', () => {
    const { text } = fileOf('cli', region);
    expect(spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    for (const command of text.match(/aws kms [a-z-]+ .*/g) ?? []) expect(command).toContain(`--region ${region} `);
    expect(text).toContain('aws sts get-caller-identity');
  });
});

it('the Terraform files of all regions fit into one folder: no two things have the same name', async () => {
  const names = await Promise.all(
    REGION_CODES.map(async (region) => {
      const read = await readTerraform(fileOf('terraform', region).text);
      return Object.values(read).flatMap((kinds) => Object.keys(kinds as object).filter((name) => name !== 'aws'));
    }),
  );
  const outputs = names.flat().filter((name) => name.endsWith('_key_arn'));
  expect(new Set(outputs).size).toBe(REGION_CODES.length);
  const text = REGION_CODES.map((region) => fileOf('terraform', region).text).join('\n');
  expect(Object.keys((await readTerraform(text))['resource'] as object)).toEqual(['aws_kms_key']);
});

it('H1 no file can lock anybody out or replace the policy of a key that exists', () => {
  for (const region of REGION_CODES)
    for (const kind of ['cli', 'cloudformation', 'terraform', 'policy', 'existing_key'] as const) {
      const { text } = fileOf(kind, region);
      expect(text).not.toMatch(/bypass[-_]?policy[-_]?lockout/i);
      if (kind !== 'existing_key') expect(text).not.toMatch(/put-key-policy|PutKeyPolicy/);
    }
});
