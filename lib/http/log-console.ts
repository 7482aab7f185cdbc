import type { Logger } from '#lib/config/log.ts';

/**
 * Turns what Next and packages write to the console, and Node's own warnings, into log lines: without secrets, one line
 * each. An error with a digest is left out, because `onRequestError` logs it too.
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

// Next's colors. Node's own `stripVTControlCharacters` takes quadratic time, and a request can contribute to the text.
// oxlint-disable-next-line no-control-regex
const COLOR = /\u001b\[[\d;]{0,20}m/g;

const inWords = (value: unknown): unknown => (typeof value === 'string' ? value.replace(COLOR, '').trim() : value);
