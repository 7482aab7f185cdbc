import { DescribeKeyCommand, EncryptCommand, GenerateDataKeyCommand, ReEncryptCommand } from '@aws-sdk/client-kms';
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  allow,
  CUSTOMER,
  DAY_MS,
  failureOf,
  REGION,
  rootArn,
  startTestSandbox,
  VENDOR,
  type TestSandbox,
} from './sandbox.test-support.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

let aws: TestSandbox;
beforeAll(async () => {
  aws = await startTestSandbox();
});
afterAll(() => aws.close());
beforeEach(() => aws.control.reset());

const ROLE = `arn:aws:iam::${VENDOR}:role/probe`;

describe('the control API', () => {
  it('lists its routes when asked for an unknown one', async () => {
    const response = await fetch(new URL('/_sandbox/nowhere', aws.endpoint));
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: expect.stringMatching(/^There is no route GET \/_sandbox\/nowhere\. Routes: GET \//),
    });
  });

  it.each([
    ['invalid JSON', '{', 'application/json', 400, /not valid JSON/],
    ['JSON of the wrong shape', '{"advance":1}', 'application/json', 400, /advanceMs/],
    ['another content type', '{"advanceMs":1}', 'text/plain', 415, /application\/json/],
  ])('refuses %s with an error message', async (_, body, contentType, status, error) => {
    const headers = { 'Content-Type': contentType };
    const response = await fetch(new URL('/_sandbox/clock', aws.endpoint), { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.stringMatching(error) });
  });

  it.each([
    [{ Host: 'sandbox.example:80' }, 403],
    [{ Host: '127.0.0.1.evil.example' }, 403],
    [{ Host: 'localhost', Origin: 'https://evil.example' }, 403],
    [{ Host: 'localhost:3000' }, 200],
    [{ Host: '[::1]:3000', Origin: 'http://localhost:3000' }, 200],
  ])('answers only to loopback host names: %o', async (headers, status) => {
    expect(await statusOf('/_sandbox/clock', headers)).toBe(status);
  });
});

describe('the clock', () => {
  it('can be advanced, set to an instant, and reset', async () => {
    const { control } = aws;
    expect((await control.clock.advance(DAY_MS)).offsetMs).toBe(DAY_MS);
    expect((await control.clock.advance(DAY_MS)).offsetMs).toBe(2 * DAY_MS);
    const moved = await control.clock.moveTo(new Date('2031-05-01T00:00:00Z'));
    expect(moved.now).toMatch(/^2031-05-01T00:00:0/);
    expect((await control.clock.reset()).offsetMs).toBe(0);
  });

  it('moves the creation date of keys, and not the date of the wire', async () => {
    await aws.control.clock.moveTo(new Date('2031-05-01T00:00:00Z'));
    const key = await aws.createKey();
    expect(key.CreationDate?.toISOString()).toMatch(/^2031-05-01T00:00:/);
    const response = await fetch(new URL('/_sandbox/clock', aws.endpoint));
    expect(Math.abs(Date.parse(response.headers.get('date') ?? '') - Date.now())).toBeLessThan(5000);
  });
});

describe('roles', () => {
  it('are declared, replaced and removed', async () => {
    const { roles } = aws.control;
    await roles.declare({ arn: ROLE, trustedAccounts: [VENDOR] });
    await roles.declare({ arn: ROLE, trustedAccounts: [VENDOR], identityPolicy: allow('kms:*') });
    expect(await roles.list()).toEqual([
      { arn: ROLE, trustedAccounts: [VENDOR], identityPolicy: allow('kms:*'), maxSessionSeconds: 3600 },
    ]);
    await roles.remove(ROLE);
    expect(await roles.list()).toEqual([]);
    expect((await failureOf(roles.remove(ROLE))).message).toBe(`There is no role ${ROLE}.`);
  });

  it.each([
    [{ arn: 'role/probe', trustedAccounts: [VENDOR] }, /arn: must be a role ARN/],
    [{ arn: ROLE, trustedAccounts: ['vendor'] }, /trustedAccounts\.0: must be a 12-digit account number/],
    [
      { arn: ROLE, trustedAccounts: [VENDOR], identityPolicy: { Statement: [{ Effect: 'Permit' }] } },
      /identityPolicy: The Effect/,
    ],
  ])('are refused if they are invalid: %o', async (role, message) => {
    await expect(aws.control.roles.declare(role)).rejects.toThrow(message);
  });
});

describe('the call log', () => {
  it('counts calls by account, Region and operation, with their outcomes', async () => {
    const key = await aws.createKey();
    await aws.kms(CUSTOMER).send(new GenerateDataKeyCommand({ KeyId: key.Arn, KeySpec: 'AES_256' }));
    const denied = aws.kms(VENDOR).send(new GenerateDataKeyCommand({ KeyId: key.Arn, KeySpec: 'AES_256' }));
    await failureOf(denied);
    expect(await aws.control.calls.counts()).toEqual([
      { account: CUSTOMER, region: REGION, operation: 'CreateKey', calls: 1, outcomes: { Success: 1 } },
      { account: CUSTOMER, region: REGION, operation: 'GenerateDataKey', calls: 1, outcomes: { Success: 1 } },
      {
        account: VENDOR,
        region: REGION,
        operation: 'GenerateDataKey',
        calls: 1,
        outcomes: { AccessDeniedException: 1 },
      },
    ]);
    await aws.control.calls.clear();
    expect(await aws.control.calls.counts()).toEqual([]);
  });

  it('also counts by key, beyond the thousand calls that it keeps', async () => {
    const [busy, quiet] = [await aws.createKey(), await aws.createKey()];
    const kms = aws.kms(CUSTOMER);
    await aws.control.faults.add({ effect: { kind: 'throttle' }, match: { keyArn: busy.Arn } });
    for (let round = 0; round < 30; round += 1) {
      const asks = Array.from({ length: 40 }, () => failureOf(kms.send(new DescribeKeyCommand({ KeyId: busy.Arn }))));
      await Promise.all(asks);
    }
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: quiet.Arn, Plaintext: Buffer.from('x') }));
    const moved = kms.send(new ReEncryptCommand({ CiphertextBlob, DestinationKeyId: busy.Arn }));
    expect((await failureOf(moved)).name).toBe('ThrottlingException');
    expect(await aws.control.calls.countsByKey()).toEqual([
      {
        keyArn: busy.Arn,
        calls: 1201,
        operations: { DescribeKey: 1200, ReEncrypt: 1 },
        outcomes: { ThrottlingException: 1201 },
      },
      {
        keyArn: quiet.Arn,
        calls: 2,
        operations: { Encrypt: 1, ReEncrypt: 1 },
        outcomes: { Success: 1, ThrottlingException: 1 },
      },
    ]);
    await aws.control.calls.clear();
    expect(await aws.control.calls.countsByKey()).toEqual([]);
  });

  it('lists the latest calls without any plaintext', async () => {
    const key = await aws.createKey();
    const Plaintext = Buffer.from('top secret');
    const EncryptionContext = { tenant: 'a' };
    await failureOf(
      aws.kms(CUSTOMER).send(new EncryptCommand({ KeyId: key.KeyId, Plaintext, EncryptionContext, DryRun: true })),
    );
    const calls = await aws.control.calls.recent();
    expect(calls[0]).toMatchObject({
      service: 'kms',
      operation: 'Encrypt',
      region: REGION,
      callerArn: rootArn(CUSTOMER),
      keyArn: key.Arn,
      dryRun: true,
      encryptionContext: { tenant: 'a' },
      status: 400,
      outcome: 'DryRunOperationException',
    });
    expect(JSON.stringify(calls)).not.toContain(Plaintext.toString('base64'));
  });
});

describe('the list of keys', () => {
  it('covers all accounts, can be filtered, and contains no key material', async () => {
    const [mine] = await Promise.all([aws.createKey(), aws.createKey({ accountId: VENDOR, region: 'us-west-2' })]);
    expect(await aws.control.keys()).toHaveLength(2);
    const [shown, ...others] = await aws.control.keys({ accountId: CUSTOMER, region: REGION });
    expect(others).toEqual([]);
    expect(shown).toMatchObject({
      arn: mine.Arn,
      life: { state: 'Enabled' },
      materialIds: [mine.CurrentKeyMaterialId],
    });
    expect(JSON.stringify(shown)).not.toContain('secret');
  });
});

describe('a reset', () => {
  it('removes everything', async () => {
    const { control } = aws;
    await aws.createKey();
    await control.roles.declare({ arn: ROLE, trustedAccounts: [VENDOR] });
    await control.faults.add({ effect: { kind: 'hang' }, match: { region: 'nowhere' } });
    await control.settings.change({ dryRunChecksKeyState: false });
    await control.clock.advance(DAY_MS);
    await control.reset();
    expect(await control.keys()).toEqual([]);
    expect(await control.roles.list()).toEqual([]);
    expect(await control.faults.list()).toEqual([]);
    expect(await control.settings.read()).toEqual(DEFAULT_SETTINGS);
    expect(await control.calls.counts()).toEqual([]);
    expect((await control.clock.read()).offsetMs).toBe(0);
  });
});

/** fetch always sets Host itself; node:http sends the given one. */
function statusOf(path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, aws.endpoint), { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });
}
