import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { LogLevel } from './env.ts';
import { withoutSecrets } from './without-secrets.ts';

/** What the rest logs with: `log.warn({ event: 'authz_fail', … }, 'constant words')`. */
export type Logger = PinoLogger;

// Characters that JSON leaves as they are and that a terminal or a log viewer acts on: C1 controls, line and paragraph
// separators, direction marks. Written as JSON escapes the line means the same and does nothing.
const ACTIVE_CHARACTERS = /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * A log of one JSON line an event, with UTC ISO times, on standard output. Fields pass through `withoutSecrets`;
 * the message must be constant words, what varies goes into fields.
 * @param destination where lines go instead, for tests
 */
export function createLogger(options: { name: string; level: LogLevel }, destination?: DestinationStream): Logger {
  const out = destination ?? pino.destination({ dest: 1, sync: true });
  return pino(
    {
      name: options.name,
      level: options.level,
      timestamp: () => `,"at":"${new Date().toISOString()}"`,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => withoutSecrets(fields),
      },
      // pino's own error serialiser would spread every property, an SDK's whole response included.
      serializers: { err: (value: unknown) => value },
    },
    { write: (line) => void out.write(line.replace(ACTIVE_CHARACTERS, escaped)) },
  );
}
