import { announce } from './announcer.tsx';
import { EXPORT_WORDS } from './export-words.ts';

export type ExportState = { kind: 'idle' } | { kind: 'running'; rows: number } | { kind: 'failed'; words: string };

const IDLE: ExportState = { kind: 'idle' };

// Outside any page: an export goes on when its page is left, and its button shows it again when somebody comes back.
const states = new Map<string, ExportState>();
const running = new Map<string, AbortController>();
const listeners = new Set<() => void>();

const set = (address: string, state: ExportState): void => {
  states.set(address, state);
  for (const listener of listeners) listener();
};

export const subscribeExports = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** How the export of an address is now. */
export const exportState = (address: string): ExportState => states.get(address) ?? IDLE;

/** Stops an export. No file is saved. */
export const cancelExport = (address: string): void => running.get(address)?.abort();

/** Exports an address: reads the file, counts its rows meanwhile, and saves it once all of it is there. */
export async function startExport(address: string): Promise<void> {
  const mine = new AbortController();
  running.set(address, mine);
  set(address, { kind: 'running', rows: 0 });
  try {
    const { readExport } = await import('./read-export.ts');
    const outcome = await readExport(address, mine, (rows) => set(address, { kind: 'running', rows }));
    if (outcome.kind === 'saved') announce(EXPORT_WORDS.saved(outcome.rows));
    if (outcome.kind === 'canceled') announce(EXPORT_WORDS.canceled);
    set(address, outcome.kind === 'failed' ? outcome : IDLE);
  } catch {
    set(address, { kind: 'failed', words: EXPORT_WORDS.failed });
  }
  running.delete(address);
}
