import {
  CancelKeyDeletionCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProbeFault } from '#lib/core/probe/report.ts';
import { CHECK_TIMEOUT_MS } from '#lib/core/probe/probe-key.ts';
import {
  aGateway,
  answersOf,
  aSharedKey,
  declareRole,
  IRELAND,
  OREGON,
  region,
  startGatewaySandbox,
  targetOf,
} from '#lib/kms/test-gateway.test-support.ts';
import { allow, CUSTOMER, DAY_MS, USE_OF_THE_KEY, type TestSandbox } from '#sandbox/aws/sandbox.test-support.ts';
import type { FaultInput } from '#sandbox/aws/control-client.ts';

const ENDS_WITHIN_MS = CHECK_TIMEOUT_MS + 300;
const ALLOWED = { DescribeKey: 'allowed', GenerateDataKey: 'allowed', Decrypt: 'allowed' };
const DRY_RUNS = ['GenerateDataKey', 'Decrypt'];

let aws: TestSandbox;
beforeAll(async () => {
  aws = await startGatewaySandbox();
});
afterAll(() => aws.close());

const probe = async (arn: string, lastKeyState: string | null = null, gateway = aGateway(aws.endpoint)) => {
  const begun = performance.now();
  const report = await gateway(targetOf(arn, lastKeyState), 'short');
  return { report, tookMs: performance.now() - begun };
};
type Probed = Awaited<ReturnType<typeof probe>>;
const everyAnswer = (word: string) => ({ DescribeKey: word, GenerateDataKey: word, Decrypt: word });
const callsFor = async (arn: string) =>
  (await aws.control.calls.recent()).filter((call) => call.keyArn === arn).toReversed();

describe('a key that gives us access', () => {
  it('gets DescribeKey and two dry runs that are allowed', async () => {
    const arn = await aSharedKey(aws);
    const { report } = await probe(arn);
    expect(answersOf(report)).toEqual(ALLOWED);
    expect(report).toMatchObject({
      arn,
      region: 'eu-west-1',
      vendorAccountId: '444455556666',
      facts: { seen: true, value: { keyState: 'Enabled', keyManager: 'CUSTOMER', deletionAt: null } },
    });
    expect((await callsFor(arn)).map(({ operation, dryRun }) => [operation, dryRun]).toSorted()).toEqual([
      ['Decrypt', true],
      ['DescribeKey', false],
      ['GenerateDataKey', true],
    ]);
  });

  it('keeps AWS’s request ID of every call as evidence', async () => {
    const arn = await aSharedKey(aws);
    const { report } = await probe(arn);
    const logged = (await callsFor(arn)).map(({ operation, requestId }) => [operation, requestId]);
    expect(report.cells.map(({ action, requestId }) => [action, requestId]).toSorted()).toEqual(logged.toSorted());
  });

  it('is called in the region of its ARN, as the vendor account of that region', async () => {
    const [dublin, oregon] = [await aSharedKey(aws), await aSharedKey(aws, USE_OF_THE_KEY, undefined, 'us-west-2')];
    const gateway = aGateway(aws.endpoint);
    const [first, second] = await Promise.all([probe(dublin, null, gateway), probe(oregon, null, gateway)]);
    expect(answersOf(first.report)).toEqual(ALLOWED);
    expect(answersOf(second.report)).toEqual(ALLOWED);
    expect(
      (await callsFor(oregon)).every((call) => call.region === 'us-west-2' && call.callerAccount === '555566667777'),
    ).toBe(true);
    expect(
      (await callsFor(dublin)).every((call) => call.region === 'eu-west-1' && call.callerAccount === '444455556666'),
    ).toBe(true);
  });

  it('H22 sees sessions named keydesk-probe, and the report has the same name', async () => {
    const arn = await aSharedKey(aws);
    const { report } = await probe(arn);
    expect(report.principalArn).toBe('arn:aws:sts::444455556666:assumed-role/keydesk/keydesk-probe');
    for (const call of await callsFor(arn)) expect(call.callerArn).toBe(report.principalArn);
  });

  it('H23 gets the configured encryption context with every crypto call, and satisfies a policy that requires it', async () => {
    const context = { purpose: 'backup' };
    const arn = await aSharedKey(aws, USE_OF_THE_KEY, {
      StringEqualsIfExists: { 'kms:EncryptionContext:purpose': 'backup' },
      Null: { 'kms:EncryptionContextKeys': 'false' },
    });
    const gateway = aGateway(aws.endpoint, [region('eu-west-1', '444455556666', { encryptionContext: context })]);
    const { report } = await probe(arn, null, gateway);
    expect(answersOf(report)).toMatchObject({ GenerateDataKey: 'allowed', Decrypt: 'allowed' });
    for (const call of await callsFor(arn))
      expect(call.encryptionContext).toEqual(DRY_RUNS.includes(call.operation) ? context : null);

    const without = await probe(arn);
    expect(answersOf(without.report)).toMatchObject({ GenerateDataKey: 'denied:cross_account_catch_all' });
  });
});

describe('our role', () => {
  it('is assumed once per region, however many checks run', async () => {
    const arns = await Promise.all(Array.from({ length: 12 }, () => aSharedKey(aws)));
    const before = await assumed();
    const gateway = aGateway(aws.endpoint);
    await Promise.all(arns.map((arn) => probe(arn, null, gateway)));
    for (const arn of arns.slice(0, 4)) await probe(arn, null, gateway);
    expect((await assumed()) - before).toBe(1);
  });

  const assumed = async () =>
    (await aws.control.calls.counts())
      .filter(({ operation }) => operation === 'AssumeRole')
      .reduce((sum, { calls }) => sum + calls, 0);

  it('that may not be assumed says nothing about the key', async () => {
    const gone = region('eu-west-1', '444455556666', { roleArn: 'arn:aws:iam::444455556666:role/no-such-role' });
    const { report, tookMs } = await probe(await aSharedKey(aws), null, aGateway(aws.endpoint, [gone]));
    expect(answersOf(report)).toEqual(everyAnswer('could_not_tell:vendor_credentials'));
    expect(tookMs).toBeLessThan(ENDS_WITHIN_MS);
  });

  it('with a wrong external id says nothing about the key', async () => {
    const wrong = region('eu-west-1', '444455556666', { externalId: 'somebody-else' });
    const { report } = await probe(await aSharedKey(aws), null, aGateway(aws.endpoint, [wrong]));
    expect(answersOf(report)).toEqual(everyAnswer('could_not_tell:vendor_credentials'));
  });
});

describe('a denial', () => {
  it('by the key’s policy has the cross-account catch-all message, whatever action it lacks', async () => {
    expect(answersOf((await probe(await aSharedKey(aws, ['kms:DescribeKey']))).report)).toEqual({
      DescribeKey: 'allowed',
      GenerateDataKey: 'denied:cross_account_catch_all',
      Decrypt: 'denied:cross_account_catch_all',
    });
    expect(answersOf((await probe(await aSharedKey(aws, ['kms:GenerateDataKey*', 'kms:Decrypt']))).report)).toEqual({
      DescribeKey: 'denied:cross_account_catch_all',
      GenerateDataKey: 'allowed',
      Decrypt: 'allowed',
    });
  });

  it('by our own identity policy has a different message', async () => {
    const narrowed = region('eu-west-1', '444455556666', { roleArn: 'arn:aws:iam::444455556666:role/narrowed' });
    await declareRole(aws, narrowed, allow(['kms:DescribeKey', 'kms:GenerateDataKey']));
    const { report } = await probe(await aSharedKey(aws), null, aGateway(aws.endpoint, [narrowed]));
    expect(answersOf(report)).toEqual({
      DescribeKey: 'allowed',
      GenerateDataKey: 'allowed',
      Decrypt: 'denied:identity_policy',
    });
  });

  it('is the answer for a key that does not exist', async () => {
    const arn = (await aSharedKey(aws)).replace(/key\/.*/, 'key/00000000-0000-4000-8000-000000000000');
    expect(answersOf((await probe(arn)).report)).toEqual(everyAnswer('denied:cross_account_catch_all'));
  });

  it.each([
    ['an hour', 3_600_000],
    ['four and a half minutes, which AWS still accepts', 270_000],
    ['four and a half minutes the other way', -270_000],
  ])('with a Date that is off by %s may be about our clock, so it says nothing', async (_, skewMs) => {
    const arn = await aSharedKey(aws, ['kms:Encrypt']);
    await aws.control.faults.add({ match: { keyArn: arn }, effect: { kind: 'skewedDate', skewMs } });
    const { report } = await probe(arn);
    expect(answersOf(report)).toEqual(everyAnswer('could_not_tell:vendor_credentials'));
  });

  it('with a Date that is off by three minutes is a denial', async () => {
    const arn = await aSharedKey(aws, ['kms:Encrypt']);
    await aws.control.faults.add({ match: { keyArn: arn }, effect: { kind: 'skewedDate', skewMs: 180_000 } });
    expect(answersOf((await probe(arn)).report)).toEqual(everyAnswer('denied:cross_account_catch_all'));
  });
});

describe('a key out of use', () => {
  const owner = () => aws.kms(CUSTOMER);

  it('H21 that is disabled gets DescribeKey only', async () => {
    const arn = await aSharedKey(aws);
    await owner().send(new DisableKeyCommand({ KeyId: arn }));
    const { report } = await probe(arn);
    expect(answersOf(report)).toEqual({ DescribeKey: 'allowed', GenerateDataKey: 'not_run', Decrypt: 'not_run' });
    expect(report.facts).toMatchObject({ seen: true, value: { keyState: 'Disabled' } });
    expect(
      (await callsFor(arn)).filter((call) => call.callerAccount !== CUSTOMER).map((call) => call.operation),
    ).toEqual(['DescribeKey']);
  });

  it('H21 that is pending deletion gets DescribeKey only, which gives the date; after cancel and enable it gets all calls again', async () => {
    const arn = await aSharedKey(aws);
    const { DeletionDate } = await owner().send(new ScheduleKeyDeletionCommand({ KeyId: arn, PendingWindowInDays: 7 }));
    const { report } = await probe(arn, 'Enabled');
    expect(report.facts).toMatchObject({
      seen: true,
      value: { keyState: 'PendingDeletion', deletionAt: DeletionDate },
    });
    expect(Math.abs((DeletionDate?.getTime() ?? 0) - Date.now() - 7 * DAY_MS)).toBeLessThan(60_000);
    expect(
      (await callsFor(arn)).filter((call) => call.callerAccount !== CUSTOMER).map((call) => call.operation),
    ).toEqual(['DescribeKey']);

    await owner().send(new CancelKeyDeletionCommand({ KeyId: arn }));
    expect((await probe(arn, 'PendingDeletion')).report.facts).toMatchObject({ value: { keyState: 'Disabled' } });
    await owner().send(new EnableKeyCommand({ KeyId: arn }));
    expect(answersOf((await probe(arn, 'Disabled')).report)).toEqual(ALLOWED);
  });

  it('H21 that was disabled when last seen gets no crypto calls while DescribeKey gives no answer', async () => {
    const arn = await aSharedKey(aws);
    await aws.control.faults.add({
      match: { keyArn: arn, operation: 'DescribeKey' },
      effect: { kind: 'error', name: 'ValidationException' },
    });
    expect(answersOf((await probe(arn, 'Disabled')).report)).toEqual({
      DescribeKey: 'could_not_tell:unrecognised',
      GenerateDataKey: 'not_run',
      Decrypt: 'not_run',
    });
    expect(answersOf((await probe(arn, 'Enabled')).report)).toMatchObject({ Decrypt: 'allowed' });
  });

  it.each([true, false])(
    'H10 is reported by its state whether or not a dry run checks the state (%s)',
    async (dryRunChecksKeyState) => {
      const own = await startGatewaySandbox();
      try {
        await own.control.settings.change({ dryRunChecksKeyState });
        const arn = await aSharedKey(own);
        await own.kms(CUSTOMER).send(new DisableKeyCommand({ KeyId: arn }));
        // KMS is eventually consistent: DescribeKey still says Enabled while the other calls already see the disabled
        // key.
        await own.control.faults.add({
          match: { keyArn: arn, operation: 'DescribeKey' },
          effect: { kind: 'keyState', keyState: 'Enabled' },
        });
        const report = await aGateway(own.endpoint)(targetOf(arn), 'short');
        expect(answersOf(report)).toMatchObject(
          dryRunChecksKeyState
            ? { GenerateDataKey: 'wrong_state:disabled', Decrypt: 'not_run' }
            : { GenerateDataKey: 'allowed', Decrypt: 'allowed' },
        );
      } finally {
        await own.close();
      }
    },
  );
});

describe('an answer of DescribeKey', () => {
  const described = async (effect: FaultInput['effect']) => {
    const arn = await aSharedKey(aws);
    await aws.control.faults.add({ match: { keyArn: arn, operation: 'DescribeKey' }, effect });
    return probe(arn);
  };

  it('with an unknown state is kept as it is', async () => {
    const { report } = await described({ kind: 'keyState', keyState: 'Suspended' });
    expect(report.facts).toMatchObject({ seen: true, value: { keyState: 'Suspended' } });
  });

  it.each(['wrongArn', 'wrongTypes', 'emptyBody', 'emptyObject', 'truncatedBody'] as const)(
    'that is spoiled (%s) is malformed, gives no facts, and the dry runs are still made',
    async (kind) => {
      const { report } = await described({ kind });
      expect(report.facts).toEqual({ seen: false });
      expect(answersOf(report)).toEqual({ ...ALLOWED, DescribeKey: 'could_not_tell:malformed_answer' });
    },
  );

  it('of 20 MB is refused after 64 kB, without loading it into memory', async () => {
    const before = process.memoryUsage();
    const peak = { bytes: 0 };
    const watch = setInterval(() => {
      const { external, arrayBuffers } = process.memoryUsage();
      peak.bytes = Math.max(peak.bytes, external + arrayBuffers - before.external - before.arrayBuffers);
    }, 5);
    try {
      const { report } = await described({ kind: 'hugeBody', bytes: 20_000_000 });
      expect(answersOf(report).DescribeKey).toBe('could_not_tell:malformed_answer');
      expect(report.cells[0]?.error?.name).toBe('AnswerTooLargeError');
    } finally {
      clearInterval(watch);
    }
    // The stand-in runs in this process and has the answer in memory itself. The client must not add another copy or
    // two.
    expect(peak.bytes).toBeLessThan(90_000_000);
  });
});

describe('a dry run that was executed for real', () => {
  /** A proxy between us and AWS that removes the dry run from every request. */
  let meddler: Server;
  beforeAll(async () => {
    meddler = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const sent = Buffer.concat(chunks).toString('utf8').replace('"DryRun":true', '"DryRun":false');
        const headers = Object.entries(request.headers).filter(
          ([name]) => !['host', 'content-length', 'connection', 'expect'].includes(name),
        );
        void fetch(aws.endpoint, { method: 'POST', headers: headers as [string, string][], body: sent }).then(
          async (answer) => {
            response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
            response.end(await answer.text());
          },
        );
      });
    });
    await new Promise<void>((resolve) => meddler.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => meddler.close());

  it('is malformed, and nothing of the returned data key is kept', async () => {
    const arn = await aSharedKey(aws);
    const { port } = meddler.address() as AddressInfo;
    const { report } = await probe(arn, null, aGateway(`http://127.0.0.1:${port}`));
    expect(answersOf(report).GenerateDataKey).toBe('could_not_tell:malformed_answer');
    expect((await callsFor(arn)).find((call) => call.operation === 'GenerateDataKey')).toMatchObject({
      dryRun: false,
      outcome: 'Success',
    });
    // 32 bytes of plaintext would read as 44 characters of base64.
    expect(JSON.stringify(report.cells)).not.toMatch(/[A-Za-z0-9+/]{40,}={0,2}/);
    expect(JSON.stringify(report)).not.toMatch(/plaintext|ciphertext/i);
  });
});

describe('a region that is not configured', () => {
  it('says so for every test and makes no call', async () => {
    const { report } = await probe('arn:aws:kms:ap-southeast-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab');
    expect(answersOf(report)).toEqual(everyAnswer('could_not_tell:own_configuration'));
    expect(report).toMatchObject({
      vendorAccountId: null,
      principalArn: null,
      clockSkewMs: null,
      facts: { seen: false },
    });
  });
});

describe('a server that cannot be reached', () => {
  it('says nothing about the key', async () => {
    const { report, tookMs } = await probe(await aSharedKey(aws), null, aGateway('http://127.0.0.1:9'));
    expect(Object.values(answersOf(report)).every((answer) => answer.startsWith('could_not_tell:'))).toBe(true);
    expect(tookMs).toBeLessThan(ENDS_WITHIN_MS);
  });
});

// Each probe has a key, faults and retries of its own, so they can run at the same time.
describe.concurrent('every fault of a call', () => {
  const faults: [string, FaultInput['effect'], string][] = [
    ['throttling', { kind: 'throttle' }, 'could_not_tell:throttled'],
    ['a resource limit', { kind: 'error', name: 'LimitExceededException' }, 'could_not_tell:throttled'],
    ['an internal error', { kind: 'serviceError', name: 'KMSInternalException' }, 'could_not_tell:kms_fault'],
    [
      'a dependency’s timeout',
      { kind: 'serviceError', name: 'DependencyTimeoutException' },
      'could_not_tell:kms_fault',
    ],
    [
      'a key unavailable for the moment',
      { kind: 'serviceError', name: 'KeyUnavailableException' },
      'could_not_tell:kms_fault',
    ],
    ['a 503 page in HTML', { kind: 'html', status: 503 }, 'could_not_tell:malformed_answer'],
    ['a 403 page of a proxy, which is no denial', { kind: 'html', status: 403 }, 'could_not_tell:malformed_answer'],
    ['a 200 page in HTML', { kind: 'html', status: 200 }, 'could_not_tell:malformed_answer'],
    ['a redirect', { kind: 'html', status: 302 }, 'could_not_tell:'],
    ['a reset before the answer', { kind: 'reset', at: 'beforeAnswer' }, 'could_not_tell:unreachable'],
    ['a reset in the middle', { kind: 'reset', at: 'midAnswer' }, 'could_not_tell:unreachable'],
    ['a body cut in half', { kind: 'truncatedBody' }, 'could_not_tell:malformed_answer'],
    ['an empty body', { kind: 'emptyBody' }, 'could_not_tell:malformed_answer'],
    ['an empty object', { kind: 'emptyObject' }, 'could_not_tell:malformed_answer'],
    [
      'a token that is refused',
      { kind: 'error', name: 'UnrecognizedClientException' },
      'could_not_tell:vendor_credentials',
    ],
    ['a token that has expired', { kind: 'error', name: 'ExpiredTokenException' }, 'could_not_tell:vendor_credentials'],
    ['a wrong signature', { kind: 'error', name: 'InvalidSignatureException' }, 'could_not_tell:vendor_credentials'],
    ['an unknown access key', { kind: 'error', name: 'InvalidClientTokenId' }, 'could_not_tell:vendor_credentials'],
    ['an unknown error', { kind: 'error', name: 'SomethingNewException' }, 'could_not_tell:unrecognised'],
    ['an error named like a property', { kind: 'error', name: 'constructor' }, 'could_not_tell:unrecognised'],
    [
      'no such key',
      { kind: 'error', name: 'NotFoundException', message: 'Key ‘arn’ does not exist' },
      'denied:not_found',
    ],
    [
      'an ARN of another region than our client’s',
      { kind: 'error', name: 'NotFoundException', message: 'Invalid arn us-west-2' },
      'could_not_tell:own_configuration',
    ],
    ['an invalid ARN', { kind: 'error', name: 'InvalidArnException' }, 'denied:not_found'],
    ['a denial by our organization', { kind: 'denial', policy: 'scp' }, 'denied:service_control_policy'],
    ['a denial by theirs', { kind: 'denial', policy: 'rcp' }, 'denied:resource_control_policy'],
    ['the catch-all', { kind: 'denial', policy: 'catchAll' }, 'denied:cross_account_catch_all'],
    ['a key of another usage', { kind: 'error', name: 'InvalidKeyUsageException' }, 'wrong_state:wrong_key_type'],
  ];
  const probeUnder = async (effect: FaultInput['effect']) => {
    const arn = await aSharedKey(aws);
    await aws.control.faults.add({ match: { keyArn: arn }, effect });
    return probe(arn);
  };
  const expectTold = ({ report, tookMs }: Probed, answer: string) => {
    for (const [action, told] of Object.entries(answersOf(report)))
      expect([action, told.slice(0, answer.length)]).toEqual([action, answer]);
    expect(report.facts).toEqual({ seen: false });
    expect(tookMs).toBeLessThan(ENDS_WITHIN_MS);
  };
  it.each(faults)('%s is reported as what it is, within the time limit of a check', async (_, effect, answer) => {
    expectTold(await probeUnder(effect), answer);
  });

  it.each(['DescribeKey', 'GenerateDataKey', 'Decrypt'])(
    'a single hanging answer to %s is solved by a retry',
    async (operation) => {
      const arn = await aSharedKey(aws);
      await aws.control.faults.add({ match: { keyArn: arn, operation }, effect: { kind: 'hang' }, times: 1 });
      const { report, tookMs } = await probe(arn);
      expect(answersOf(report)).toEqual(ALLOWED);
      expect(tookMs).toBeLessThan(ENDS_WITHIN_MS);
    },
  );

  const stsFaults: [string, FaultInput['effect'], ProbeFault][] = [
    ['answers in HTML', { kind: 'html', status: 503 }, 'sign_in_failed'],
    ['answers in HTML like a refusal', { kind: 'html', status: 403 }, 'sign_in_failed'],
    ['answers with nothing', { kind: 'emptyObject' }, 'sign_in_failed'],
    ['fails', { kind: 'error', name: 'InternalFailure', status: 500 }, 'sign_in_failed'],
    ['throttles', { kind: 'error', name: 'Throttling' }, 'sign_in_failed'],
    ['closes the connection', { kind: 'reset' }, 'sign_in_failed'],
    ['refuses', { kind: 'error', name: 'AccessDenied', status: 403 }, 'vendor_credentials'],
    [
      'refuses the credentials of our process',
      { kind: 'error', name: 'InvalidClientTokenId', status: 403 },
      'vendor_credentials',
    ],
  ];
  const probeUnderSts = async (effect: FaultInput['effect']) => {
    roles += 1;
    const own = region('eu-west-1', '444455556666', { roleArn: `arn:aws:iam::4444555566${roles}:role/keydesk` });
    await declareRole(aws, own);
    await aws.control.faults.add({
      match: { operation: 'AssumeRole', account: own.roleArn.split(':')[4] ?? '' },
      effect,
    });
    return probe(await aSharedKey(aws), null, aGateway(aws.endpoint, [own]));
  };
  let roles = 60;
  const expectNothingSaid = ({ report, tookMs }: Probed, fault: ProbeFault) => {
    for (const told of Object.values(answersOf(report))) expect(told).toBe(`could_not_tell:${fault}`);
    expect(tookMs).toBeLessThan(ENDS_WITHIN_MS);
  };
  it.each(stsFaults)(
    'STS that %s is named as our sign-in and says nothing about the key, within the time limit of a check',
    async (_, effect, fault) => {
      expectNothingSaid(await probeUnderSts(effect), fault);
    },
  );

  // These take all six seconds of a check. They start before the first test and wait while the others run.
  const slowFaults: [string, FaultInput['effect'], string][] = [
    ['throttling with a Retry-After', { kind: 'throttle', retryAfterMs: 60_000 }, 'could_not_tell:'],
    ['a hang', { kind: 'hang' }, 'could_not_tell:timed_out'],
    ['one byte every 300 ms', { kind: 'drip', intervalMs: 300 }, 'could_not_tell:timed_out'],
    ['an answer after a minute', { kind: 'delay', delayMs: 60_000 }, 'could_not_tell:timed_out'],
  ];

  const slowProbes: Promise<Probed>[] = [];
  let hangingSts: Promise<Probed>;
  beforeAll(() => {
    for (const [, effect] of slowFaults) slowProbes.push(probeUnder(effect));
    hangingSts = probeUnderSts({ kind: 'hang' });
  });
  it.each(slowFaults.map(([name, , answer], index) => [name, answer, index] as const))(
    '%s is reported as what it is, within the time limit of a check',
    async (_, answer, index) => {
      const probed = await slowProbes[index];
      if (probed === undefined) throw new Error('This probe was not started.');
      expectTold(probed, answer);
    },
  );
  it('STS that hangs is named as our sign-in and says nothing about the key, within the time limit of a check', async () => {
    expectNothingSaid(await hangingSts, 'sign_in_failed');
  });
});

describe('the regions of one gateway', () => {
  it('do not use up each other’s retries: a failing one does not affect the other', async () => {
    const gateway = aGateway(aws.endpoint, [IRELAND, OREGON]);
    const failing = await aSharedKey(aws);
    const healthy = await aSharedKey(aws, USE_OF_THE_KEY, undefined, 'us-west-2');
    await aws.control.faults.add({
      match: { keyArn: failing },
      effect: { kind: 'serviceError', name: 'KMSInternalException' },
    });
    for (let round = 0; round < 8; round += 1) await probe(failing, null, gateway);
    // One temporary fault each, which only a retry solves.
    for (const operation of ['DescribeKey', ...DRY_RUNS])
      await aws.control.faults.add({
        match: { keyArn: healthy, operation },
        effect: { kind: 'serviceError', name: 'KMSInternalException' },
        times: 1,
      });
    expect(answersOf((await probe(healthy, null, gateway)).report)).toEqual(ALLOWED);
  });
});
