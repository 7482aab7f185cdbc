import { DecryptCommand, DescribeKeyCommand, GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import { mayAskCrypto, TESTED_ACTIONS } from '#lib/core/probe.ts';
import type { Cell, KeyFacts, ProbeAction, ProbeKey, ProbeReport, ProbeTarget } from '#lib/core/probe.ts';
import type { Observed } from '#lib/core/result.ts';
import { awsErrorOf, classify, requestIdOf } from './classify.ts';
import { MalformedAnswerError, readKeyFacts } from './read-key-facts.ts';
import type { createRegionalClients, RegionalClient } from './regional-clients.ts';

/** Hard end of a whole check, whatever KMS does. */
export const CHECK_TIMEOUT_MS = 6_000;
/** DescribeKey's share of it, so that a hanging answer leaves time to ask for permissions. */
const DESCRIBE_TIMEOUT_MS = 3_000;

type CryptoAction = Exclude<(typeof TESTED_ACTIONS)[number], 'DescribeKey'>;
const CRYPTO_ACTIONS = TESTED_ACTIONS.filter((action): action is CryptoAction => action !== 'DescribeKey');

export type ProbeKeyDeps = {
  clientOf: ReturnType<typeof createRegionalClients>;
  clock: () => Date;
};

/**
 * The gateway to KMS: DescribeKey first, then the dry runs side by side where the key's state allows them (H21).
 * Every outcome is a cell of the report; nothing is thrown for what KMS or the network did.
 */
export function createProbeKey({ clientOf, clock }: ProbeKeyDeps): ProbeKey {
  return async (target, kind) => {
    const startedAt = clock();
    const regional = clientOf(target.region);
    if (regional === null) return notConfigured(target, kind, startedAt);
    const end = AbortSignal.timeout(CHECK_TIMEOUT_MS);

    let facts: Observed<KeyFacts> = { seen: false };
    const describe = await ask('DescribeKey', clock, async () => {
      const signal = AbortSignal.any([end, AbortSignal.timeout(DESCRIBE_TIMEOUT_MS)]);
      const answer = await withDeadline(
        regional.client.send(new DescribeKeyCommand({ KeyId: target.arn }), { abortSignal: signal }),
        signal,
      );
      facts = { seen: true, value: readKeyFacts(answer.KeyMetadata, target.arn) };
      return answer.$metadata.requestId ?? null;
    });
    const seen = facts as Observed<KeyFacts>;

    const askCrypto = mayAskCrypto(seen.seen ? seen.value.keyState : target.lastKeyState);
    const crypto = askCrypto
      ? await Promise.all(
          CRYPTO_ACTIONS.map((action) => ask(action, clock, () => dryRun(action, regional, target, end))),
        )
      : CRYPTO_ACTIONS.map((action): Cell => notRun(action, clock()));

    return {
      kind,
      arn: target.arn,
      region: target.region,
      vendorAccountId: regional.region.vendorAccountId,
      principalArn: regional.principalArn,
      startedAt,
      finishedAt: clock(),
      facts: seen,
      cells: [describe, ...crypto],
    };
  };
}

/** Sends one dry run. It ends in an error even when all is well: success is an error's name (`classify`). */
async function dryRun(
  action: CryptoAction,
  { client, region }: RegionalClient,
  { arn }: ProbeTarget,
  signal: AbortSignal,
): Promise<never> {
  const request = {
    KeyId: arn,
    DryRun: true,
    ...(region.encryptionContext === null ? {} : { EncryptionContext: { ...region.encryptionContext } }),
  };
  const options = { abortSignal: signal };
  const sent =
    action === 'Decrypt'
      ? client.send(new DecryptCommand({ ...request, DryRunModifiers: ['IGNORE_CIPHERTEXT'] }), options)
      : client.send(new GenerateDataKeyCommand({ ...request, KeySpec: 'AES_256' }), options);
  await withDeadline(sent, signal);
  throw new MalformedAnswerError(`A dry run of ${action} was carried out as if it were none.`);
}

/** Ends the waiting even where the SDK does not, as in a body that drips. */
async function withDeadline<T>(sent: Promise<T>, signal: AbortSignal): Promise<T> {
  sent.catch(() => undefined);
  return Promise.race([
    sent,
    new Promise<never>((_, reject) => {
      const abort = (): void => reject(new DOMException('KMS did not answer in time.', 'TimeoutError'));
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    }),
  ]);
}

async function ask(action: ProbeAction, clock: () => Date, call: () => Promise<string | null>): Promise<Cell> {
  const begun = performance.now();
  const evidence = () => ({ action, at: clock(), durationMs: Math.round(performance.now() - begun) });
  try {
    const requestId = await call();
    return { ...evidence(), requestId, error: null, result: 'allowed' };
  } catch (error) {
    return { ...evidence(), requestId: requestIdOf(error), error: awsErrorOf(error), ...classify(error) };
  }
}

const notRun = (action: ProbeAction, at: Date): Cell => ({
  action,
  at,
  durationMs: 0,
  requestId: null,
  error: null,
  result: 'not_run',
});

function notConfigured(target: ProbeTarget, kind: ProbeReport['kind'], at: Date): ProbeReport {
  const error = { name: 'RegionNotConfigured', message: `HOSTING_REGIONS has no region ${target.region}.` };
  const cell = (action: ProbeAction): Cell => ({
    ...notRun(action, at),
    error,
    result: 'could_not_tell',
    fault: 'vendor_credentials',
  });
  return {
    kind,
    arn: target.arn,
    region: target.region,
    vendorAccountId: null,
    principalArn: null,
    startedAt: at,
    finishedAt: at,
    facts: { seen: false },
    cells: TESTED_ACTIONS.map(cell),
  };
}
