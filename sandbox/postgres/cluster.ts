import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { inspectProcess, stopProcess } from '../processes.ts';
import type { PostgresBinaries } from './binaries.ts';
import { makeServerUserDirectory, serverEnvironment } from './server-user.ts';
import type { ServerUser } from './server-user.ts';

/** The server's only login: a superuser with a generated password, stored next to the data. */
export const SUPERUSER = 'keydesk';

/** PostgreSQL's own data directory, and the password of SUPERUSER. */
export type Cluster = { directory: string; password: string };

/**
 * Opens the cluster in `home`. Creates it if there is none or its creation was interrupted.
 * @throws Error if another major version of PostgreSQL wrote the data
 */
export function openCluster(home: string, binaries: PostgresBinaries, user: ServerUser | null, fast: boolean): Cluster {
  const directory = path.join(home, 'cluster');
  if (!existsSync(directory)) initialise(home, directory, binaries, user, fast);
  const major = readFileSync(path.join(directory, 'PG_VERSION'), 'utf8').trim();
  if (major !== binaries.major) {
    throw new Error(
      `The data in ${directory} was written by PostgreSQL ${major}, and this project now includes ${binaries.major}. ` +
        'Start over with an empty database (npm run demo -- --reset), or set DATABASE_URL to your own server.',
    );
  }
  return { directory: realpathSync(directory), password: readFileSync(passwordFile(home), 'utf8') };
}

function passwordFile(home: string): string {
  return path.join(home, 'password');
}

function initialise(
  home: string,
  directory: string,
  binaries: PostgresBinaries,
  user: ServerUser | null,
  fast: boolean,
): void {
  const password = randomBytes(24).toString('base64url');
  writeFileSync(passwordFile(home), password, { mode: 0o600 });
  const passwordForInitdb = `${passwordFile(home)}.initdb`;
  writeFileSync(passwordForInitdb, password, { mode: 0o600 });
  if (user) chownSync(passwordForInitdb, user.uid, user.gid);
  // Created under another name and renamed when complete, so that a killed initdb leaves no partial cluster.
  const draft = `${directory}.new`;
  rmSync(draft, { recursive: true, force: true });
  makeServerUserDirectory(draft, user);
  const made = spawnSync(
    binaries.initdb,
    [
      `--pgdata=${draft}`,
      `--username=${SUPERUSER}`,
      // A password even on loopback: without one, every local user could run programs as the server's user.
      '--auth=scram-sha-256',
      `--pwfile=${passwordForInitdb}`,
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(fast ? ['--no-sync'] : []),
    ],
    { encoding: 'utf8', cwd: '/', env: serverEnvironment(), ...user },
  );
  rmSync(passwordForInitdb, { force: true });
  if (made.status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    const message = made.error?.message ?? made.stderr.trim();
    throw new Error(`PostgreSQL could not create its data directory ${directory}:\n${message}`);
  }
  renameSync(draft, directory);
}

/** The content of postmaster.pid, PostgreSQL's lock file. */
type PostmasterFile = { pid: number; status: string };

export function readPostmasterFile(clusterDirectory: string): PostmasterFile | null {
  try {
    const lines = readFileSync(path.join(clusterDirectory, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), status: lines[7]?.trim() ?? '' };
  } catch {
    return null;
  }
}

/**
 * Stops the server that a killed run left running on this cluster. If the pid now belongs to another process, only removes
 * the pid file, because PostgreSQL would refuse to start.
 * @returns the pid of the server that was stopped, or null
 */
export async function stopLeftoverServer(clusterDirectory: string): Promise<number | null> {
  const noted = readPostmasterFile(clusterDirectory);
  const live = noted && inspectProcess(noted.pid);
  if (!live) return null;
  if (!/\bpostgres\b/.test(live.command) || !live.command.includes(`-D ${clusterDirectory}`)) {
    rmSync(path.join(clusterDirectory, 'postmaster.pid'), { force: true });
    return null;
  }
  const gone = await stopProcess(live, [
    { signal: 'SIGINT', waitMs: 5_000 },
    { signal: 'SIGQUIT', waitMs: 3_000 },
    { signal: 'SIGKILL', waitMs: 2_000 },
  ]);
  if (!gone) throw new Error(`The PostgreSQL of an earlier run (pid ${live.pid}) cannot be stopped.`);
  return live.pid;
}
