import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createProbeControl } from '#lib/kms/probe-control.ts';
import { createRegionalClients } from '#lib/kms/regional-clients.ts';
import {
  aGateway,
  answersOf,
  aSharedKey,
  declareRole,
  HOME_ACCOUNT,
  IRELAND,
  OREGON,
  startGatewaySandbox,
  targetOf,
} from '#lib/kms/test-gateway.test-support.ts';
import { allow, USE_OF_THE_KEY, type TestSandbox } from '#sandbox/aws/sandbox.test-support.ts';

const ALLOWED = { DescribeKey: 'allowed', GenerateDataKey: 'allowed', Decrypt: 'allowed' };
const everyAnswer = (word: string) => ({ DescribeKey: word, GenerateDataKey: word, Decrypt: word });

let aws: TestSandbox;
beforeAll(async () => {
  aws = await startGatewaySandbox();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await aws.control.faults.clear();
});
afterAll(() => aws.close());

const check = async (arn: string, gateway: ReturnType<typeof aGateway>) =>
  answersOf(await gateway(targetOf(arn), 'short'));
const signIns = async () =>
  (await aws.control.calls.counts())
    .filter(({ operation }) => operation === 'AssumeRole')
    .reduce((sum, { calls }) => sum + calls, 0);

describe('a session that AWS refuses before its time', () => {
  it.each(['short', 'grid', 'proof'] as const)('is renewed within the same check (%s)', async (kind) => {
    const arn = await aSharedKey(aws);
    const gateway = aGateway(aws.endpoint);
    const before = answersOf(await gateway(targetOf(arn), kind));
    await aws.control.sessions.expire();
    expect(answersOf(await gateway(targetOf(arn), kind))).toEqual(before);
  });

  it.each(['ExpiredTokenException', 'UnrecognizedClientException', 'InvalidClientTokenId'])(
    'is dropped whatever AWS calls it: %s',
    async (name) => {
      const arn = await aSharedKey(aws);
      const gateway = aGateway(aws.endpoint);
      expect(await check(arn, gateway)).toEqual(ALLOWED);
      const before = await signIns();
      await aws.control.faults.add({ match: { keyArn: arn }, effect: { kind: 'error', name }, times: 1 });
      expect(await check(arn, gateway)).toEqual(ALLOWED);
      expect((await signIns()) - before).toBe(1);
    },
  );

  it('that was revoked in IAM is dropped too', async () => {
    const arn = await aSharedKey(aws);
    const gateway = aGateway(aws.endpoint);
    expect(await check(arn, gateway)).toEqual(ALLOWED);
    await aws.control.faults.add({ match: { keyArn: arn }, effect: { kind: 'denial', policy: 'identity' }, times: 1 });
    expect(await check(arn, gateway)).toEqual(ALLOWED);
  });

  it('is renewed once for all checks that it was refused in', async () => {
    const arns = await Promise.all(Array.from({ length: 8 }, () => aSharedKey(aws)));
    const gateway = aGateway(aws.endpoint);
    await Promise.all(arns.map((arn) => check(arn, gateway)));
    const before = await signIns();
    await aws.control.sessions.expire();
    for (const told of await Promise.all(arns.map((arn) => check(arn, gateway)))) expect(told).toEqual(ALLOWED);
    expect((await signIns()) - before).toBe(1);
  });

  it('lets a call that was refused after the renewal use the new session', async () => {
    const [quick, slow] = [await aSharedKey(aws), await aSharedKey(aws)];
    const gateway = aGateway(aws.endpoint);
    await check(quick, gateway);
    const before = await signIns();
    const expired = { kind: 'error', name: 'ExpiredTokenException' } as const;
    for (const keyArn of [quick, slow]) await aws.control.faults.add({ match: { keyArn }, effect: expired, times: 1 });
    await aws.control.faults.add({ match: { keyArn: slow }, effect: { kind: 'delay', delayMs: 400 }, times: 1 });
    const told = await Promise.all([check(quick, gateway), check(slow, gateway)]);
    expect(told).toEqual([ALLOWED, ALLOWED]);
    expect((await signIns()) - before).toBe(1);
  });

  it('is renewed at most once a minute and region, and then again', async () => {
    const arn = await aSharedKey(aws);
    const other = await aSharedKey(aws, USE_OF_THE_KEY, undefined, 'us-west-2');
    const gateway = aGateway(aws.endpoint);
    await Promise.all([check(arn, gateway), check(other, gateway)]);
    const before = await signIns();
    await aws.control.faults.add({
      match: { keyArn: arn },
      effect: { kind: 'error', name: 'ExpiredTokenException' },
    });
    for (let round = 0; round < 3; round += 1)
      expect(await check(arn, gateway)).toEqual(everyAnswer('could_not_tell:vendor_credentials'));
    expect((await signIns()) - before).toBe(1);

    // The other region has a minute of its own.
    await aws.control.sessions.expire(OREGON.roleArn);
    expect(await check(other, gateway)).toEqual(ALLOWED);
    expect((await signIns()) - before).toBe(2);

    await aws.control.faults.clear();
    await aws.control.sessions.expire(IRELAND.roleArn);
    expect(await check(arn, gateway)).toEqual(everyAnswer('could_not_tell:vendor_credentials'));
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + 61_000);
    expect(await check(arn, gateway)).toEqual(ALLOWED);
  });

  it('is named as our sign-in when it can’t be renewed, and heals when STS answers again', async () => {
    const arn = await aSharedKey(aws);
    const gateway = aGateway(aws.endpoint);
    expect(await check(arn, gateway)).toEqual(ALLOWED);
    await aws.control.sessions.expire();
    await aws.control.faults.add({
      match: { operation: 'AssumeRole' },
      effect: { kind: 'error', name: 'InternalFailure', status: 500 },
    });
    expect((await check(arn, gateway)).DescribeKey).toBe('could_not_tell:sign_in_failed');
    await aws.control.faults.clear();
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + 61_000);
    expect(await check(arn, gateway)).toEqual(ALLOWED);
  });

  it('does not repeat a call that AWS refused for another reason', async () => {
    const narrowed = { ...IRELAND, roleArn: 'arn:aws:iam::444455556666:role/without-decrypt' };
    await declareRole(aws, narrowed, allow(['kms:DescribeKey', 'kms:GenerateDataKey']));
    const arn = await aSharedKey(aws);
    const gateway = aGateway(aws.endpoint, [narrowed]);
    expect((await check(arn, gateway)).Decrypt).toBe('denied:identity_policy');
    const calls = (await aws.control.calls.recent()).filter(({ keyArn }) => keyArn === arn);
    expect(calls).toHaveLength(3);
  });
});

describe('a sign-in that failed', () => {
  it('makes no call to KMS', async () => {
    const arn = await aSharedKey(aws);
    await aws.control.faults.add({
      match: { operation: 'AssumeRole' },
      effect: { kind: 'error', name: 'AccessDenied', status: 403 },
    });
    await aGateway(aws.endpoint)(targetOf(arn), 'grid');
    expect((await aws.control.calls.recent()).filter(({ keyArn }) => keyArn === arn)).toEqual([]);
  });

  it('is named as our sign-in also when the time of the check is shorter than that of a sign-in', async () => {
    const region = { ...IRELAND, controlKeyArn: await aSharedKey(aws) };
    await aws.control.faults.add({ match: { operation: 'AssumeRole' }, effect: { kind: 'hang' } });
    const probeControl = createProbeControl({
      clientOf: createRegionalClients([region], aws.endpoint),
      clock: () => new Date(),
      reserveStoreCalls: async () => 0,
    });
    const control = await probeControl('eu-west-1', 500);
    for (const cell of control?.cells ?? [])
      expect(cell).toMatchObject({ result: 'could_not_tell', fault: 'sign_in_failed' });
    expect(control?.cells).toHaveLength(7);
  });

  it('keeps the error and the request ID of STS as evidence', async () => {
    const arn = await aSharedKey(aws);
    await aws.control.faults.add({
      match: { operation: 'AssumeRole' },
      effect: {
        kind: 'error',
        name: 'AccessDenied',
        message: 'not authorized to perform: sts:AssumeRole',
        status: 403,
      },
    });
    const { cells } = await aGateway(aws.endpoint)(targetOf(arn), 'short');
    for (const { error, requestId } of cells) {
      expect(error).toEqual({ name: 'AccessDenied', message: 'not authorized to perform: sts:AssumeRole' });
      expect(requestId).toEqual(expect.any(String));
    }
  });

  it('because our own credentials were replaced heals with the next check, without a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'credentials-'));
    const file = join(folder, 'credentials');
    const write = (account: string) =>
      writeFile(file, `[default]\naws_access_key_id = ${account}\naws_secret_access_key = any\n`);
    const saved = { ...process.env };
    delete process.env['AWS_ACCESS_KEY_ID'];
    Object.assign(process.env, { AWS_SHARED_CREDENTIALS_FILE: file, AWS_EC2_METADATA_DISABLED: 'true' });
    try {
      const arn = await aSharedKey(aws);
      const gateway = aGateway(aws.endpoint);
      await write('222233334444');
      expect(await check(arn, gateway)).toEqual(everyAnswer('could_not_tell:vendor_credentials'));
      await write(HOME_ACCOUNT);
      expect(await check(arn, gateway)).toEqual(ALLOWED);
    } finally {
      for (const name of ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_EC2_METADATA_DISABLED', 'AWS_ACCESS_KEY_ID'])
        if (saved[name] === undefined) delete process.env[name];
        else process.env[name] = saved[name];
      await rm(folder, { recursive: true });
    }
  });

  it('because our process has no credentials is not a refusal', async () => {
    const saved = process.env['AWS_ACCESS_KEY_ID'];
    delete process.env['AWS_ACCESS_KEY_ID'];
    process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(tmpdir(), 'no-such-credentials-file');
    try {
      expect(await check(await aSharedKey(aws), aGateway(aws.endpoint))).toEqual(
        everyAnswer('could_not_tell:sign_in_failed'),
      );
    } finally {
      process.env['AWS_ACCESS_KEY_ID'] = saved;
      delete process.env['AWS_EC2_METADATA_DISABLED'];
      delete process.env['AWS_SHARED_CREDENTIALS_FILE'];
    }
  });
});

describe('our own client', () => {
  it.each(['not a url', 'ftp://127.0.0.1', 'http://'])(
    'with the endpoint %s says nothing about the key, and least of all that it does not exist',
    async (endpoint) => {
      const told = Object.values(await check(await aSharedKey(aws), aGateway(endpoint)));
      for (const answer of told) expect(answer).toMatch(/^could_not_tell:(own_configuration|sign_in_failed)$/);
    },
  );
});
