import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { asOldKeys } from '#sandbox/postgres/old-keys.ts';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { hashSessionToken, newSessionToken } from '#lib/auth/session-token.ts';
import { parseKeyArn } from '#lib/core/key/key-arn.ts';
import { ok } from '#lib/core/result.ts';
import { announceChange } from '#lib/db/announce.ts';
import { createDatabase, createPool, type Database } from '#lib/db/database.ts';
import { insertCustomer } from '#lib/db/customer/customers.ts';
import { insertKey } from '#lib/db/key/submissions.ts';
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
/** How often the other person loads a page. */
const LOAD_EVERY_MS = 400;
/** After this time without a change, a page reads the next one at once. */
const QUIET_MS = 3_000;
const WARM_UP_LOADS = 100;
const LIMITS = { cpu: 3, statements: 10, load: 1.5, visibleMs: 1_000 };

/** What the open lists show. */
const LISTS = [
  '/api/keys',
  '/api/keys',
  '/api/keys?verdict=unusable',
  '/api/keys?region=eu-west-1',
  '/api/keys?q=Customer+1',
];

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
      await db.execute(
        `update key_checks set next_check_at = now(), claimed_at = null where planned_at is null and next_check_at > now()`,
      );
      await boss.send(PLAN_SWEEP, {});
    };
    due().catch((error: unknown) => console.error(error));
  }, 2_000);
  return async () => {
    clearInterval(timer);
    await boss.stop({ graceful: false });
  };
}

type Desk = {
  web: Web;
  owner: pg.Client;
  db: Database;
  /** A key that changes. */
  changing: string;
  /** The other person's session, and what one of their page loads asks PostgreSQL. */
  other: string;
  statementsPerLoad: number;
};
type Measured = { cpu: number; statements: number; checks: number; loadMs: number; loads: number };

/** What the web process needs per second in one window, and how long another person's page loads take meanwhile. */
async function measure(desk: Desk, pages: readonly OpenPage[]): Promise<Measured> {
  const { web, owner, db, changing, other } = desk;
  const checksDone = async () =>
    Number((await owner.query<{ n: string }>('select sum(revision) as n from key_checks')).rows[0]?.n);
  const before = [cpuMs(web.pid), web.statements(), await checksDone()] as const;
  const beganAt = performance.now();
  const polls = pages.map((page, index) => setTimeout(() => page.poll(), ((index + 0.5) * POLL_MS) / pages.length));
  const change = pause(WINDOW_MS / 2).then(() => announceKey(db, changing));
  const loads: number[] = [];
  while (performance.now() - beganAt < WINDOW_MS) {
    loads.push(await load(web, other));
    await pause(LOAD_EVERY_MS);
  }
  await change;
  for (const poll of polls) clearTimeout(poll);
  const seconds = (performance.now() - beganAt) / 1_000;
  return {
    cpu: (cpuMs(web.pid) - before[0]) / seconds,
    // A page load of the other person is in both windows, but not equally often on a busy machine.
    statements: (web.statements() - before[1] - loads.length * desk.statementsPerLoad) / seconds,
    checks: ((await checksDone()) - before[2]) / seconds,
    loadMs: middle(loads),
    loads: loads.length / seconds,
  };
}

const announceKey = (db: Database, id: string): Promise<void> =>
  db.transaction((tx) => announceChange(tx, { kind: 'key', id }));

/** Another person's page load, in milliseconds. */
async function load(web: Web, cookie: string): Promise<number> {
  const began = performance.now();
  const response = await fetch(`${web.origin}/keys?q=Customer+7`, { headers: { cookie } });
  await response.text();
  if (!response.ok) throw new Error(`The list answered ${response.status}.`);
  return performance.now() - began;
}

/** Changes a key several times. @returns the time until the last page that shows it had read it, for each change */
async function changes({ db, changing }: Desk, pages: readonly OpenPage[]): Promise<number[]> {
  const times: number[] = [];
  for (let change = 0; change < 4; change += 1) {
    await pause(QUIET_MS);
    await announceKey(db, changing);
    const committedAt = performance.now();
    while (pages.some((page) => page.readAtMs() < committedAt) && performance.now() - committedAt < 10_000)
      await pause(5);
    times.push(performance.now() - committedAt);
  }
  return times;
}

const middle = (times: readonly number[]): number =>
  times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;

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
  const keyIds = await asOldKeys(url, () => makeKeys(db, stack.awsEndpoint));
  const cookies = await Promise.all(Array.from({ length: PAGES + 1 }, (_, index) => signIn(db, index)));
  const stopChecks = await checkAllTheTime(url, db);
  const unchecked = async () =>
    (await owner.query(`select 1 from customer_keys where cause = 'never_checked' limit 1`)).rowCount !== 0;
  while (await unchecked()) await pause(500);
  const changing = keyIds[1] ?? '';
  // Half of the pages are lists, of which most people have the same ones open; half are pages of one key.
  const pageOf = (index: number) =>
    index % 2 === 0
      ? { address: LISTS[(index / 2) % LISTS.length] ?? '/api/keys', keyId: null }
      : { address: `/api/keys/${keyIds[index]}`, keyId: keyIds[index] ?? '' };
  const requests: Requests = { asked: 0, canceled: 0, failed: 0 };
  const openMore = (count: number): void => {
    for (let index = open.length; index < count; index += 1)
      open.push(openPage(web.origin, cookies[index] ?? '', pageOf(index), requests));
  };
  const other = cookies[PAGES] ?? '';
  const desk: Desk = { web, owner, db, changing, other, statementsPerLoad: 0 };
  openMore(1);
  for (let warmUp = 0; warmUp < WARM_UP_LOADS; warmUp += 1) {
    await load(web, other);
    open[0]?.poll();
  }
  const before = web.statements();
  for (let one = 0; one < 10; one += 1) await load(web, other);
  desk.statementsPerLoad = Math.round((web.statements() - before) / 10);

  const one = await measure(desk, open);
  openMore(PAGES);
  await pause(QUIET_MS);
  const many = await measure(desk, open);
  const seeing = open.filter((_, index) => index % 2 === 0 || index === 1);
  const visible = await changes(desk, seeing);
  await stopChecks();

  const cpu = many.cpu / one.cpu;
  const statements = many.statements - one.statements;
  const slower = many.loadMs / one.loadMs;
  const visibleMs = middle(visible);
  const per = (name: string, unit: string, of: (measured: Measured) => number, verdict: string): void =>
    console.log(
      `${name.padEnd(24)}1 page ${of(one).toFixed(1).padStart(6)} ${unit.padEnd(5)} ${PAGES} pages ${of(many).toFixed(1).padStart(6)} ${unit.padEnd(5)} ${verdict}`,
    );
  console.log(`${availableParallelism()} cores, ${KEYS} keys`);
  per('checks of keys', '/s', ({ checks }) => checks, '');
  per('page loads of another', '/s', ({ loads }) => loads, '');
  per('web CPU', 'ms/s', ({ cpu: ms }) => ms, `${cpu.toFixed(2)} x (limit ${LIMITS.cpu} x)`);
  per('SQL of open pages', '/s', (it) => it.statements, `${statements.toFixed(1)} more (limit ${LIMITS.statements})`);
  per('a page load of another', 'ms', ({ loadMs }) => loadMs, `${slower.toFixed(2)} x (limit ${LIMITS.load} x)`);
  console.log(
    `requests of open pages  ${requests.asked}, ${requests.canceled} canceled, ${requests.failed} failed (limit 0)`,
  );
  console.log(
    `commit to visible       ${visible.map((ms) => ms.toFixed(0)).join(', ')} ms on the last of ${seeing.length} pages (limit ${LIMITS.visibleMs} ms for the middle one)`,
  );
  const isBroken =
    cpu > LIMITS.cpu ||
    statements > LIMITS.statements ||
    slower > LIMITS.load ||
    requests.canceled + requests.failed > 0 ||
    visibleMs > LIMITS.visibleMs;
  if (isBroken) process.exitCode = 1;
} finally {
  for (const page of open) page.close();
  open = [];
  await web.stop();
  await owner.end();
  await pool.end();
  await stack.stop();
}
