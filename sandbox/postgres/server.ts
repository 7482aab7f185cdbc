import { spawn } from 'node:child_process';
import { existsSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

import pg from 'pg';

import { claimDirectory } from '../claim.ts';
import { anyFreePort, describePortProblem } from '../ports.mjs';
import { identify, inspectProcess, sendSignal, stopProcess } from '../processes.ts';
import { findBinaries } from './binaries.ts';
import type { PostgresBinaries } from './binaries.ts';
import { SUPERUSER, openCluster, readPostmasterFile, stopLeftoverServer } from './cluster.ts';
import type { Cluster } from './cluster.ts';
import { reachableDirectory, serverEnvironment, serverUser } from './server-user.ts';
import type { ServerUser } from './server-user.ts';

export type PostgresOptions = {
  /** Where to keep the data. If we run as root and the server's user can't access it, a temp directory is used instead. */
  dataDir: string;
  /** Default: any free port. */
  port?: number;
  /** For tests: doesn't flush to disk, so a power failure can lose data. */
  fast?: boolean;
  /** Called with every line that the server logs. */
  onLog?: (line: string) => void;
};

export type PostgresServer = {
  port: number;
  pid: number;
  /** The connection URL of a database as the superuser. */
  url(database: string): string;
  /** Disconnects all clients and stops, within 6 seconds. */
  stop(): Promise<void>;
  /** Kills the server like a crash; the next start recovers. */
  kill(): void;
  /** Resolves with the last lines of the log when the server has ended for any reason. */
  ended: Promise<string>;
};

const READY_WITHIN_MS = 60_000;

/**
 * Starts the PostgreSQL that npm installed, only on 127.0.0.1, and waits until it accepts connections.
 * Cleans up after a killed run: stops its server and ignores its claim and pid file.
 * @throws DirectoryInUse if a running process has a server on the same data; Error with a message for everything else
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const user = serverUser();
  const binaries = findBinaries(user);
  const home = reachableDirectory(options.dataDir, user);
  const release = claimDirectory(home);
  try {
    const cluster = openCluster(home, binaries, user, options.fast === true);
    await stopLeftoverServer(cluster.directory);
    return await launch({ ...options, binaries, cluster, user, release });
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * Stops the server that a killed run left running on this data, which also frees its port.
 * @returns its pid, or null if there was none
 * @throws DirectoryInUse if a running process has a server on the data
 */
export async function stopLeftoverPostgres(dataDir: string): Promise<number | null> {
  return withClaim(dataDir, stopLeftoverBelow);
}

/**
 * Stops a leftover server and removes all data of `dataDir`, wherever it is kept.
 * @throws DirectoryInUse if a running process has a server on the data
 */
export async function removePostgresData(dataDir: string): Promise<void> {
  await withClaim(dataDir, async (home) => {
    await stopLeftoverBelow(home);
    rmSync(home, { recursive: true, force: true });
  });
}

async function withClaim<T>(dataDir: string, act: (home: string) => Promise<T>): Promise<T> {
  const home = reachableDirectory(dataDir, serverUser());
  const release = claimDirectory(home);
  try {
    return await act(home);
  } finally {
    release();
  }
}

async function stopLeftoverBelow(home: string): Promise<number | null> {
  const cluster = path.join(home, 'cluster');
  return existsSync(cluster) ? stopLeftoverServer(realpathSync(cluster)) : null;
}

/** Creates a database unless it exists. `serverUrl` may name any database of the server. */
export async function ensureDatabase(serverUrl: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

type Launch = PostgresOptions & {
  binaries: PostgresBinaries;
  cluster: Cluster;
  user: ServerUser | null;
  release: () => void;
};

async function launch(options: Launch): Promise<PostgresServer> {
  if (options.port !== undefined) {
    const problem = await describePortProblem(options.port);
    if (problem) throw new Error(`PostgreSQL cannot start: ${problem}`);
  }
  const until = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const port = options.port ?? (await anyFreePort());
    const attempt = await tryToStart(options, port, until);
    if (attempt.started) return attempt.server;
    // A killed server's last processes may still use its shared memory; a free port may have been taken meanwhile.
    const isTemporary = /shared memory block .* still in use|Address already in use/.test(attempt.log);
    const worthAnotherTry = isTemporary && options.port === undefined && performance.now() < until;
    if (!worthAnotherTry) throw new Error(`PostgreSQL did not start:\n${attempt.log}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

type Attempt = { started: true; server: PostgresServer } | { started: false; log: string };

async function tryToStart(options: Launch, port: number, until: number): Promise<Attempt> {
  const { cluster, release } = options;
  const child = spawn(options.binaries.postgres, serverArguments(cluster, port, options.fast === true), {
    cwd: '/',
    env: serverEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its own process group, so that Ctrl-C in the terminal doesn't stop it before the programs that use it.
    detached: true,
    ...options.user,
  });
  const lastLines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastLines.push(line);
    if (lastLines.length > 30) lastLines.shift();
    options.onLog?.(line);
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', () => resolve(lastLines.join('\n')));
  });

  const ready = await Promise.race([ended.then(() => false), isReady(cluster.directory, () => child.pid, until)]);
  const { pid } = child;
  if (!ready || pid === undefined) {
    child.kill('SIGQUIT');
    return { started: false, log: (await ended) || 'It was not ready in time.' };
  }
  void ended.then(release);
  return { started: true, server: running(cluster, port, pid, ended) };
}

function running(cluster: Cluster, port: number, pid: number, ended: Promise<string>): PostgresServer {
  const identity = identify(pid);
  return {
    port,
    pid,
    ended,
    url: (database) => `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    stop: async () => {
      if (identity === null) return;
      await stopProcess(identity, [
        { signal: 'SIGINT', waitMs: 4_000 }, // fast shutdown: clients are disconnected
        { signal: 'SIGQUIT', waitMs: 1_000 }, // immediate: recovers at the next start
        { signal: 'SIGKILL', waitMs: 500 },
      ]);
      await ended;
    },
    kill: () => {
      if (inspectProcess(pid)?.startedAt === identity?.startedAt) sendSignal(pid, 'SIGQUIT');
    },
  };
}

function serverArguments(cluster: Cluster, port: number, fast: boolean): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    max_connections: 200,
    ...(fast && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  // `-D` comes first and with a space, because stopLeftoverServer looks for it.
  return ['-D', cluster.directory, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

async function isReady(
  clusterDirectory: string,
  pidOfServer: () => number | undefined,
  until: number,
): Promise<boolean> {
  while (performance.now() < until) {
    const noted = readPostmasterFile(clusterDirectory);
    if (noted?.pid === pidOfServer() && noted?.status === 'ready') return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}
