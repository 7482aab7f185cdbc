import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { createDatabase, createPool, type Database } from '#lib/db/database.ts';
import { findImport } from '#lib/db/import/imports.ts';
import { REGIONS } from '#lib/db/test-desk.test-support.ts';
import { migrate } from '#lib/jobs/migrate.ts';
import { acceptImport } from '#lib/use-cases/import/accept-import.ts';
import { judgeImport } from '#lib/use-cases/import/judge-import.ts';
import { runImport } from '#lib/use-cases/import/run-import.ts';
import { uploadImport } from '#lib/use-cases/import/upload-import.ts';
import { ensureDatabase, removePostgresData, startPostgres } from '#sandbox/postgres/server.ts';

// What it costs to import 10,000 rows, as a multiple of a plain COPY of the same rows in the same run, and how long the
// audit's lock is held meanwhile. Ends with an error over a limit.

const ROWS = 10_000;
const ROWS_OF_CUSTOMER = 4;
const MOST_SECONDS = 60;
const MOST_LOCK_MS = 500;
const DATA = path.join(import.meta.dirname, '..', '.sandbox', 'bench-import');

const APPROVER = {
  actor: {
    kind: 'staff',
    staffId: '018f2f3e-7c11-7a3b-8d2e-0000000000ab',
    name: 'Priya Approver',
    role: 'approver',
    sessionId: null,
  },
  requestId: null,
} as const;

const arnOf = (n: number): string =>
  `arn:aws:kms:eu-west-1:111122223333:key/${createHash('md5')
    .update(String(n))
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;

const syllables = (n: number): string => {
  const letters = 'bcdfghklmnprstvwz';
  const of = (place: number): string => letters[Math.floor(n / letters.length ** place) % letters.length] ?? '';
  return `${of(0)}a${of(1)}e${of(2)}u${of(3)}y`;
};

function fileOf(rows: number): string {
  const lines = [
    'customer,external_id,time_zone,workspace,region,key_arn,role,in_use_since,contact_name,contact_role,contact_email',
  ];
  for (let n = 0; n < rows; n += 1) {
    const customer = Math.floor(n / ROWS_OF_CUSTOMER);
    const isFirst = n % ROWS_OF_CUSTOMER === 0;
    const facts = isFirst ? `CUST-${customer},Europe/Berlin` : ',';
    const contact = isFirst ? `Person ${customer},key_admin,person${customer}@customer.test` : ',,';
    lines.push(
      `${syllables(customer * 11)} Logistics ${customer},${facts},Workspace ${n % ROWS_OF_CUSTOMER},eu-west-1,${arnOf(n)},${n % 3 === 1 ? 'retained' : 'active'},2024-03-01,${contact}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

async function* arriving(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

/** The longest time for which the audit's lock was taken whenever somebody looked. */
function watchLock(pool: pg.Pool): () => Promise<number> {
  const state = { watching: true };
  let [longest, takenSince]: [number, number | null] = [0, null];
  const loop = (async () => {
    while (state.watching) {
      const { rows } = await pool.query<{ free: boolean }>(
        `select pg_try_advisory_xact_lock(hashtext('keydesk.audit_log')) as free`,
      );
      const now = performance.now();
      if (rows[0]?.free === true) takenSince = null;
      else {
        takenSince ??= now;
        longest = Math.max(longest, now - takenSince);
      }
      await sleep(5);
    }
  })();
  return async () => {
    state.watching = false;
    await loop;
    return longest;
  };
}

async function plainCopyMs(owner: pg.Client, file: string, header: string): Promise<number> {
  const columns = header.split(',').map((column) => `${column} text`);
  await owner.query(`create table plain (${columns.join(', ')})`);
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    await owner.query('truncate plain');
    const from = performance.now();
    await owner.query(`copy plain from '${file}' with (format csv, header)`);
    times.push(performance.now() - from);
  }
  return times.toSorted((one, other) => one - other)[2] ?? 0;
}

async function measure(db: Database, pool: pg.Pool, owner: pg.Client): Promise<boolean> {
  const text = fileOf(ROWS);
  const file = path.join(DATA, '..', 'bench-import.csv');
  writeFileSync(file, text);
  const copyMs = await plainCopyMs(owner, file, text.split('\n', 1)[0] ?? '');
  const deps = { db, clock: () => new Date(), regions: REGIONS, policy: POLICY };
  const stopWatching = watchLock(pool);
  const times: Record<string, number> = {};
  const timed = async <T>(what: string, run: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const result = await run();
    times[what] = performance.now() - from;
    return result;
  };
  const { importId } = await timed('read', () =>
    uploadImport(deps, { fileName: 'book.csv', bytes: arriving(new TextEncoder().encode(text)) }, APPROVER),
  );
  await timed('dry run', () => judgeImport(deps, importId));
  const saw = (await findImport(db, importId))?.counts?.keys ?? 0;
  await timed('accept', () => acceptImport(deps, { importId, saw }, APPROVER));
  await timed('run', () => runImport(deps, importId));
  const lockMs = await stopWatching();
  const { rows } = await owner.query<{ keys: number }>(
    `select count(*)::int as keys from customer_keys where role in ('active', 'retained')`,
  );
  const total = Object.values(times).reduce((sum, ms) => sum + ms, 0);
  for (const [what, ms] of Object.entries(times))
    console.log(
      `${what.padEnd(10)} ${(ms / 1000).toFixed(2).padStart(6)} s  ${(ms / copyMs).toFixed(0).padStart(5)} of a plain COPY`,
    );
  console.log(
    `all        ${(total / 1000).toFixed(2).padStart(6)} s  ${(total / copyMs).toFixed(0).padStart(5)} of a plain COPY (${copyMs.toFixed(0)} ms)`,
  );
  console.log(`the audit's lock was taken for ${lockMs.toFixed(0)} ms at a time; ${rows[0]?.keys} keys in use`);
  return total / 1000 < MOST_SECONDS && lockMs < MOST_LOCK_MS && rows[0]?.keys === ROWS;
}

mkdirSync(DATA, { recursive: true });
await removePostgresData(DATA);
const server = await startPostgres({ dataDir: DATA });
try {
  const url = server.url('import');
  await ensureDatabase(server.url('postgres'), 'import');
  await migrate(url);
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  const pool = createPool({
    url,
    applicationName: 'bench',
    maxConnections: 4,
    statementTimeoutMs: 10_000,
    onError: () => undefined,
  });
  if (!(await measure(createDatabase(pool), pool, owner))) {
    console.error(`Over a limit: ${MOST_SECONDS} s, or ${MOST_LOCK_MS} ms of the audit's lock.`);
    process.exitCode = 1;
  }
  await owner.end();
  await pool.end();
} finally {
  await server.stop();
  await removePostgresData(DATA);
}
