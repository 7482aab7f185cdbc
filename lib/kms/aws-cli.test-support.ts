import {
  CreateKeyCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  KMSClient,
  PutKeyPolicyCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';

// The part of the AWS CLI (version 2) that our instructions use, against the stand-in. A test runs a shell with this file
// as its `aws`, so that quoting, here-documents and substitutions are those of a real shell.

const OPTIONS = {
  region: { type: 'string' },
  'key-id': { type: 'string' },
  query: { type: 'string' },
  output: { type: 'string' },
  'policy-name': { type: 'string' },
  policy: { type: 'string' },
  description: { type: 'string' },
  'key-spec': { type: 'string' },
  'key-usage': { type: 'string' },
  origin: { type: 'string' },
  'no-multi-region': { type: 'boolean' },
  plaintext: { type: 'string' },
  'encryption-context': { type: 'string' },
  'cli-binary-format': { type: 'string' },
} as const;

/** `file://` is read, as the CLI does with every option. */
const given = async (value = ''): Promise<string> =>
  value.startsWith('file://') ? readFile(value.slice('file://'.length), 'utf8') : value;

async function answer(words: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  const command = positionals.join(' ');
  const account = process.env['AWS_ACCESS_KEY_ID'] ?? '';
  if (values.output !== 'text' && !/put-key-policy|update-key-description/.test(command))
    throw new Error('No --output');
  if (command === 'sts get-caller-identity') return account;
  const { region, 'key-id': KeyId } = values;
  const kms = new KMSClient({
    endpoint: process.env['SANDBOX_ENDPOINT'] ?? '',
    credentials: { accessKeyId: account, secretAccessKey: 'any' },
    maxAttempts: 1,
    ...(region !== undefined && { region }),
  });
  switch (command) {
    case 'kms create-key': {
      const { KeyMetadata } = await kms.send(
        new CreateKeyCommand({
          Description: await given(values.description),
          Policy: await given(values.policy),
          KeySpec: values['key-spec'] === 'SYMMETRIC_DEFAULT' ? 'SYMMETRIC_DEFAULT' : 'RSA_2048',
          KeyUsage: values['key-usage'] === 'ENCRYPT_DECRYPT' ? 'ENCRYPT_DECRYPT' : 'SIGN_VERIFY',
          Origin: values.origin === 'AWS_KMS' ? 'AWS_KMS' : 'EXTERNAL',
          MultiRegion: values['no-multi-region'] !== true,
        }),
      );
      return KeyMetadata?.Arn ?? '';
    }
    case 'kms describe-key':
      return (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.Description ?? '';
    case 'kms update-key-description':
      await kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: await given(values.description) }));
      return '';
    case 'kms get-key-policy':
      return (await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: values['policy-name'] }))).Policy ?? '';
    case 'kms put-key-policy':
      await kms.send(
        new PutKeyPolicyCommand({ KeyId, PolicyName: values['policy-name'], Policy: await given(values.policy) }),
      );
      return '';
    case 'kms encrypt': {
      if (values['cli-binary-format'] !== 'raw-in-base64-out') throw new Error('The plaintext would be read as base64');
      const [name = '', value = ''] = (values['encryption-context'] ?? '').split('=');
      const Plaintext = new TextEncoder().encode(values.plaintext);
      const { CiphertextBlob = new Uint8Array() } = await kms.send(
        new EncryptCommand({ KeyId, Plaintext, EncryptionContext: { [name]: value } }),
      );
      return Buffer.from(CiphertextBlob).toString('base64');
    }
    default:
      throw new Error(`Unknown command: ${command}`);
  }
}

/** A shell of a customer, signed in to an account, in a folder of its own. */
export type CustomerShell = {
  /** Runs a script in bash, with `input` typed into it. Fails if the script does. */
  run(script: string, input?: string): Promise<string>;
  folder: string;
};

export async function customerShell(endpoint: string, accountId: string): Promise<CustomerShell> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keydesk-shell-'));
  const aws = path.join(folder, 'aws');
  await writeFile(aws, `#!/bin/sh\nexec '${process.execPath}' '${import.meta.filename}' --run "$@"\n`);
  await chmod(aws, 0o755);
  const env = {
    ...process.env,
    PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    AWS_ACCESS_KEY_ID: accountId,
    SANDBOX_ENDPOINT: endpoint,
  };
  return {
    folder,
    run: async (script, input = '') => {
      const running = promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, env });
      running.child.stdin?.end(input);
      return (await running).stdout;
    },
  };
}

if (process.argv[1] === import.meta.filename && process.argv[2] === '--run')
  process.stdout.write(`${await answer(process.argv.slice(3))}\n`);
