import type pg from 'pg';
import { endedAmong } from '#lib/auth/session.ts';
import { createServiceUses, type ServiceUses } from '#lib/auth/service-uses.ts';
import { createClock } from '#lib/config/clock.ts';
import { readEnv, type Env, type WorkerEnv } from '#lib/config/env.ts';
import { createLogger, type Logger } from '#lib/config/log.ts';
import type { ProbeControl } from '#lib/core/verdict/control.ts';
import type { ProbeKey } from '#lib/core/probe/probe-key.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import { reserveCalls } from '#lib/db/probe/call-budgets.ts';
import {
  APP_ROLE,
  CHANGE_CHANNEL,
  createDatabase,
  createPool,
  openSnapshot,
  type Database,
  type Snapshot,
} from '#lib/db/database.ts';
import { createLiveChanges, type LiveChanges } from '#lib/live/live-changes.ts';
import { createSharedReads, type ShareRead } from '#lib/live/shared-reads.ts';
import { watchSessions, type SessionWatch } from '#lib/live/session-watch.ts';
import type { DecryptProof, ReadDescription } from '#lib/core/customer/ownership.ts';
import type { TestMove } from '#lib/core/replacement/move-test.ts';
import { createDecryptProof } from '#lib/kms/decrypt-proof.ts';
import { createProbeControl } from '#lib/kms/probe-control.ts';
import { createProbeKey } from '#lib/kms/probe-key.ts';
import type { ProbeKeyDeps } from '#lib/kms/probe.ts';
import { createReadDescription } from '#lib/kms/read-description.ts';
import { createRegionalClients } from '#lib/kms/regional-clients.ts';
import { createTestMove } from '#lib/kms/test-move.ts';
import { addUses } from '#lib/db/service/tokens.ts';
import { auditFirstUse, auditRefusal } from '#lib/use-cases/service/audit-use.ts';
import { createExportSlots, type ExportSlots } from '#lib/use-cases/key/export-slots.ts';

/** Everything that a process runs on. Only here does the environment become a pool, a gateway and a clock. */
export type ProcessRuntime<E extends WorkerEnv> = {
  env: E;
  log: Logger;
  pool: pg.Pool;
  db: Database;
  clock: () => Date;
  regions: readonly HostingRegion[];
  policy: CheckPolicy;
  probeKey: ProbeKey;
  probeControl: ProbeControl;
  readDescription: ReadDescription;
  decryptProof: DecryptProof;
  testMove: TestMove;
  /** A number in [0, 1). */
  random: () => number;
};
export type Runtime = ProcessRuntime<Env> & {
  live: LiveChanges;
  sessionWatch: SessionWatch;
  shareRead: ShareRead;
  /** Opens a moment of the database for an export, on a connection of its own. */
  openExport: () => Promise<Snapshot>;
  exportSlots: ExportSlots;
  /** The same for uploads of files. */
  uploadSlots: ExportSlots;
  /** What tokens of other systems do in this process. */
  serviceUses: ServiceUses;
};

const WEB_CONNECTIONS = 10;
const WORKER_CONNECTIONS = 5;
/** Somebody waits for the page: they get an answer or a failure within 10 seconds. */
const WEB_SILENCE_MS = 4_000;
/** Each holds a connection and a snapshot. */
const EXPORTS_AT_ONCE = 2;
const UPLOADS_AT_ONCE = 2;

function createRuntime<E extends WorkerEnv>(env: E, name: 'web' | 'worker'): ProcessRuntime<E> {
  const log = createLogger({ name: `keydesk-${name}`, level: env.logLevel });
  const clock = createClock(env.sandboxClockFile);
  const pool = createPool({
    url: env.databaseUrl,
    applicationName: `keydesk-${name}`,
    maxConnections: name === 'web' ? WEB_CONNECTIONS : WORKER_CONNECTIONS,
    statementTimeoutMs: name === 'web' ? 2_000 : 10_000,
    ...(name === 'web' && { silenceMs: WEB_SILENCE_MS }),
    onError: (error) => log.warn({ err: error }, 'an idle database connection was lost'),
  });
  const db = createDatabase(pool);
  const gateway: ProbeKeyDeps = {
    clientOf: createRegionalClients(env.regions, env.awsEndpointUrl),
    clock,
    reserveStoreCalls: (customKeyStoreId, calls, withinMs) =>
      reserveCalls(db, { kind: 'store', customKeyStoreId }, calls, clock(), withinMs),
  };
  return {
    env,
    log,
    pool,
    db,
    clock,
    regions: env.regions,
    policy: { intervalMinutes: env.checkIntervalMinutes },
    probeKey: createProbeKey(gateway),
    probeControl: createProbeControl(gateway),
    readDescription: createReadDescription(gateway),
    decryptProof: createDecryptProof(gateway),
    testMove: createTestMove(gateway),
    random: Math.random,
  };
}

/** The worker's runtime. @throws EnvError naming every bad variable */
export const workerRuntime = (): ProcessRuntime<WorkerEnv> => createRuntime(readEnv(process.env, 'worker'), 'worker');

// Next loads this module once per bundle, but the process must have only one pool.
const processGlobals = globalThis as { keydeskRuntime?: Runtime };

/** The web process's one runtime, created at the first use. @throws EnvError naming every bad variable */
export function runtime(): Runtime {
  processGlobals.keydeskRuntime ??= createWebRuntime();
  return processGlobals.keydeskRuntime;
}

function createWebRuntime(): Runtime {
  const base = createRuntime(readEnv(process.env, 'web'), 'web');
  const sessionWatch = watchSessions((ids) => endedAmong(base, ids));
  const live = createLiveChanges({
    url: base.env.databaseUrl,
    role: APP_ROLE,
    channel: CHANGE_CHANNEL,
    clock: base.clock,
    onSessionNotice: () => sessionWatch.look(),
    onError: (error) => base.log.warn({ err: error }, 'the connection that listens for changes was lost'),
  });
  const openExport = () =>
    openSnapshot({
      url: base.env.databaseUrl,
      applicationName: 'keydesk-export',
      statementTimeoutMs: 10_000,
      idleMs: 60_000,
    });
  const shareRead = createSharedReads((listener) => live.subscribe(listener));
  const exportSlots = createExportSlots(EXPORTS_AT_ONCE);
  const uploadSlots = createExportSlots(UPLOADS_AT_ONCE);
  const serviceUses = createServiceUses({
    clock: base.clock,
    addUses: (tokenId, uses, at) => addUses(base.db, tokenId, uses, at),
    auditFirstUse: (token, requestId) => auditFirstUse(base, token, requestId),
    auditRefusal: (refused, requestId) => auditRefusal(base, refused, requestId),
    onError: (error) => base.log.warn({ err: error }, 'what a service token did was not recorded'),
  });
  return { ...base, live, sessionWatch, shareRead, openExport, exportSlots, uploadSlots, serviceUses };
}
