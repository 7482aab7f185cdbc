import { stripVTControlCharacters } from 'node:util';
import type { Logger } from '#lib/config/log.ts';

/**
 * Turns what Next and packages write to the console, and Node's own warnings, into lines of the log: without secrets,
 * one line each. What `onRequestError` logs as well carries a digest and is left to it.
 */
export function logConsole(log: Logger): void {
  console.error = (...said: unknown[]) => {
    if (!said.some(hasDigest)) log.error({ event: 'console', said: said.map(inWords) }, 'the console was written to');
  };
  console.warn = (...said: unknown[]) =>
    log.warn({ event: 'console', said: said.map(inWords) }, 'the console was written to');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ event: 'warning', warning }, 'Node warns'));
}

const hasDigest = (value: unknown): boolean => value instanceof Error && 'digest' in value;

const inWords = (value: unknown): unknown =>
  typeof value === 'string' ? stripVTControlCharacters(value).trim() : value;
