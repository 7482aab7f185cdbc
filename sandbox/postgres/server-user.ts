import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The user that the server runs as, for spawn options. */
export type ServerUser = { uid: number; gid: number };

// "nobody" on Linux. PostgreSQL refuses to run as root, and the machine may have no postgres user.
const NOBODY: ServerUser = { uid: 65534, gid: 65534 };

/** The user that the server runs as: null for the current user, unless that is root. */
export function serverUser(): ServerUser | null {
  return process.getuid?.() === 0 ? NOBODY : null;
}

/** The environment of PostgreSQL's programs: none of our variables, and the locale that initdb's options assume. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC', NODE_ENV: process.env.NODE_ENV };
}

/**
 * Creates or finds a data directory that the server's user can access: the requested one, or one in the system's
 * temporary directory that is the same at every start.
 * @throws Error if that directory belongs to another user
 */
export function reachableDirectory(requested: string, user: ServerUser | null): string {
  mkdirSync(requested, { recursive: true });
  if (user === null || canReach(requested, user)) return requested;
  return privateTempDirectory(requested);
}

/** Creates a directory, or changes an existing one, so that only the server's user can access it. */
export function makeServerUserDirectory(directory: string, user: ServerUser | null): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (user) chownSync(directory, user.uid, user.gid);
  chmodSync(directory, 0o700);
}

/**
 * A directory in the system's temporary directory, named by a hash of its purpose so that it is found again.
 * Others can guess the name, so a directory that another user owns or can write to is refused.
 */
export function privateTempDirectory(purpose: string): string {
  const name = `keydesk-${createHash('sha256').update(path.resolve(purpose)).digest('hex').slice(0, 16)}`;
  const directory = path.join(tempRoot(), name);
  // 0711: the server's user can pass through, but neither list nor write.
  if (!existsSync(directory)) mkdirSync(directory, { mode: 0o711 });
  const found = lstatSync(directory);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new Error(`${directory} belongs to another user or others can write to it. Remove it and start again.`);
  }
  chmodSync(directory, 0o711);
  return directory;
}

function tempRoot(): string {
  // /var/tmp survives a reboot, /tmp often doesn't. TMPDIR comes first if the server's user can access it.
  const candidates = [process.env['TMPDIR'], '/var/tmp', tmpdir(), '/tmp'];
  const root = candidates.find((candidate) => candidate && existsSync(candidate) && canReach(candidate, NOBODY));
  if (!root) throw new Error('The user that PostgreSQL runs as cannot access any temporary directory.');
  return root;
}

function canReach(directory: string, user: ServerUser): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], { cwd: '/', ...user }).status === 0;
}
