import { readFileSync } from 'node:fs';

/**
 * The clock of all domain times. In the sandbox, a file with `{"offsetMs": n}` moves the clocks of web, worker and the
 * AWS stand-in together. Elsewhere it is the machine's clock.
 * @param clockFile path of that file, or null. Read at every use; no offset while it is missing
 */
export function createClock(clockFile: string | null): () => Date {
  if (clockFile === null) return () => new Date();
  return () => new Date(Date.now() + readOffsetMs(clockFile));
}

function readOffsetMs(clockFile: string): number {
  try {
    const stored: unknown = JSON.parse(readFileSync(clockFile, 'utf8'));
    const offset = typeof stored === 'object' && stored !== null ? Reflect.get(stored, 'offsetMs') : 0;
    return typeof offset === 'number' && Number.isFinite(offset) ? offset : 0;
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT') return 0;
    throw new Error(`The sandbox clock ${clockFile} can't be read.`, { cause: error });
  }
}
