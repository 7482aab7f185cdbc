import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/**
 * The sandbox clock: real time plus an offset. Only key dates (creation, deletion, rotation) and time conditions of
 * policies use it; the Date header, signatures and STS sessions use real time.
 */
export interface SandboxClock {
  /** The sandbox instant, in epoch milliseconds. */
  now(): number;
  offsetMs(): number;
  setOffsetMs(offsetMs: number): void;
}

/**
 * Opens the clock. With a file, it reads the offset on every use, so that several processes share one time; without a
 * file, the offset is kept in memory.
 */
export function openClock(clockFile?: string): SandboxClock {
  let offsetInMemoryMs = 0;
  const offsetMs = () => (clockFile === undefined ? offsetInMemoryMs : readClockOffsetMs(clockFile));
  return {
    now: () => Date.now() + offsetMs(),
    offsetMs,
    setOffsetMs(value) {
      if (clockFile === undefined) offsetInMemoryMs = value;
      else writeClockOffsetMs(clockFile, value);
    },
  };
}

/** Reads `{"offsetMs": n}`; a missing file means no offset. Throws an error that names the file for other content. */
export function readClockOffsetMs(clockFile: string): number {
  let text: string;
  try {
    text = readFileSync(clockFile, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
  const offsetMs = parseOffset(text);
  if (offsetMs === null) throw new Error(`The clock file ${clockFile} must hold {"offsetMs": <number>}.`);
  return offsetMs;
}

/** Writes the offset atomically (temporary file, then rename), so that other processes never read a partial file. */
export function writeClockOffsetMs(clockFile: string, offsetMs: number): void {
  const temporaryFile = `${clockFile}.${process.pid}.tmp`;
  writeFileSync(temporaryFile, `${JSON.stringify({ offsetMs })}\n`);
  renameSync(temporaryFile, clockFile);
}

function parseOffset(text: string): number | null {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || !('offsetMs' in parsed)) return null;
    return typeof parsed.offsetMs === 'number' && Number.isFinite(parsed.offsetMs) ? parsed.offsetMs : null;
  } catch {
    return null;
  }
}
