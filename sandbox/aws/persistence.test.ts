import {
  CreateAliasCommand,
  CreateGrantCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  ListGrantsCommand,
  ListKeyRotationsCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readClockOffsetMs, writeClockOffsetMs } from './clock.ts';
import { openJournal } from './journal.ts';
import { startAwsSandbox } from './server.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import {
  allow,
  CUSTOMER,
  DAY_MS,
  failureOf,
  pointAt,
  sharedKeyPolicy,
  startTestSandbox,
  STRANGER,
  VENDOR,
} from './sandbox.test-support.ts';

let directory: string;
const children = new Set<ChildProcess>();
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'aws-sandbox-'));
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  rmSync(directory, { recursive: true, force: true });
});

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const stateFile = () => join(directory, 'state.ndjson');

/** Runs main.ts and returns the endpoint that it prints. */
async function run(...args: string[]): Promise<{ child: ChildProcess; endpoint: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  const [endpoint] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, endpoint };
}

describe('a sandbox with a data directory', () => {
  it('keeps keys, materials, aliases, grants, roles and sessions after a restart', async () => {
    const before = await startTestSandbox({ dataDir: directory });
    const key = await before.createKey();
    const ROLE = `arn:aws:iam::${CUSTOMER}:role/reader`;
    await before.control.roles.declare({ arn: ROLE, trustedAccounts: [CUSTOMER], identityPolicy: allow('kms:*') });
    const credentials = await before.assumeRole({ arn: ROLE })();
    const kms = before.kms(CUSTOMER);
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: key.Arn, Plaintext: Buffer.from('kept') }));
    await kms.send(new RotateKeyOnDemandCommand({ KeyId: key.Arn }));
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/kept', TargetKeyId: key.KeyId }));
    await kms.send(new CreateGrantCommand({ KeyId: key.Arn, GranteePrincipal: ROLE, Operations: ['Decrypt'] }));
    await before.control.guardrails.declare({ kind: 'scp', accountId: CUSTOMER, policy: allow('*') });
    await before.control.settings.change({ dryRunChecksKeyState: false });
    await before.close();

    const after = await startTestSandbox({ dataDir: directory });
    const session = after.kms(CUSTOMER);
    session.config.credentials = () => Promise.resolve(credentials);
    const { Plaintext } = await session.send(new DecryptCommand({ CiphertextBlob }));
    expect(Buffer.from(Plaintext ?? []).toString()).toBe('kept');
    const described = await after.kms(CUSTOMER).send(new DescribeKeyCommand({ KeyId: 'alias/kept' }));
    expect(described.KeyMetadata?.Arn).toBe(key.Arn);
    const { Grants } = await after.kms(CUSTOMER).send(new ListGrantsCommand({ KeyId: key.Arn }));
    expect(Grants).toMatchObject([{ GranteePrincipal: ROLE, Operations: ['Decrypt'] }]);
    expect(await after.control.settings.read()).toEqual({ ...DEFAULT_SETTINGS, dryRunChecksKeyState: false });
    expect(await after.control.guardrails.list()).toMatchObject([{ kind: 'scp', accountId: CUSTOMER }]);
    await after.close();
  });

  it('answers calls that need an invalid policy of an older version with an error of AWS, and allows none', async () => {
    const ROLE = `arn:aws:iam::${VENDOR}:role/reader`;
    const ofHere = { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } };
    const here = (Action: string) => ({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action, Resource: '*', Condition: ofHere }],
    });
    const before = await startTestSandbox({ dataDir: directory });
    const forAddress = await before.createKey({ policy: sharedKeyPolicy(['kms:DescribeKey'], ofHere) });
    const forAccount = await before.createKey({ policy: sharedKeyPolicy(['kms:DescribeKey']) });
    await before.control.roles.declare({ arn: ROLE, trustedAccounts: [VENDOR], identityPolicy: here('kms:*') });
    const credentials = await before.assumeRole({ arn: ROLE })();
    await before.control.guardrails.declare({ kind: 'scp', accountId: STRANGER, policy: here('*') });
    await before.close();
    writeFileSync(stateFile(), readFileSync(stateFile(), 'utf8').replaceAll('127.0.0.0/8', '0.0.0.0/'));

    const after = await startTestSandbox({ dataDir: directory });
    const session = after.kms(VENDOR);
    session.config.credentials = () => Promise.resolve(credentials);
    for (const [kms, { Arn }] of [
      [after.kms(VENDOR), forAddress],
      [session, forAccount],
      [after.kms(STRANGER), forAccount],
    ] as const) {
      expect(await failureOf(kms.send(new DescribeKeyCommand({ KeyId: Arn })))).toEqual({
        name: 'MalformedPolicyDocumentException',
        message: 'Invalid value for IpAddress on aws:SourceIp: "0.0.0.0/".',
        status: 400,
      });
    }
    await after.kms(VENDOR).send(new DescribeKeyCommand({ KeyId: forAccount.Arn }));
    await after.close();
  });

  it('reads the state of an older version with only symmetric keys', async () => {
    const keyId = '1234abcd-12ab-34cd-56ef-1234567890ab';
    const arn = `arn:aws:kms:eu-west-1:${CUSTOMER}:key/${keyId}`;
    const materials = [1, 2].map((generation) => ({
      id: String(generation).repeat(64),
      secret: Buffer.alloc(32, generation).toString('base64'),
      createdAt: 1_700_000_000_000 + generation,
    }));
    const record = {
      accountId: CUSTOMER,
      region: 'eu-west-1',
      keyId,
      description: 'kept',
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: CUSTOMER }, Action: 'kms:*', Resource: '*' }],
      }),
      tags: {},
      arn,
      createdAt: 1_700_000_000_000,
      keySpec: 'SYMMETRIC_DEFAULT',
      keyUsage: 'ENCRYPT_DECRYPT',
      origin: 'AWS_KMS',
      multiRegion: false,
      life: { state: 'Enabled' },
      materials,
      automaticRotation: { enabled: false },
      onDemandRotationCount: 1,
    };
    const lines = [
      { format: 'keydesk-aws-sandbox', version: 1 },
      ['key', arn, record],
      ['settings', 'current', { dryRunChecksKeyState: false }],
    ];
    writeFileSync(stateFile(), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const aws = await startTestSandbox({ dataDir: directory });
    const kms = aws.kms(CUSTOMER);
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: keyId }));
    expect(KeyMetadata).toMatchObject({ KeyState: 'Enabled', CurrentKeyMaterialId: '2'.repeat(64) });
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: keyId, Plaintext: Buffer.from('x') }));
    await kms.send(new DecryptCommand({ CiphertextBlob }));
    const { Rotations } = await kms.send(new ListKeyRotationsCommand({ KeyId: keyId }));
    expect(Rotations).toEqual([
      {
        KeyId: keyId,
        KeyMaterialId: '2'.repeat(64),
        KeyMaterialState: 'CURRENT',
        RotationDate: new Date(1_700_000_000_002),
      },
    ]);
    expect(await aws.control.settings.read()).toEqual({ ...DEFAULT_SETTINGS, dryRunChecksKeyState: false });
    await aws.close();
  });

  it('loses no completed call when it is killed', async () => {
    const { child, endpoint } = await run('--port', '0', '--data', directory);
    const kms = pointAt(endpoint).kms(CUSTOMER);
    const arns = await Promise.all(
      Array.from({ length: 20 }, async () => String((await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn)),
    );
    child.kill('SIGKILL');
    await once(child, 'exit');

    const after = await startTestSandbox({ dataDir: directory });
    expect((await after.control.keys()).map(({ arn }) => arn).toSorted()).toEqual(arns.toSorted());
    await after.close();
  });

  it('ignores an incomplete last line, whose call was never answered', async () => {
    const before = await startTestSandbox({ dataDir: directory });
    const key = await before.createKey();
    await before.close();
    appendFileSync(stateFile(), '["key","arn:aws:kms:eu-w');
    const after = await startTestSandbox({ dataDir: directory });
    expect(await after.control.keys()).toMatchObject([{ arn: key.Arn }]);
    await after.close();
  });

  it.each([
    [
      'of another version',
      '{"format":"keydesk-aws-sandbox","version":99}\n',
      /state\.ndjson has version 99; this sandbox reads version 1/,
    ],
    ['that has another format', 'hello\n', /state\.ndjson is not an AWS sandbox state/],
    [
      'with a damaged line',
      '{"format":"keydesk-aws-sandbox","version":1}\noops\n["key","a",null]\n',
      /line 2 of .*state\.ndjson is damaged/,
    ],
  ])('refuses a state file %s with an error that names it, and does not change it', async (_, content, message) => {
    writeFileSync(stateFile(), content);
    await expect(startAwsSandbox({ port: 0, dataDir: directory })).rejects.toThrow(message);
    expect(readFileSync(stateFile(), 'utf8')).toBe(content);
  });

  it('does not grow without limit, and keeps the last value', async () => {
    const journal = openJournal(directory);
    const settings = journal.map<object>('settings');
    for (let count = 0; count < 1100; count += 1) settings.set('current', { dryRunChecksKeyState: false });
    expect(readFileSync(stateFile(), 'utf8').split('\n').length).toBeLessThan(500);
    journal.close();
    const aws = await startTestSandbox({ dataDir: directory });
    expect(await aws.control.settings.read()).toMatchObject({ dryRunChecksKeyState: false });
    await aws.close();
  });

  it('removes the material of a deleted key from disk', async () => {
    const aws = await startTestSandbox({ dataDir: directory });
    const key = await aws.createKey();
    await aws.kms(CUSTOMER).send(new ScheduleKeyDeletionCommand({ KeyId: key.Arn, PendingWindowInDays: 7 }));
    await aws.control.clock.advance(8 * DAY_MS);
    await aws.close();
    const after = await startTestSandbox({ dataDir: directory });
    expect(await after.control.keys()).toEqual([]);
    await after.close();
    expect(readFileSync(stateFile(), 'utf8')).not.toContain(key.KeyId);
  });
});

describe('a clock file', () => {
  it('gives the sandbox and every process that reads it the same time', async () => {
    const clockFile = join(directory, 'clock.json');
    const aws = await startTestSandbox({ clockFile });
    await aws.control.clock.advance(5 * DAY_MS);
    expect(readClockOffsetMs(clockFile)).toBe(5 * DAY_MS);

    const key = await aws.createKey();
    await aws.kms(CUSTOMER).send(new ScheduleKeyDeletionCommand({ KeyId: key.Arn, PendingWindowInDays: 7 }));
    writeClockOffsetMs(clockFile, 13 * DAY_MS);
    const failure = await failureOf(aws.kms(CUSTOMER).send(new DescribeKeyCommand({ KeyId: key.Arn })));
    expect(failure.name).toBe('NotFoundException');
    await aws.close();
  });

  it('that does not exist means no offset, and an invalid one is named in the error', () => {
    const clockFile = join(directory, 'clock.json');
    expect(readClockOffsetMs(clockFile)).toBe(0);
    writeFileSync(clockFile, '{"offsetMs":"later"}');
    expect(() => readClockOffsetMs(clockFile)).toThrow(clockFile);
  });
});

describe('the command', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'prints its endpoint, serves requests, and exits cleanly on %s',
    async (signal) => {
      const { child, endpoint } = await run('--port', '0');
      expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      const aws = pointAt(endpoint);
      await aws.control.faults.add({ effect: { kind: 'hang' } });
      const hanging = failureOf(aws.kms(VENDOR).send(new CreateKeyCommand({})));
      await expect.poll(async () => (await aws.control.calls.counts()).length).toBe(1);
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([0, null]);
      await hanging;
    },
  );

  it.each([
    [[], /^Usage: /],
    [['--port', 'many'], /^Usage: /],
  ])('prints its usage: %o', async (args, message) => {
    expect(await failedRun(...args)).toMatch(message);
  });

  it('names a taken port in one sentence', async () => {
    const first = await startAwsSandbox({ port: 0 });
    expect(await failedRun('--port', String(first.port))).toBe(`Port ${first.port} on 127.0.0.1 is already taken.\n`);
    await first.close();
  });
});

async function failedRun(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  children.add(child);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  expect(await once(child, 'close')).toEqual([1, null]);
  return errors;
}
