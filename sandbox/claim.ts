import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { identify, isSameProcess } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';

/** Thrown when a running process has claimed a directory that only one process may use. */
export class DirectoryInUse extends Error {
  readonly pid: number;

  constructor(directory: string, pid: number) {
    super(`${directory} is in use by process ${pid}.`);
    this.pid = pid;
  }
}

/**
 * Claims a directory for this process. A killed process's claim no longer counts.
 * @returns a function that releases the claim
 * @throws DirectoryInUse if a running process (including this one) has claimed it
 */
export function claimDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const self = identify(process.pid) ?? { pid: process.pid, startedAt: 'unknown' };
  const file = path.join(directory, 'owner.json');
  // Written to another file and then linked, so that the claim appears atomically.
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
