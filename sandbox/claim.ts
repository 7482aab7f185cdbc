import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { identify, isSameProcess } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';

/** Thrown when a live process holds a directory that only one may use. */
export class DirectoryInUse extends Error {
  readonly pid: number;

  constructor(directory: string, pid: number) {
    super(`${directory} is in use by process ${pid}.`);
    this.pid = pid;
  }
}

/**
 * Takes a directory for this process alone. The claim of a process that was killed is void.
 * @returns what gives it up again
 * @throws DirectoryInUse when a live process (this one included) holds it
 */
export function claimDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const self = identify(process.pid) ?? { pid: process.pid, startedAt: 'unknown' };
  const file = path.join(directory, 'owner.json');
  // Written aside and linked into place: the claim appears whole or not at all.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(self), { mode: 0o600 });
  try {
    while (!linked(draft, file)) {
      const owner = readOwner(file);
      if (owner && isSameProcess(owner)) throw new DirectoryInUse(directory, owner.pid);
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => rmSync(file, { force: true });
}

function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function readOwner(file: string): ProcessIdentity | null {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof found !== 'object' || found === null || !('pid' in found) || !('startedAt' in found)) return null;
    return typeof found.pid === 'number' ? { pid: found.pid, startedAt: String(found.startedAt) } : null;
  } catch {
    return null;
  }
}
