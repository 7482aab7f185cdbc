import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { hashSessionToken, newSessionToken } from '#lib/auth/session-token.ts';
import { parseKeyArn } from '#lib/core/key/key-arn.ts';
import { ok } from '#lib/core/result.ts';
import { announceChange } from '#lib/db/announce.ts';
import { createDatabase, createPool, type Database } from '#lib/db/database.ts';
import { insertCustomer, insertKey } from '#lib/db/key/submissions.ts';
import { PLAN_SWEEP } from '#lib/jobs/queues.ts';
import { signInStaff } from '#lib/use-cases/staff/sign-in-staff.ts';
import { createControlClient } from '#sandbox/aws/control-client.ts';
import { DEMO_BASE_ACCOUNT, DEMO_REGIONS } from '#sandbox/demo/regions.ts';
import { resetStack, startStack, type Stack } from '#sandbox/demo/stack.ts';
import { anyFreePort } from '#sandbox/ports.mjs';
import { countStatements } from './count-statements.ts';
import { openPage, type OpenPage, type Requests } from './open-pages.ts';
import { makeSharedKey } from './shared-key.ts';

// Compares 50 open pages, each in a browser of its own, with one open page in the same run, while a worker checks 1,000
// keys all the time and another person loads pages: CPU and SQL of the web process, canceled requests, the other person's
// page load, and the time from the commit of a change until every page that shows it has read it.

const PAGES = 50;
const KEYS = 1_000;
const WINDOW_MS = 20_000;
/** In this time every page polls once. A window has its share of them. */
const POLL_MS = 60_000;
const CHANGE_EVERY_MS = 5_000;
const LIMITS = { cpu: 3, statements: 10, load: 1.5, visibleMs: 1_000 };

const ROOT = path.join(import.meta.dirname, '..');
const DIR = path.join(ROOT, '.sandbox', 'bench-live');
const HZ = 100;

type Web = { origin: string; pid: number; statements: () => number; stop: () => Promise<void> };

/** A web process of its own, whose statements are counted. */
async function startWeb({ env }: Stack): Promise<Web> {
  const database = new URL(env['DATABASE_URL'] ?? '');
  const way = await countStatements(Number(database.port));
  database.host = `127.0.0.1:${way.port}`;
  const port = await anyFreePort();
  const origin = `http://localhost:${port}`;
  const child = spawn(process.execPath, ['lib/http/serve.ts'], {
    cwd: ROOT,
    env: { ...env, PORT: String(port), NEXTAUTH_URL: origin, DATABASE_URL: database.href },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const isUp = () =>
    fetch(`${origin}/api/health`).then(
      ({ status }) => status === 200,
      () => false,
    );
  while (!(await isUp())) await pause(100);
  return {
    origin,
    pid: child.pid ?? 0,
    statements: way.statements,
    stop: async () => {
      child.kill();
      await new Promise((resolve) => child.once('exit', resolve));
      way.close();
    },
  };
}

/** CPU time of a process so far, in milliseconds (Linux). */
function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / HZ;
}

/** Customers with one key each, whose policy gives our account access. @returns the ids of the keys */
async function makeKeys(db: Database, endpoint: string): Promise<string[]> {
  const control = createControlClient(endpoint);
  for (const region of DEMO_REGIONS)
    await control.roles.declare({
      arn: region.roleArn,
      externalId: region.externalId,
      trustedAccounts: [DEMO_BASE_ACCOUNT],
      identityPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }] },
    });
  const ids: string[] = [];
  const makeOne = async (index: number): Promise<void> => {
    const region = DEMO_REGIONS[index % DEMO_REGIONS.length];
    if (region === undefined) throw new Error('The sandbox has no regions.');
    const { code, name, vendorAccount, roleArn } = region;
    const arn = await makeSharedKey(endpoint, {
      code,
      name,
      vendorAccountId: vendorAccount,
      roleArn,
      externalId: null,
      controlKeyArn: null,
      encryptionContext: null,
      roleCoversEveryKey: true,
    });
    const parsed = parseKeyArn(arn);
    if (!parsed.ok) throw new Error(`The stand-in made no ARN: ${arn}`);
    const at = new Date();
    ids[index] = await db.transaction(async (tx) => {
      const customerId = await insertCustomer(tx, { name: `Customer ${index}`, timeZone: null, at });
      return insertKey(tx, {
        customerId,
        parts: parsed.value,
        role: 'active',
        ownershipProvenAt: at,
        verdict: { status: 'unverified', cause: 'never_checked' },
        at,
      });
    });
  };
  const next = Array.from({ length: KEYS }, (_, index) => index).values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const index of next) await makeOne(index);
    }),
  );
  return ids;
}

/** Signs somebody in. @returns the cookie of the session */
async function signIn(db: Database, index: number): Promise<string> {
  const token = newSessionToken();
  const admitted = await signInStaff(
    { db, clock: () => new Date() },
    {
      identity: { issuer: 'bench', subject: `${index}`, name: `Person ${index}`, email: `${index}@bench.example` },
      role: ok('viewer'),
      tokenHash: hashSessionToken(token) ?? Buffer.alloc(0),
      previousTokenHash: null,
      userAgent: null,
    },
    null,
  );
  if (!admitted.ok) throw new Error(admitted.reason);
  return `keydesk-session=${token}`;
}

/** Makes all keys due again and again, as if they were checked all the time. @returns a function that stops it */
async function checkAllTheTime(url: string, db: Database): Promise<() => Promise<void>> {
  const boss = new PgBoss({
    connectionString: url,
    options: '-c role=keydesk_app',
    max: 1,
    migrate: false,
    createSchema: false,
    supervise: false,
    schedule: false,
  });
  await boss.start();
  const timer = setInterval(() => {
    const due = async (): Promise<void> => {
      await db.execute(`update key_checks set next_check_at = now(), planned_at = null where next_check_at > now()`);
      await boss.send(PLAN_SWEEP, {});
    };
    due().catch((error: unknown) => console.error(error));
  }, 2_000);
  return async () => {
    clearInterval(timer);
    await boss.stop({ graceful: false });
  };
}

type Measured = { cpu: number; statements: number; checks: number };

/** What the web process needs in one window, per second, while pages poll in turn. */
async function measure(web: Web, owner: pg.Client, pages: readonly OpenPage[]): Promise<Measured> {
  const checksDone = async () =>
    Number((await owner.query<{ n: string }>('select sum(revision) as n from key_checks')).rows[0]?.n);
  const before = [cpuMs(web.pid), web.statements(), await checksDone()] as const;
  const beganAt = performance.now();
  const polls = pages.map((page, index) => setTimeout(() => page.poll(), ((index + 0.5) * POLL_MS) / pages.length));
  await pause(WINDOW_MS);
  for (const poll of polls) clearTimeout(poll);
  const seconds = (performance.now() - beganAt) / 1_000;
  return {
    cpu: (cpuMs(web.pid) - before[0]) / seconds,
    statements: (web.statements() - before[1]) / seconds,
    checks: ((await checksDone()) - before[2]) / seconds,
  };
}

/** Another person's page loads, in milliseconds. */
async function loads(web: Web, cookie: string): Promise<number[]> {
  const times: number[] = [];
  for (let load = 0; load < 20; load += 1) {
    const began = performance.now();
    const response = await fetch(`${web.origin}/keys?q=Customer+7`, { headers: { cookie } });
    await response.text();
    if (!response.ok) throw new Error(`The list answered ${response.status}.`);
    times.push(performance.now() - began);
    await pause(100);
  }
  return times.toSorted((one, other) => one - other);
}

/** Changes one key every few seconds. @returns the longest time until a page had read it, for each change */
async function changes(db: Database, keyId: string, pages: readonly OpenPage[], count: number): Promise<number[]> {
  const times: number[] = [];
  for (let change = 0; change < count; change += 1) {
    await pause(CHANGE_EVERY_MS);
    await db.transaction((tx) => announceChange(tx, { kind: 'key', id: keyId }));
    const committedAt = performance.now();
    while (pages.some((page) => page.readAtMs() < committedAt) && performance.now() - committedAt < 10_000)
      await pause(5);
    times.push(performance.now() - committedAt);
  }
  return times;
}

const middle = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;

mkdirSync(DIR, { recursive: true });
await resetStack(DIR);
const stack = await startStack({ dir: DIR, ports: { web: 0 }, build: true, fleet: false, fast: true });
const url = stack.env['DATABASE_URL'] ?? '';
const pool = createPool({
  url,
  applicationName: 'bench',
  maxConnections: 10,
  statementTimeoutMs: 30_000,
  onError: console.error,
});
const owner = new pg.Client({ connectionString: url });
await owner.connect();
const db = createDatabase(pool);
const web = await startWeb(stack);
let open: OpenPage[] = [];
try {
  const keyIds = await makeKeys(db, stack.awsEndpoint);
  const cookies = await Promise.all(Array.from({ length: PAGES + 1 }, (_, index) => signIn(db, index)));
  const stopChecks = await checkAllTheTime(url, db);
  const unchecked = async () =>
    (await owner.query(`select 1 from customer_keys where cause = 'never_checked' limit 1`)).rowCount !== 0;
  while (await unchecked()) await pause(500);
  // Half of the pages are lists, half are pages of one key.
  const shown = keyIds[0] ?? '';
  const pageOf = (index: number) =>
    index % 2 === 0
      ? { address: `/api/keys?q=Customer+${index}`, keyId: null }
      : { address: `/api/keys/${keyIds[index] ?? shown}`, keyId: keyIds[index] ?? shown };
  const requests: Requests = { asked: 0, canceled: 0, failed: 0 };
  const openMore = (count: number): void => {
    for (let index = open.length; index < count; index += 1)
      open.push(openPage(web.origin, cookies[index] ?? '', pageOf(index), requests));
  };
  const other = cookies[PAGES] ?? '';
  await loads(web, other);

  openMore(1);
  await pause(3_000);
  const one = await measure(web, owner, open);
  const loadBesideOne = middle(await loads(web, other));
  openMore(PAGES);
  await pause(3_000);
  requests.asked = 0;
  const many = await measure(web, owner, open);
  const loadBesideMany = middle(await loads(web, other));
  const lists = open.filter((_, index) => index % 2 === 0);
  const visible = await changes(db, shown, lists, 4);
  await stopChecks();

  const cpu = many.cpu / one.cpu;
  const statements = many.statements - one.statements;
  const load = loadBesideMany / loadBesideOne;
  const slowest = Math.max(...visible);
  console.log(
    `${availableParallelism()} cores; ${KEYS} keys, checked ${one.checks.toFixed(0)} and ${many.checks.toFixed(0)} times a second`,
  );
  console.log(
    `web CPU            1 page ${one.cpu.toFixed(1)} ms/s   ${PAGES} pages ${many.cpu.toFixed(1)} ms/s   ${cpu.toFixed(2)} x (limit ${LIMITS.cpu} x)`,
  );
  console.log(
    `SQL statements     1 page ${one.statements.toFixed(1)} /s   ${PAGES} pages ${many.statements.toFixed(1)} /s   ${statements.toFixed(1)} more (limit ${LIMITS.statements})`,
  );
  console.log(
    `another page load  1 page ${loadBesideOne.toFixed(0)} ms   ${PAGES} pages ${loadBesideMany.toFixed(0)} ms   ${load.toFixed(2)} x (limit ${LIMITS.load} x)`,
  );
  console.log(
    `requests           ${requests.asked} asked, ${requests.canceled} canceled, ${requests.failed} failed (limit 0)`,
  );
  console.log(
    `commit to visible  on the last of ${lists.length} lists ${visible.map((ms) => ms.toFixed(0)).join(', ')} ms (limit ${LIMITS.visibleMs} ms)`,
  );
  const isBroken =
    cpu > LIMITS.cpu ||
    statements > LIMITS.statements ||
    load > LIMITS.load ||
    requests.canceled + requests.failed > 0 ||
    slowest > LIMITS.visibleMs;
  if (isBroken) process.exitCode = 1;
} finally {
  for (const page of open) page.close();
  open = [];
  await web.stop();
  await owner.end();
  await pool.end();
  await stack.stop();
}
