import { createWriteStream } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';

import pg from 'pg';

import { ensureDatabase, startPostgres } from '../postgres/server.ts';
import type { PostgresServer } from '../postgres/server.ts';
import type { Children } from './children.ts';
import { OIDC_CLIENT_ID, machineEnvironment } from './environment.ts';
import type { Environment } from './environment.ts';
import type { StackPorts, StackSecrets } from './state.ts';

/** What is known before the first step. */
export type Plan = {
  dir: string;
  ports: StackPorts;
  origin: string;
  clockFile: string;
  secrets: StackSecrets;
  children: Children;
};

type DatabaseUrls = { url: string; migrateUrl: string };

/** Starts the embedded PostgreSQL; its log is in the same directory as the children's output. */
export function startDatabaseServer({ dir, ports }: Plan, fast: boolean): Promise<PostgresServer> {
  const log = createWriteStream(path.join(dir, 'logs', 'postgres.log'), { mode: 0o600 });
  const onLog = (line: string) => void log.write(`${line}\n`);
  return startPostgres({ dataDir: path.join(dir, 'postgres'), port: ports.postgres, fast, onLog });
}

export async function openDatabase(server: PostgresServer): Promise<DatabaseUrls> {
  const name = 'keydesk';
  await ensureDatabase(server.url('postgres'), name);
  return { url: server.url(name), migrateUrl: server.url(name) };
}

/** @throws Error that names the database and host, without the password, if the database doesn't respond */
export async function requireDatabase(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    await client.query('SELECT 1');
  } catch (error) {
    const { host, port, database } = client;
    const message = error instanceof Error ? error.message || error.name : String(error);
    throw new Error(`The database ${database} on ${host}:${port} (DATABASE_URL) does not respond: ${message}`, {
      cause: error,
    });
  } finally {
    await client.end();
  }
}

export async function migrate({ children }: Plan, { url, migrateUrl }: DatabaseUrls): Promise<void> {
  const env = { ...machineEnvironment(), DATABASE_URL: url, MIGRATE_DATABASE_URL: migrateUrl };
  await children.run({ name: 'migrations', args: ['lib/jobs/migrate-database.ts'], env });
}

/** @returns its endpoint */
export async function serveAws({ children, dir, ports, clockFile }: Plan): Promise<string> {
  const options = ['--port', String(ports.aws), '--data', path.join(dir, 'aws'), '--clock-file', clockFile];
  const spec = { name: 'aws', args: ['sandbox/aws/main.ts', ...options], env: machineEnvironment() };
  await children.serve(spec, 'stand-in', () => acceptsConnections(ports.aws));
  return `http://127.0.0.1:${ports.aws}`;
}

/** @returns its issuer, from its own output */
export async function serveIdp({ children, ports, origin, secrets }: Plan): Promise<string> {
  const env = {
    ...machineEnvironment(),
    OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET: secrets.oidcClient,
    NEXTAUTH_URL: origin,
  };
  const spec = { name: 'idp', args: ['sandbox/idp/main.ts', '--port', String(ports.idp)], env };
  const output = await children.serve(spec, 'stand-in', (said) => firstUrl(said) !== null);
  return firstUrl(output) ?? '';
}

/** @returns the URL of its list of messages */
export async function serveMail({ children, ports }: Plan): Promise<string> {
  const options = ['--port', String(ports.mail), '--http-port', String(ports.mailbox)];
  const spec = { name: 'mail', args: ['sandbox/mail/main.ts', ...options], env: machineEnvironment() };
  await children.serve(spec, 'stand-in', () => acceptsConnections(ports.mailbox));
  return `http://127.0.0.1:${ports.mailbox}/messages`;
}

/** Megabytes for new objects: with the usual 16, Node spends a twelfth of the history's time on collecting them. */
const ROOM_FOR_THE_YOUNG = '--max-semi-space-size=64';

/**
 * Waits for the migrations itself, so that it can be started before they end.
 * @param ninetyDays whether they get a history of ninety days, not only the weeks that tests need
 */
export async function createFleet({ children }: Plan, env: Environment, ninetyDays: boolean): Promise<void> {
  const args = [ROOM_FOR_THE_YOUNG, 'sandbox/demo/create-fleet.ts', ...(ninetyDays ? ['--ninety-days'] : [])];
  await children.run({ name: 'fleet', args, env });
}

/** Waits until it is healthy. @returns its origin */
export async function serveWeb({ children, ports, origin }: Plan, env: Environment): Promise<string> {
  const spec = { name: 'web', args: ['lib/http/serve.ts'], env: { ...env, PORT: String(ports.web) } };
  await children.serve(spec, 'app', () => isHealthy(origin));
  return origin;
}

export async function serveWorker({ children }: Plan, env: Environment): Promise<void> {
  await children.serve({ name: 'worker', args: ['lib/jobs/worker.ts'], env }, 'app', () => true);
}

async function isHealthy(origin: string): Promise<boolean> {
  try {
    const answer = await fetch(`${origin}/api/health`, { redirect: 'manual', signal: AbortSignal.timeout(5_000) });
    await answer.body?.cancel();
    return answer.status === 200;
  } catch {
    return false; // It isn't listening yet.
  }
}

function acceptsConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function firstUrl(text: string): string | null {
  // An incomplete line has no line break yet.
  return /https?:\/\/[^\s'"]+(?=.*\n)/.exec(text)?.[0] ?? null;
}
