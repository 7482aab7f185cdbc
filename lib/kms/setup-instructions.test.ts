import {
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import {
  CODE,
  commandsOf,
  fileOf,
  FOUR_REGIONS,
  instructionsOf,
  OWNER,
  REGION_CODES,
  vendorOf,
} from '#lib/core/setup/instructions.test-support.ts';
import { keyOf } from '#lib/core/setup/template.test-support.ts';
import { customerShell, type CustomerShell } from '#lib/kms/aws-cli.test-support.ts';
import {
  aGateway,
  answersOf,
  declareRole,
  HOME_ACCOUNT,
  startGatewaySandbox,
  targetOf,
} from '#lib/kms/test-gateway.test-support.ts';
import { failureOf, sharedKeyPolicy, type TestSandbox } from '#sandbox/aws/sandbox.test-support.ts';

let aws: TestSandbox;
beforeAll(async () => {
  aws = await startGatewaySandbox();
  for (const region of FOUR_REGIONS) await declareRole(aws, region);
});
afterAll(() => aws.close());

/** A shell of the customer, until the test ends. */
async function aShell(): Promise<CustomerShell> {
  const shell = await customerShell(aws.endpoint, OWNER);
  onTestFinished(() => rm(shell.folder, { recursive: true }));
  return shell;
}

const EVERY_TEST_PASSED = Object.fromEntries(REQUIRED_ACTIONS.map((action) => [action, 'allowed']));

/** The answers of a full check and of an encrypt/decrypt test, both with our account of the key's region. */
async function checked(arn: string): Promise<Record<string, unknown>> {
  const gateway = aGateway(aws.endpoint, FOUR_REGIONS);
  const { GetKeyRotationStatus, CreateGrant, ...required } = answersOf(await gateway(targetOf(arn), 'grid'));
  expect([GetKeyRotationStatus, CreateGrant]).not.toContain('allowed');
  const { DescribeKey, Encrypt, Decrypt } = answersOf(await gateway(targetOf(arn), 'proof'));
  expect([DescribeKey, Encrypt, Decrypt]).toEqual(['allowed', 'allowed', 'allowed']);
  return required;
}

describe.each(REGION_CODES)('a key in %s that was created by our instructions', (region) => {
  it.each(['cloudformation', 'terraform', 'policy'] as const)('passes the full check: %s', async (kind) => {
    const file = fileOf(kind, region);
    const key = kind === 'policy' ? { policy: file.text, description: '' } : await keyOf(file, OWNER);
    const { KeyMetadata } = await aws
      .kms(OWNER, region)
      .send(new CreateKeyCommand({ Policy: key.policy, Description: key.description }));
    expect(await checked(KeyMetadata?.Arn ?? '')).toEqual(EVERY_TEST_PASSED);
  });

  it('passes the full check after the script ran in a shell, and shows the code to our account', async () => {
    const shell = await aShell();
    const printed = await shell.run(fileOf('cli', region, { awsAccountId: null }).text);
    const [, arn = ''] = /^Please send us this ARN: (\S+)$/m.exec(printed) ?? [];
    expect(arn).toMatch(new RegExp(`^arn:aws:kms:${region}:${OWNER}:key/[0-9a-f-]{36}$`));
    expect(await checked(arn)).toEqual(EVERY_TEST_PASSED);
    const seen = await aws.kms(vendorOf(region), region).send(new DescribeKeyCommand({ KeyId: arn }));
    expect(seen.KeyMetadata?.Description).toContain(`keydesk-verify=${CODE}`);
    const [policy] = /\{[^]*\}/.exec(printed) ?? [];
    expect(JSON.parse(policy ?? '')).toEqual(JSON.parse(fileOf('policy', region).text));
  });
});

/** The statements in a text: JSON objects, one after the other. */
const statementsIn = (text: string): object[] => {
  const [found = ''] = /^ {2}\{\n(?: {2}.*\n)*? {2}\}(?:,\n {2}\{\n(?: {2}.*\n)*? {2}\})*$/m.exec(text) ?? [];
  return JSON.parse(`[${found}]`) as object[];
};

describe('a key that exists already', () => {
  const region = 'ap-southeast-2';
  const { text } = fileOf('existing_key', region);
  const [readArn = '', ...commands] = commandsOf(text);
  /** The command with that verb; `at` counts from 0 where there are several. */
  const command = (verb: string, at = 0): string => commands.filter((one) => one.includes(` ${verb} `))[at] ?? verb;
  const kms = () => aws.kms(OWNER, region);

  const policyOf = async (KeyId: string) =>
    JSON.parse((await kms().send(new GetKeyPolicyCommand({ KeyId }))).Policy ?? '') as { Statement: object[] };
  const describe = async (KeyId: string) => (await kms().send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;

  /** A key with a policy of its own, and a shell in which each script first asks for its ARN. */
  const anExistingKey = async (Description: string) => {
    const Policy = JSON.stringify(sharedKeyPolicy(['kms:Sign']));
    const arn = (await kms().send(new CreateKeyCommand({ Description, Policy }))).KeyMetadata?.Arn ?? '';
    const shell = await aShell();
    const run = async (script: string): Promise<string> => {
      const printed = await shell.run(`${readArn}\n${script}`, `${arn}\n`);
      return printed.slice('ARN of the key: '.length);
    };
    return { arn, folder: shell.folder, run };
  };

  it('H1 keeps every statement of its policy, of which a copy is saved first, and then passes the full check', async () => {
    const { arn, folder, run } = await anExistingKey('');
    const before = await policyOf(arn);
    await run(command('get-key-policy'));
    const saved = JSON.parse(await readFile(path.join(folder, 'key-policy-before.json'), 'utf8')) as typeof before;
    expect(saved).toEqual(before);

    const added = statementsIn(text);
    expect(added).toHaveLength(2);
    const edited = { ...saved, Statement: [...saved.Statement, ...added] };
    await writeFile(path.join(folder, 'key-policy-edited.json'), JSON.stringify(edited));
    await run(command('put-key-policy'));

    expect(await policyOf(arn)).toEqual(edited);
    expect(await checked(arn)).toEqual(EVERY_TEST_PASSED);
  });

  it.each(['', 'Payroll', `Ask "Jo's team" about $HOME, \`id\` and $(id); 100 % & more\\`])(
    'shows the code beside its description, which comes back afterwards as it was: %s',
    async (description) => {
      const { arn, run } = await anExistingKey(description);
      await run(`${command('describe-key')}\n${command('update-key-description')}`);
      expect(await describe(arn)).toMatchObject({ Description: `${description} keydesk-verify=${CODE}` });
      await run(command('update-key-description', 1));
      expect(await describe(arn)).toMatchObject({ Description: description });
    },
  );

  it('encrypts the code so that our account can decrypt and compare it, and stays as it was', async () => {
    const { arn, run } = await anExistingKey('Payroll');
    const before = await policyOf(arn);
    const allowed = { ...before, Statement: [...before.Statement, ...statementsIn(text)] };
    await kms().send(new PutKeyPolicyCommand({ KeyId: arn, Policy: JSON.stringify(allowed) }));

    const CiphertextBlob = Buffer.from(await run(command('encrypt')), 'base64');
    const decrypt = (EncryptionContext: Record<string, string>) =>
      ours().send(new DecryptCommand({ CiphertextBlob, KeyId: arn, EncryptionContext }));
    const { Plaintext = new Uint8Array() } = await decrypt({ 'keydesk-verify': CODE });
    expect(Buffer.from(Plaintext).toString()).toBe(CODE);
    expect(await failureOf(decrypt({}))).toMatchObject({ name: 'InvalidCiphertextException' });
    expect(await policyOf(arn)).toEqual(allowed);
    expect(await describe(arn)).toMatchObject({ Description: 'Payroll' });
  });

  /** KMS, as our role of that region. */
  const ours = () => {
    const { roleArn = '', externalId = null } = FOUR_REGIONS.find(({ code }) => code === region) ?? {};
    return aws.kmsAs({ arn: roleArn, from: HOME_ACCOUNT, ...(externalId !== null && { externalId }) }, region);
  };
});

it('the optional statement denies a deletion with a short waiting period, and nothing else', async () => {
  const policy = JSON.parse(fileOf('policy', 'eu-west-1').text) as { Statement: object[] };
  const statements = statementsIn(instructionsOf().body);
  expect(statements).toHaveLength(1);
  const kms = aws.kms(OWNER, 'eu-west-1');
  const guarded = { ...policy, Statement: [...policy.Statement, ...statements] };
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: JSON.stringify(guarded) }));
  const KeyId = KeyMetadata?.Arn ?? '';
  expect(await checked(KeyId)).toEqual(EVERY_TEST_PASSED);
  for (const PendingWindowInDays of [7, 29])
    expect(await failureOf(kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays })))).toMatchObject({
      name: 'AccessDeniedException',
    });
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 30 }));
});
