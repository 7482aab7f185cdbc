import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { startGatewaySandbox, targetOf } from '#lib/kms/test-gateway.test-support.ts';
import { aHostedPlace, gatewayOf, newAccount, type Place } from '#lib/use-cases/hosted-place.test-support.ts';
import type { TestSandbox } from '#sandbox/aws/sandbox.test-support.ts';
import { trustingPolicy } from '#sandbox/demo/key-policies.ts';

let aws: TestSandbox;
let desk: TestDesk;
let place: Place;
beforeAll(async () => {
  [aws, desk] = await Promise.all([startGatewaySandbox(), openTestDesk()]);
  place = await aHostedPlace(aws, desk);
});
afterAll(async () => {
  await Promise.all([aws.close(), desk.close()]);
});

/** Keys of one custom key store, which is the customer's own HSM or proxy. */
async function keysOfOneStore(count: number): Promise<string[]> {
  const account = newAccount();
  const { code, vendorAccountId } = place.region;
  const id = `cks-${account}`;
  await aws.control.keyStores.declare({ id, accountId: account, region: code, type: 'AWS_CLOUDHSM' });
  const kms = aws.kms(account, code);
  const Policy = JSON.stringify(trustingPolicy(account, vendorAccountId));
  const made = Array.from({ length: count }, async () => {
    const command = new CreateKeyCommand({ Origin: 'AWS_CLOUDHSM', CustomKeyStoreId: id, Policy });
    return (await kms.send(command)).KeyMetadata?.Arn ?? '';
  });
  return Promise.all(made);
}

/** A separate process: its own clients on the real clock; only the database is shared. */
const aProcess = () => gatewayOf(aws.endpoint, [place.region], desk, () => new Date()).probeKey;

/** When calls reached the store behind these keys. DescribeKey and GetKeyRotationStatus don't reach it. */
const reachedAt = async (arns: readonly string[]): Promise<number[]> =>
  (await aws.control.calls.recent())
    .filter(
      ({ keyArn, operation }) =>
        arns.includes(keyArn ?? '') && !['DescribeKey', 'GetKeyRotationStatus'].includes(operation),
    )
    .map(({ at }) => Date.parse(at))
    .toSorted((a, b) => a - b);

describe('a custom key store', () => {
  it('H24 gets at most one call per second, from all processes and for all its keys', async () => {
    const arns = await keysOfOneStore(2);
    const reports = await Promise.all(arns.map((arn) => aProcess()(targetOf(arn), 'short')));
    for (const { cells } of reports)
      expect(cells.map(({ result }) => result)).toEqual(['allowed', 'allowed', 'allowed']);
    const calls = await reachedAt(arns);
    expect(calls).toHaveLength(4);
    // A busy machine may delay one call and not the next, but it can't make all of them faster.
    expect((calls.at(-1) ?? 0) - (calls[0] ?? 0)).toBeGreaterThan(2_800);
    for (const [index, at] of calls.entries()) if (index > 0) expect(at - (calls[index - 1] ?? 0)).toBeGreaterThan(600);
  });

  it('H24 gets no more calls when too many of its keys are due, and the other checks are postponed as a whole', async () => {
    const arns = await keysOfOneStore(16);
    const processes = [aProcess(), aProcess()];
    const reports = await Promise.all(
      arns.map((arn, index) => (processes[index % 2] ?? aProcess())(targetOf(arn), 'grid')),
    );
    expect((await reachedAt(arns)).length).toBeLessThanOrEqual(7);
    const postponed = reports.filter(({ cells }) =>
      cells.some((cell) => cell.result === 'could_not_tell' && cell.fault === 'held_back'),
    );
    // A check that was postponed was postponed as a whole, so no partial check used another key's place.
    expect(postponed.length).toBeGreaterThanOrEqual(14);
    for (const { cells } of postponed)
      expect(cells.filter((cell) => cell.result === 'could_not_tell' && cell.fault === 'held_back')).toHaveLength(6);
    expect(reports.length - postponed.length).toBeGreaterThan(0);
  });

  it('H24 gets no retry when KMS throttles, because a retry would be an extra call', async () => {
    const [arn = ''] = await keysOfOneStore(1);
    await aws.control.faults.add({
      match: { keyArn: arn, operation: 'GenerateDataKey' },
      effect: { kind: 'throttle' },
    });
    const { cells } = await aProcess()(targetOf(arn), 'short');
    expect(cells.map(({ result }) => result)).toEqual(['allowed', 'allowed', 'could_not_tell']);
    expect(await reachedAt([arn])).toHaveLength(2);
  });
});
