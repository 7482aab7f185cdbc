import { readFileSync } from 'node:fs';

/**
 * Where domain time comes from. In the sandbox a file holds `{"offsetMs": n}`, the same one for web, worker and the
 * AWS stand-in, so that one hand moves them together; elsewhere it is the machine's clock.
 * @param clockFile path of that file, or null; read at every use, and taken for no offset while it is missing
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
    throw new Error(`The sandbox clock ${clockFile} cannot be read.`, { cause: error });
  }
}
