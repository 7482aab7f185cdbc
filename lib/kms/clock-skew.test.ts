import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aGateway, aSharedKey, startGatewaySandbox, targetOf } from '#lib/kms/test-gateway.test-support.ts';
import type { FaultInput } from '#sandbox/aws/control-client.ts';
import { DAY_MS, type TestSandbox } from '#sandbox/aws/sandbox.test-support.ts';

let aws: TestSandbox;
beforeAll(async () => {
  aws = await startGatewaySandbox();
});
afterEach(() => aws.control.faults.clear());
afterAll(() => aws.close());

async function skewUnder(effects: readonly FaultInput['effect'][], match: FaultInput['match'] = {}) {
  const arn = await aSharedKey(aws);
  for (const effect of effects) await aws.control.faults.add({ match: { keyArn: arn, ...match }, effect });
  return (await aGateway(aws.endpoint)(targetOf(arn), 'short')).clockSkewMs;
}
const near = (ms: number) => expect.closeTo(ms / 1_000, -1) as number;

describe('a report', () => {
  it.each([0, 90_000, -90_000, 3_600_000])('says how far AWS’s clock is ahead of ours: %s ms', async (skewMs) => {
    const seen = await skewUnder([{ kind: 'skewedDate', skewMs }]);
    expect(Math.abs((seen ?? Number.NaN) - skewMs)).toBeLessThanOrEqual(1_000);
    expect(Math.abs(seen ?? Number.NaN) % 1_000).toBe(0);
  });

  it.each([
    ['a denial', { kind: 'denial', policy: 'catchAll' }],
    ['an error', { kind: 'error', name: 'ValidationException' }],
    ['an answer that can’t be read', { kind: 'emptyBody' }],
  ] as const)('knows it from %s too', async (_, effect) => {
    const seen = await skewUnder([effect, { kind: 'skewedDate', skewMs: 120_000 }]);
    expect((seen ?? Number.NaN) / 1_000).toEqual(near(120_000));
  });

  it('knows it from STS when we can’t sign in', async () => {
    await aws.control.faults.add({
      match: { operation: 'AssumeRole' },
      effect: { kind: 'error', name: 'SignatureDoesNotMatch', message: 'Signature expired', status: 403 },
    });
    await aws.control.faults.add({
      match: { operation: 'AssumeRole' },
      effect: { kind: 'skewedDate', skewMs: 200_000 },
    });
    const { clockSkewMs } = await aGateway(aws.endpoint)(targetOf(await aSharedKey(aws)), 'short');
    expect((clockSkewMs ?? Number.NaN) / 1_000).toEqual(near(200_000));
  });

  it('does not know it when there was no answer', async () => {
    const arn = await aSharedKey(aws);
    expect((await aGateway('http://127.0.0.1:9')(targetOf(arn), 'short')).clockSkewMs).toBeNull();
    expect(await skewUnder([{ kind: 'reset' }])).toBeNull();
  });

  it('compares with our real clock, not with one that a sandbox moved', async () => {
    await aws.control.clock.advance(30 * DAY_MS);
    try {
      expect(Math.abs((await skewUnder([])) ?? Number.NaN)).toBeLessThanOrEqual(1_000);
    } finally {
      await aws.control.clock.reset();
    }
  });
});
