import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { newServiceToken } from '#lib/auth/service-token.ts';
import { NOW } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { aClock, addKey, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { createDatabase, createPool } from '#lib/db/database.ts';
import { aDoor, askKey, aToken } from '#lib/http/service-door.test-support.ts';
import { migrate } from '#lib/jobs/migrate.ts';
import { recordDependents, type SentDependents } from '#lib/use-cases/service/record-dependents.ts';
import { ensureDatabase, removePostgresData, startPostgres } from '#sandbox/postgres/server.ts';

// The interface for other systems: whether two refusals can be told apart by their time, and what a report about
// dependents costs for each key in large and in small requests. Ends with an error over a limit.

type Desk = Pick<TestDesk, 'db' | 'pool' | 'owner'>;

const DATA = path.join(import.meta.dirname, '..', '.sandbox', 'bench-service');

const ROUNDS = 2_000;
/** How far the medians of two refusals may be apart. */
const REFUSALS_APART = 0.05;

const KEYS = 1_000;
const SMALL = 100;
const REPORTS = 15;
/** The cost per key of a request with 1,000 keys, as a multiple of that of requests with 100. */
const LARGE_LIMIT = 1.2;

const median = (times: readonly number[]): number =>
  times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0;

async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await run();
  return performance.now() - from;
}

async function compareRefusals(desk: Desk): Promise<boolean> {
  const { customerKeyId } = await addKey(desk.db, { role: 'retained' });
  const expired = await aToken(desk, { expiresAt: NOW });
  const revoked = await aToken(desk);
  await desk.owner.query(
    `update service_tokens set revoked_at = now(), revoked_by = 'Ada', revoke_reason = 'x' where id = $1`,
    [revoked.id],
  );
  const elsewhere = await aToken(desk, { regions: ['us-west-2'] });
  const withoutScope = await aToken(desk, { scopes: ['dependents:write'] });
  const real = aDoor(desk);
  const door = { ...real, context: { ...real.context, waitFor: async () => null } };
  const ask = (id: string, token: string | null) => () => askKey(door, id, token);
  const pairs = [
    ['an unknown token, an expired one', ask(customerKeyId, newServiceToken()), ask(customerKeyId, expired.token)],
    ['an unknown token, a revoked one', ask(customerKeyId, newServiceToken()), ask(customerKeyId, revoked.token)],
    ['an unknown token, none', ask(customerKeyId, newServiceToken()), ask(customerKeyId, null)],
    ['an unknown key, another region', ask(newId(), elsewhere.token), ask(customerKeyId, elsewhere.token)],
    ['an unknown key, another scope', ask(newId(), withoutScope.token), ask(customerKeyId, withoutScope.token)],
  ] as const;
  let isEqual = true;
  for (const [what, one, other] of pairs) {
    const times: [number[], number[]] = [[], []];
    // Interleaved, so that a busy moment meets both.
    for (let n = 0; n < ROUNDS; n += 1) {
      times[0].push(await timeOf(one));
      times[1].push(await timeOf(other));
    }
    const ratio = median(times[0]) / median(times[1]);
    isEqual &&= Math.abs(ratio - 1) <= REFUSALS_APART;
    console.log(`${what.padEnd(36)} ${median(times[0]).toFixed(3)} ms, ratio ${ratio.toFixed(3)}`);
  }
  return isEqual;
}

async function compareReports(desk: Desk): Promise<boolean> {
  const ids: string[] = [];
  for (let n = 0; n < KEYS; n += 1) ids.push((await addKey(desk.db, { role: 'retained' })).customerKeyId);
  const clock = aClock();
  const service = { tokenId: newId(), name: 'bench', scopes: ['dependents:write'], regions: null } as const;
  const send = (keyIds: readonly string[]) =>
    recordDependents(
      { db: desk.db, clock },
      { reportId: newId(), asOf: clock(), keys: keyIds.map((keyId): SentDependents => reportOf(keyId)) },
      service,
    );
  const parts = Array.from({ length: KEYS / SMALL }, (_, n) => ids.slice(n * SMALL, (n + 1) * SMALL));
  const [large, small]: [number[], number[]] = [[], []];
  for (let n = 0; n < REPORTS; n += 1) {
    clock.advance(60_000);
    large.push(await timeOf(() => send(ids)));
    clock.advance(60_000);
    small.push(
      await timeOf(async () => {
        for (const part of parts) await send(part);
      }),
    );
  }
  const ratio = median(large) / median(small);
  console.log(
    `${KEYS} keys in one request ${median(large).toFixed(0)} ms, in ${parts.length} ${median(small).toFixed(0)} ms: ${ratio.toFixed(2)} per key`,
  );
  return ratio <= LARGE_LIMIT;
}

const reportOf = (keyId: string): SentDependents => ({
  keyId,
  counts: { restore_points: 12, archives: 3, jobs: 1 },
  oldestAt: '2025-01-01T00:00:00.000Z',
  nextRunAt: null,
  lastBackup: { at: '2026-03-14T02:00:00.000Z', result: 'succeeded', arn: 'arn:aws:kms:eu-west-1:111122223333:key/x' },
  lastRestore: null,
});

mkdirSync(DATA, { recursive: true });
await removePostgresData(DATA);
const server = await startPostgres({ dataDir: DATA });
try {
  const url = server.url('service');
  await ensureDatabase(server.url('postgres'), 'service');
  await migrate(url);
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  const pool = createPool({
    url,
    applicationName: 'bench',
    maxConnections: 2,
    statementTimeoutMs: 60_000,
    onError: () => undefined,
  });
  const desk = { db: createDatabase(pool), pool, owner };
  const isEqual = await compareRefusals(desk);
  const isCheap = await compareReports(desk);
  await owner.end();
  await pool.end();
  if (!isEqual || !isCheap) process.exitCode = 1;
} finally {
  await server.stop();
  await removePostgresData(DATA);
}
