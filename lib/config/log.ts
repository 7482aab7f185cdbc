import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { LogLevel } from './env.ts';
import { withoutSecrets } from './without-secrets.ts';

/** The logger. Use it as `log.warn({ event: 'authz_fail', … }, 'constant words')`. */
export type Logger = PinoLogger;

// Characters that JSON doesn't escape and that a terminal or log viewer acts on: C1 controls, line and paragraph
// separators, direction marks. As JSON escapes they mean the same and do nothing.
const ACTIVE_CHARACTERS = /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Logs one JSON line per event, with UTC ISO times, to standard output. Fields pass through `withoutSecrets`. The message
 * must be constant; values go into fields.
 * @param destination for tests: where the lines go instead
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
      // pino's own error serializer would copy every property, including an SDK's whole response.
      serializers: { err: (value: unknown) => value },
    },
    { write: (line) => void out.write(line.replace(ACTIVE_CHARACTERS, escaped)) },
  );
}
