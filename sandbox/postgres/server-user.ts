import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The user that the server runs as, spread into spawn options. */
export type ServerUser = { uid: number; gid: number };

// "nobody" on Linux. PostgreSQL refuses to run as root, and no account of its own may be assumed.
const NOBODY: ServerUser = { uid: 65534, gid: 65534 };

/** Whom the server runs as: null is whoever we are, for everyone but root. */
export function serverUser(): ServerUser | null {
  return process.getuid?.() === 0 ? NOBODY : null;
}

/** The environment of PostgreSQL's programs: nothing of ours, and the locale that initdb's flags assume. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC', NODE_ENV: process.env.NODE_ENV };
}

/**
 * Makes (or finds) the directory that holds one server's data, at a place where the server's user can reach it:
 * the wished one, or one below the system's temporary directory that is the same at every start.
 * @throws Error when the directory found there belongs to somebody else
 */
export function reachableDirectory(wished: string, user: ServerUser | null): string {
  mkdirSync(wished, { recursive: true });
  if (user === null || canReach(wished, user)) return wished;
  return privateTempDirectory(wished);
}

/** Makes an empty directory (or checks an existing one) that only the server's user may enter. */
export function directoryOfServerUser(directory: string, user: ServerUser | null): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (user) chownSync(directory, user.uid, user.gid);
  chmodSync(directory, 0o700);
}

/**
 * A directory below the system's temporary one, named after what it stands for, so that it is found again.
 * Others can guess its name, so one that we did not make ourselves is refused, and only its owner may write to it.
 */
export function privateTempDirectory(standsFor: string): string {
  const name = `keydesk-${createHash('sha256').update(path.resolve(standsFor)).digest('hex').slice(0, 16)}`;
  const directory = path.join(tempRoot(), name);
  // 0711: the server's user must pass through, and can neither list it nor write to it.
  if (!existsSync(directory)) mkdirSync(directory, { mode: 0o711 });
  const found = lstatSync(directory);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new Error(`${directory} was made by somebody else or is open to others. Remove it and start again.`);
  }
  chmodSync(directory, 0o711);
  return directory;
}

function tempRoot(): string {
  // /var/tmp outlives a reboot, which /tmp often does not; an explicit TMPDIR wins if the server can get there.
  const candidates = [process.env['TMPDIR'], '/var/tmp', tmpdir(), '/tmp'];
  const root = candidates.find((candidate) => candidate && existsSync(candidate) && canReach(candidate, NOBODY));
  if (!root) throw new Error('No temporary directory can be reached by the user that PostgreSQL runs as.');
  return root;
}

function canReach(directory: string, user: ServerUser): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], { cwd: '/', ...user }).status === 0;
}
