import {
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  KMSClient,
  type DescribeKeyCommandOutput,
} from '@aws-sdk/client-kms';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FaultInput } from './control-client.ts';
import {
  CUSTOMER,
  failureOf,
  REGION,
  rootArn,
  startTestSandbox,
  VENDOR,
  type CreatedKey,
  type TestSandbox,
} from './sandbox.test-support.ts';

let aws: TestSandbox;
let kms: KMSClient;
let key: CreatedKey;
beforeAll(async () => {
  aws = await startTestSandbox();
});
afterAll(() => aws.close());
beforeEach(async () => {
  key = await aws.createKey();
  kms = aws.kms(CUSTOMER);
});
afterEach(() => aws.control.faults.clear());

const inject = (effect: FaultInput['effect'], more: Omit<FaultInput, 'effect'> = {}) =>
  aws.control.faults.add({ effect, ...more });
const describeKey = (client = kms, abortSignal?: AbortSignal): Promise<DescribeKeyCommandOutput> =>
  client.send(new DescribeKeyCommand({ KeyId: key.Arn }), abortSignal === undefined ? {} : { abortSignal });

describe('errors that AWS itself sends', () => {
  it.each<[FaultInput['effect'], object]>([
    [
      { kind: 'throttle' },
      {
        name: 'ThrottlingException',
        message: 'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
        status: 400,
      },
    ],
    [
      { kind: 'serviceError', name: 'KMSInternalException' },
      { name: 'KMSInternalException', status: 500 },
    ],
    [
      { kind: 'serviceError', name: 'DependencyTimeoutException' },
      { name: 'DependencyTimeoutException', status: 500 },
    ],
    [
      { kind: 'serviceError', name: 'KeyUnavailableException' },
      { name: 'KeyUnavailableException', status: 500 },
    ],
    [
      { kind: 'error', name: 'OptInRequired', message: 'Not here', status: 403 },
      { name: 'OptInRequired', message: 'Not here', status: 403 },
    ],
  ])('%o', async (effect, failure) => {
    await inject(effect);
    expect(await failureOf(describeKey())).toMatchObject(failure);
  });

  it.each([
    ['identity', 'implicit', ' because no identity-based policy allows the kms:DescribeKey action'],
    ['identity', 'explicit', ' with an explicit deny in an identity-based policy'],
    ['resource', 'implicit', ' because no resource-based policy allows the kms:DescribeKey action'],
    ['resource', 'explicit', ' with an explicit deny in a resource-based policy'],
    ['boundary', 'implicit', ' because no permissions boundary allows the kms:DescribeKey action'],
    ['session', 'explicit', ' with an explicit deny in a session policy'],
    ['scp', 'explicit', ' with an explicit deny in a service control policy'],
    ['vpce', 'explicit', ' with an explicit deny in a VPC endpoint policy'],
    ['rcp', 'explicit', ' with an explicit deny in a resource control policy'],
    ['vpce', 'implicit', ' because no VPC endpoint policy allows the kms:DescribeKey action'],
    ['boundary', 'explicit', ' with an explicit deny in a permissions boundary'],
    ['scp', 'implicit', ' because no service control policy allows the kms:DescribeKey action'],
    ['session', 'implicit', ' because no session policy allows the kms:DescribeKey action'],
  ] as const)('a denial by %s (%s) with AWS’s message', async (policy, form, tail) => {
    await inject({ kind: 'denial', policy, form });
    expect(await failureOf(describeKey())).toEqual({
      name: 'AccessDeniedException',
      message: `User: ${rootArn(CUSTOMER)} is not authorized to perform: kms:DescribeKey on resource: ${key.Arn}${tail}`,
      status: 400,
    });
  });

  it.each([
    ['catchAll', 'kms:DescribeKey on this resource because the resource does not exist in this Region, '],
    ['catchAllForCiphertext', 'kms:DescribeKey on the resource associated with this ciphertext because the resource '],
  ] as const)('a denial by %s, which names no policy', async (policy, part) => {
    await inject({ kind: 'denial', policy });
    expect((await failureOf(describeKey())).message).toContain(part);
  });

  it('the older denial for ciphertexts', async () => {
    await inject({ kind: 'denial', policy: 'olderDecrypt' }, { match: { operation: 'Decrypt' } });
    const call = kms.send(new DecryptCommand({ CiphertextBlob: Buffer.from('x') }));
    expect(await failureOf(call)).toEqual({
      name: 'AccessDeniedException',
      message:
        'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
      status: 400,
    });
  });

  it('a denial that names the policy ARN', async () => {
    const policyArn = 'arn:aws:organizations::111122223333:policy/o-exampleorg/service_control_policy/p-example';
    await inject({ kind: 'denial', policy: 'scp', policyArn });
    expect((await failureOf(describeKey())).message).toMatch(
      / with an explicit deny in a service control policy: arn:aws:organizations:\S+p-example$/,
    );
  });

  it.each([undefined, 1500])(
    'throttling asks for a retry delay only if the fault sets one: %s',
    async (retryAfterMs) => {
      await inject({ kind: 'throttle', ...(retryAfterMs !== undefined && { retryAfterMs }) });
      const error = (await describeKey().catch((thrown: unknown) => thrown)) as {
        $response: { headers: Record<string, string> };
      };
      expect(error.$response.headers['x-amz-retry-after']).toBe(retryAfterMs?.toString());
    },
  );

  it('throttling makes the SDK retry after the delay that the response asks for', async () => {
    await inject({ kind: 'throttle', retryAfterMs: 50 }, { times: 1 });
    const patient = new KMSClient({
      endpoint: aws.endpoint,
      region: REGION,
      credentials: { accessKeyId: CUSTOMER, secretAccessKey: 'x' },
    });
    const { $metadata } = await describeKey(patient);
    expect($metadata.attempts).toBe(2);
  });
});

describe('network and proxy faults', () => {
  it('a delay sends the correct response late', async () => {
    await inject({ kind: 'delay', delayMs: 150 });
    const startedAt = performance.now();
    expect((await describeKey()).KeyMetadata?.Arn).toBe(key.Arn);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(145);
  });

  it('a hang never answers', async () => {
    await inject({ kind: 'hang' });
    expect((await failureOf(describeKey(kms, AbortSignal.timeout(200)))).name).toBe('AbortError');
  });

  it('a drip sends the response byte by byte', async () => {
    await inject({ kind: 'drip', intervalMs: 20 });
    expect((await failureOf(describeKey(kms, AbortSignal.timeout(300)))).name).toBe('AbortError');
  });

  it.each(['beforeAnswer', 'midAnswer'] as const)('a reset %s closes the connection', async (at) => {
    await inject({ kind: 'reset', at });
    const error = await describeKey().catch((thrown: unknown) => thrown);
    expect(error).toHaveProperty('code', 'ECONNRESET');
  });

  it.each([503, 403, 200])('an HTML page with status %i is not a KMS response', async (status) => {
    await inject({ kind: 'html', status });
    expect(await failureOf(describeKey())).toMatchObject({ name: 'SyntaxError', status });
  });

  it.each(['emptyBody', 'emptyObject'] as const)('%s succeeds without metadata', async (kind) => {
    await inject({ kind });
    expect((await describeKey()).KeyMetadata).toBeUndefined();
  });

  it('a truncated body ends early', async () => {
    await inject({ kind: 'truncatedBody' });
    expect((await failureOf(describeKey())).name).toBe('SyntaxError');
  });

  it('a huge body is twenty megabytes', async () => {
    await inject({ kind: 'hugeBody' });
    let size = 0;
    kms.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { headers } = result.response as { headers: Record<string, string> };
        size = Number(headers['content-length']);
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
    expect((await describeKey()).KeyMetadata?.Arn).toBe(key.Arn);
    expect(size).toBeGreaterThan(20_000_000);
  });

  it('a skewed Date header on a denial makes the SDK call again', async () => {
    await inject({ kind: 'denial', policy: 'catchAll' });
    await inject({ kind: 'skewedDate', skewMs: 600_000 });
    const patient = new KMSClient({
      endpoint: aws.endpoint,
      region: REGION,
      credentials: { accessKeyId: CUSTOMER, secretAccessKey: 'x' },
    });
    const error = (await describeKey(patient).catch((thrown: unknown) => thrown)) as {
      name: string;
      $metadata: { attempts: number };
    };
    expect([error.name, error.$metadata.attempts > 1]).toEqual(['InvalidSignatureException', true]);
  });

  it('a skewed Date header is sent with an otherwise correct response', async () => {
    await inject({ kind: 'skewedDate', skewMs: 3_600_000 });
    const response = await fetch(aws.endpoint, {
      method: 'POST',
      headers: {
        'X-Amz-Target': 'TrentService.ListKeys',
        Authorization: `AWS4-HMAC-SHA256 Credential=${CUSTOMER}/20261123/${REGION}/kms/aws4_request, Signature=0`,
      },
    });
    expect(response.status).toBe(200);
    expect(Math.abs(Date.parse(response.headers.get('date') ?? '') - Date.now() - 3_600_000)).toBeLessThan(5000);
  });
});

describe('wrong responses', () => {
  it('a wrong ARN names another key', async () => {
    await inject({ kind: 'wrongArn' });
    expect((await describeKey()).KeyMetadata?.Arn).toBe(
      `arn:aws:kms:${REGION}:${CUSTOMER}:key/00000000-0000-4000-8000-000000000000`,
    );
  });

  it('an unknown key state reaches the client', async () => {
    await inject({ kind: 'keyState', keyState: 'Hibernating' });
    expect((await describeKey()).KeyMetadata?.KeyState).toBe('Hibernating');
  });

  it('wrong types make the SDK fail', async () => {
    await inject({ kind: 'wrongTypes' });
    await expect(describeKey()).rejects.toThrow();
  });

  it('old and current responses alternate', async () => {
    await inject({ kind: 'alternate' }, { match: { operation: 'DescribeKey' } });
    const states = [(await describeKey()).KeyMetadata?.KeyState];
    await kms.send(new DisableKeyCommand({ KeyId: key.KeyId }));
    for (let call = 0; call < 4; call += 1) states.push((await describeKey()).KeyMetadata?.KeyState);
    expect(states).toEqual(['Enabled', 'Disabled', 'Enabled', 'Disabled', 'Enabled']);
  });
});

describe('a fault applies', () => {
  it.each<[string, FaultInput['match']]>([
    ['another account', { account: VENDOR }],
    ['another caller', { callerAccount: VENDOR }],
    ['another Region', { region: 'us-west-2' }],
    ['other operations', { operation: ['Encrypt', 'Decrypt'] }],
    ['another key', { keyArn: `arn:aws:kms:${REGION}:${CUSTOMER}:key/other` }],
  ])('not to calls outside its match: %s', async (_, match) => {
    await inject({ kind: 'throttle' }, { match });
    await describeKey();
  });

  it.each<[string, () => FaultInput['match']]>([
    ['the account of a key', () => ({ account: CUSTOMER })],
    ['the account of a caller', () => ({ callerAccount: CUSTOMER })],
    ['a Region', () => ({ region: REGION })],
    ['an operation', () => ({ operation: 'DescribeKey' })],
    ['a key', () => ({ keyArn: key.Arn })],
  ])('to all calls of %s', async (_, match) => {
    await inject({ kind: 'throttle' }, { match: match() });
    expect((await failureOf(describeKey())).name).toBe('ThrottlingException');
  });

  it('only if all its conditions match', async () => {
    await inject(
      { kind: 'throttle' },
      {
        match: {
          account: CUSTOMER,
          callerAccount: CUSTOMER,
          region: REGION,
          operation: 'DescribeKey',
          keyArn: key.Arn,
        },
      },
    );
    expect((await failureOf(describeKey())).name).toBe('ThrottlingException');
    await kms.send(new CreateKeyCommand({}));
  });

  it('as many times as declared', async () => {
    const { id } = await inject({ kind: 'throttle' }, { times: 2 });
    await failureOf(describeKey());
    await failureOf(describeKey());
    await describeKey();
    expect(await aws.control.faults.list()).toMatchObject([{ id, timesApplied: 2 }]);
  });

  it('to its percentage of the calls, evenly spread', async () => {
    await inject({ kind: 'throttle' }, { percent: 25 });
    const outcomes: string[] = [];
    for (let call = 0; call < 8; call += 1)
      outcomes.push(
        await describeKey().then(
          () => 'ok',
          () => 'throttled',
        ),
      );
    expect(outcomes).toEqual(['ok', 'ok', 'ok', 'throttled', 'ok', 'ok', 'ok', 'throttled']);
  });

  it('to STS with STS’s own error', async () => {
    await inject({ kind: 'throttle' }, { match: { operation: 'AssumeRole' } });
    const call = aws.assumeRole({ arn: `arn:aws:iam::${VENDOR}:role/x` })();
    expect(await failureOf(call)).toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
  });
});
