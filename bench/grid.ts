import { performance } from 'node:perf_hooks';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { createProbeKey } from '#lib/kms/probe-key.ts';
import { createRegionalClients } from '#lib/kms/regional-clients.ts';
import { createControlClient } from '#sandbox/aws/control-client.ts';
import { startAwsSandbox } from '#sandbox/aws/server.ts';
import { makeSharedKey } from './shared-key.ts';

// Compares a full check of a key, whose every answer takes 100 ms, with one call of the same client in the same run. The
// role is assumed before. DescribeKey goes first and all else in parallel, so a full check takes as long as two calls.

const DELAY_MS = 100;
const ROUNDS = 30;
const LIMIT_MS = 350;
const HOME_ACCOUNT = '999900001111';

process.env['AWS_ACCESS_KEY_ID'] = HOME_ACCOUNT;
process.env['AWS_SECRET_ACCESS_KEY'] = 'any';

const region: HostingRegion = {
  code: 'eu-west-1',
  name: 'Ireland',
  vendorAccountId: '444455556666',
  roleArn: 'arn:aws:iam::444455556666:role/keydesk-probe',
  externalId: null,
  controlKeyArn: null,
  encryptionContext: null,
  roleCoversEveryKey: true,
};

const sandbox = await startAwsSandbox({ port: 0 });
try {
  const control = createControlClient(sandbox.endpoint);
  await control.roles.declare({
    arn: region.roleArn,
    trustedAccounts: [HOME_ACCOUNT],
    identityPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }] },
  });
  const arn = (await makeSharedKey(sandbox.endpoint, region)) as KeyArn;
  const clientOf = createRegionalClients([region], sandbox.endpoint);
  const probeKey = createProbeKey({ clientOf, clock: () => new Date(), reserveStoreCalls: async () => 0 });
  const target = { arn, region: region.code, lastKeyState: null, lastKeyStoreId: null };
  const fullCheck = async (): Promise<void> => {
    const { cells } = await probeKey(target, 'grid');
    const unanswered = cells.filter(({ result }) => result === 'could_not_tell');
    if (unanswered.length > 0) throw new Error(`The full check got no answer: ${JSON.stringify(unanswered)}`);
  };
  const oneCall = async (): Promise<void> => {
    await clientOf(region.code)?.client.send(new DescribeKeyCommand({ KeyId: arn }));
  };

  await fullCheck();
  await control.faults.add({ match: { keyArn: arn }, effect: { kind: 'delay', delayMs: DELAY_MS } });
  const call = await timesOf(oneCall);
  const whole = await timesOf(fullCheck);
  const ratio = median(whole) / median(call);
  console.log(`one call      p50 ${median(call).toFixed(0)} ms   p95 ${at(call, 0.95).toFixed(0)} ms`);
  console.log(
    `full check    p50 ${median(whole).toFixed(0)} ms   p95 ${at(whole, 0.95).toFixed(0)} ms   (limit ${LIMIT_MS} ms)`,
  );
  console.log(`ratio         ${ratio.toFixed(2)} calls' time for the seven calls of a full check`);
  if (median(whole) >= LIMIT_MS) process.exitCode = 1;
} finally {
  await sandbox.close();
}

async function timesOf(run: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    await run();
    times.push(performance.now() - begun);
  }
  return times.toSorted((a, b) => a - b);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function median(sorted: readonly number[]): number {
  return at(sorted, 0.5);
}
