import { createClock } from '#lib/config/clock.ts';
import { readEnv, type OidcEnv } from '#lib/config/env.ts';
import { createDatabase, createPool, type Database } from '#lib/db/database.ts';
import type { ProveByCiphertextDeps } from '#lib/use-cases/ownership/prove-by-ciphertext.ts';
import type { CheckOwnershipDeps } from '#lib/use-cases/ownership/check-ownership.ts';
import type { TestLineDeps } from '#lib/use-cases/replacement/test-line.ts';
import { createDecryptProof } from '#lib/kms/decrypt-proof.ts';
import { createProbeControl } from '#lib/kms/probe-control.ts';
import { createProbeKey } from '#lib/kms/probe-key.ts';
import { createReadDescription } from '#lib/kms/read-description.ts';
import { createRegionalClients } from '#lib/kms/regional-clients.ts';
import { createTestMove } from '#lib/kms/test-move.ts';
import { createControlClient, type ControlClient } from '#sandbox/aws/control-client.ts';

/** How much of the demo is made at once. */
export const AT_ONCE = 6;

/** What every use case needs, at one instant. */
export type UseCaseDeps = TestLineDeps & CheckOwnershipDeps & ProveByCiphertextDeps;

/** Keydesk's database and gateway at any past instant, and the AWS stand-in. */
export type DemoDesk = {
  db: Database;
  oidc: OidcEnv;
  endpoint: string;
  control: ControlClient;
  now: () => Date;
  depsAt: (at: Date) => UseCaseDeps;
  close: () => Promise<void>;
};

/** Opens the stack that web and worker will use. @throws EnvError; Error if its AWS isn't the stand-in */
export function openDemoDesk(environment: Record<string, string | undefined>): DemoDesk {
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
  const db = createDatabase(pool);
  const clientOf = createRegionalClients(env.regions, endpoint);
  return {
    db,
    oidc: env.oidc,
    endpoint,
    control: createControlClient(endpoint),
    now: createClock(env.sandboxClockFile),
    depsAt: (at) => {
      const clock = () => at;
      const gateway = { clientOf, clock, reserveStoreCalls: async () => 0 };
      return {
        db,
        clock,
        regions: env.regions,
        probeKey: createProbeKey(gateway),
        probeControl: createProbeControl(gateway),
        readDescription: createReadDescription(gateway),
        decryptProof: createDecryptProof(gateway),
        testMove: createTestMove(gateway),
        policy: { intervalMinutes: env.checkIntervalMinutes },
        random: Math.random,
      };
    },
    close: () => pool.end(),
  };
}

/** The value of a use case that must not refuse here. @throws Error with the refusal */
export function accepted<T>(result: { ok: true; value: T } | { ok: false; reason: string }): T {
  if (!result.ok) throw new Error(`Refused: ${JSON.stringify(result)}`);
  return result.value;
}
