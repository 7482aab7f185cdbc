import { KMSClient } from '@aws-sdk/client-kms';
import { createClock } from '#lib/config/clock.ts';
import { readEnv, type OidcEnv } from '#lib/config/env.ts';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import { createDatabase, createPool, type Database } from '#lib/db/database.ts';
import { readiness } from '#lib/db/readiness.ts';
import type { ProveByCiphertextDeps } from '#lib/use-cases/ownership/prove-by-ciphertext.ts';
import type { CheckOwnershipDeps } from '#lib/use-cases/ownership/check-ownership.ts';
import type { TestLineDeps } from '#lib/use-cases/replacement/test-line.ts';
import { createDecryptProof } from '#lib/kms/decrypt-proof.ts';
import { createProbeControl } from '#lib/kms/probe-control.ts';
import { createProbeKey } from '#lib/kms/probe-key.ts';
import { createReadDescription } from '#lib/kms/read-description.ts';
import { createRegionalClients } from '#lib/kms/regional-clients.ts';
import { createTestMove } from '#lib/kms/test-move.ts';
import { readClockOffsetMs, writeClockOffsetMs } from '#sandbox/aws/clock.ts';
import { createControlClient, type ControlClient } from '#sandbox/aws/control-client.ts';
import { keepPlans } from '#sandbox/postgres/kept-plans.ts';
import type { DemoCustomer } from './customers.ts';
import type { Pool } from 'pg';
import { rememberAnswers } from './remembered-answers.ts';

/** How much of the demo is made at once. */
export const AT_ONCE = 4;

/** What every use case needs, at one instant. */
export type UseCaseDeps = TestLineDeps & CheckOwnershipDeps & ProveByCiphertextDeps;

/** Keydesk's database and gateway at any past instant, and the AWS stand-in. */
export type DemoDesk = {
  db: Database;
  oidc: OidcEnv;
  control: ControlClient;
  now: () => Date;
  /** Waits until all migrations are applied. @throws Error if that takes too long */
  migrated: () => Promise<void>;
  /** What use cases need at an instant. @param intervalMinutes between checks of a healthy key then */
  depsAt: (at: Date, intervalMinutes?: number) => UseCaseDeps;
  /** Acts in AWS with the credentials of a customer. */
  customerOf: (customer: Pick<DemoCustomer, 'region' | 'awsAccountId'>) => KMSClient;
  /** Something other than a customer's call changed what AWS answers about the keys of an account, or of all: null. */
  answersChanged: (account: string | null) => void;
  /**
   * Asks AWS now what the next full check of a key asks: a custom key store is asked only once a second.
   * @param change what the customer does next, and AWS is asked about at once; the checks see it after `answersChanged`
   */
  askAhead: (key: { arn: KeyArn; region: string }, at: Date, change?: () => Promise<void>) => void;
  /** Moves the clock of AWS on to an instant, for the next call to it, and of whoever else reads it. It never goes back. */
  moveClock: (at: Date) => void;
  /** Sets the clock as it was, and closes the connections. */
  close: () => Promise<void>;
};

/**
 * Opens the stack that web and worker will use.
 * @param intervalAt minutes between checks of a healthy key at an instant; null for the interval of today
 * @throws EnvError; Error if its AWS isn't the stand-in
 */
export function openDemoDesk(
  environment: Record<string, string | undefined>,
  intervalAt: (at: Date, now: Date) => number | null = () => null,
): DemoDesk {
  const env = readEnv(environment, 'web');
  const endpoint = env.awsEndpointUrl;
  if (endpoint === null) throw new Error('AWS_ENDPOINT_URL is not set: the demo fleet needs the AWS stand-in.');
  const pool = createPool({
    url: env.databaseUrl,
    applicationName: 'keydesk-demo',
    maxConnections: AT_ONCE + 1,
    statementTimeoutMs: 10_000,
    // Many customers are made at once, on a machine that may be busy: none may fail for a slow neighbor.
    lockTimeoutMs: 10_000,
    onError: (error) => console.error(error.message),
  });
  keepPlans(pool, FOR_ONE_RUN);
  const db = createDatabase(pool);
  const clientOf = createRegionalClients(env.regions, endpoint);
  const answers = rememberAnswers();
  const clock = movableClock(env.sandboxClockFile);
  const now = createClock(env.sandboxClockFile);
  const openedAt = now();
  const random = seeded(14);
  const gatewayAt = (at: Date) => ({
    clientOf: (region: string) => {
      clock.settle();
      return clientOf(region);
    },
    clock: () => at,
    reserveStoreCalls: async () => 0,
  });
  return {
    db,
    oidc: env.oidc,
    control: createControlClient(endpoint),
    now,
    migrated: () => migratedBy(pool),
    askAhead: (key, at, change) =>
      answers.askAhead(createProbeKey(gatewayAt(at)), { ...key, lastKeyState: null, lastKeyStoreId: null }, change),
    depsAt: (at, intervalMinutes = intervalAt(at, openedAt) ?? env.checkIntervalMinutes) => {
      const gateway = gatewayAt(at);
      return {
        db,
        clock: gateway.clock,
        regions: env.regions,
        probeKey: answers.around(createProbeKey(gateway), at),
        probeControl: createProbeControl(gateway),
        readDescription: createReadDescription(gateway),
        decryptProof: createDecryptProof(gateway),
        testMove: createTestMove(gateway),
        policy: { intervalMinutes },
        random,
      };
    },
    customerOf: customerClients(endpoint, clock.settle, answers.changed),
    answersChanged: answers.changed,
    moveClock: clock.moveTo,
    close: async () => {
      clock.reset();
      await pool.end();
    },
  };
}

/**
 * A start that is cut off begins again, so no commit waits for the disk; and a statement is not planned for the values of
 * each of its first five runs.
 */
const FOR_ONE_RUN = 'set synchronous_commit = off; set plan_cache_mode = force_generic_plan';

/** One client for each customer and region. What the customer does is seen by the next check. */
function customerClients(
  endpoint: string,
  beforeCall: () => void,
  changed: (account: string) => void,
): DemoDesk['customerOf'] {
  const clients = new Map<string, KMSClient>();
  return ({ region, awsAccountId }) => {
    const of = `${awsAccountId} ${region}`;
    const known = clients.get(of);
    if (known !== undefined) return known;
    const credentials = { accessKeyId: awsAccountId, secretAccessKey: 'demo' };
    const client = new KMSClient({ region, endpoint, credentials });
    client.middlewareStack.add(
      (next) => async (args) => {
        beforeCall();
        const done = await next(args);
        changed(awsAccountId);
        return done;
      },
      { step: 'initialize', name: 'changeAnswers' },
    );
    clients.set(of, client);
    return client;
  };
}

const MIGRATED_WITHIN_MS = 60_000;
const MIGRATED_POLL_MS = 50;

async function migratedBy(pool: Pool): Promise<void> {
  const until = performance.now() + MIGRATED_WITHIN_MS;
  while ((await readiness(pool, MIGRATED_WITHIN_MS)) !== 'ready') {
    if (performance.now() > until) throw new Error('The database was not migrated in time.');
    await new Promise((resolve) => setTimeout(resolve, MIGRATED_POLL_MS));
  }
}

/** AWS's dates are right to the minute; each move is a file that is written and read. */
const CLOCK_STEP_MS = 60_000;

/** `settle` writes what the moves came to: most moments call AWS with nothing. */
function movableClock(clockFile: string | null): { moveTo: (at: Date) => void; settle: () => void; reset: () => void } {
  const before = clockFile === null ? 0 : readClockOffsetMs(clockFile);
  let movedTo = -Infinity;
  let writtenAs = -Infinity;
  return {
    moveTo: (at) => {
      if (clockFile === null) throw new Error('SANDBOX_CLOCK_FILE is not set: the demo can’t live in the past.');
      movedTo = Math.max(movedTo, at.getTime());
    },
    settle: () => {
      // Before the first move there is no difference.
      const isLater = movedTo - writtenAs >= CLOCK_STEP_MS;
      if (clockFile === null || !isLater) return;
      writtenAs = movedTo;
      writeClockOffsetMs(clockFile, movedTo - Date.now());
    },
    reset: () => {
      if (clockFile !== null && writtenAs > -Infinity) writeClockOffsetMs(clockFile, before);
    },
  };
}

/** Numbers in [0, 1), the same at every start (Park and Miller's generator). */
function seeded(seed: number): () => number {
  let last = seed;
  return () => {
    last = (last * 48_271) % 2_147_483_647;
    return last / 2_147_483_647;
  };
}

/** The value of a use case that must not refuse here. @throws Error with the refusal */
export function accepted<T>(result: { ok: true; value: T } | { ok: false; reason: string }): T {
  if (!result.ok) throw new Error(`Refused: ${JSON.stringify(result)}`);
  return result.value;
}
