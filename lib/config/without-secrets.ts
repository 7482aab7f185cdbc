const SECRET_FIELD =
  /authorization|cookie|token|secret|password|passphrase|plaintext|ciphertext|credential|accesskeyid|code_?verifier|signature|externalid|databaseurl|database_url|api_?key|private_?key|^code$|^state$|^nonce$/i;
const LONGEST_TEXT = 8_000;
/** The rest of a longer text is not read at all. */
const LONGEST_READ = 64_000;
const DEEPEST = 6;
const MOST_ENTRIES = 100;

const REDACTED = '[redacted]';

/**
 * A copy of log fields that may be written. Fields named like a secret are redacted, of binary data only the size is
 * kept, errors keep name, message, code, stack and cause (never the SDK's `$response`), and everything has a limit.
 */
export function withoutSecrets(fields: Record<string, unknown>): Record<string, unknown> {
  return copyFields(fields, 0, new Set());
}

function copyFields(fields: object, depth: number, above: ReadonlySet<object>): Record<string, unknown> {
  const entries = Object.entries(fields)
    .filter(([name]) => name !== '$response')
    .slice(0, MOST_ENTRIES)
    .map(([name, value]) => [name, isSecret(name, value) ? REDACTED : copy(value, depth + 1, above)]);
  return Object.fromEntries(entries);
}

const isSecret = (name: string, value: unknown): boolean =>
  SECRET_FIELD.test(name) && value !== null && value !== undefined && typeof value !== 'boolean';

function copy(value: unknown, depth: number, above: ReadonlySet<object>): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof URL) return scrub(value.href);
  if (above.has(value) || depth > DEEPEST) return '[left out]';
  const seen = new Set(above).add(value);
  if (value instanceof Error) return copyError(value, depth, seen);
  if (Array.isArray(value)) return value.slice(0, MOST_ENTRIES).map((entry) => copy(entry, depth + 1, seen));
  if (value instanceof Map || value instanceof Set) return `[${value.size} entries]`;
  return copyFields(value, depth, seen);
}

function copyError(error: Error, depth: number, above: ReadonlySet<object>): Record<string, unknown> {
  const code: unknown = Reflect.get(error, 'code');
  const digest: unknown = Reflect.get(error, 'digest');
  return {
    name: error.name,
    message: scrub(error.message),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(typeof digest === 'string' && { digest }),
    ...(error.stack !== undefined && { stack: scrub(error.stack) }),
    ...(error.cause !== undefined && { cause: copy(error.cause, depth + 1, above) }),
    ...(error instanceof AggregateError && { errors: copy(error.errors, depth + 1, above) }),
  };
}

/**
 * Redacts secrets in text: passwords in URLs, bearer tokens, OIDC parameters, the parameters of a failed statement.
 * Anyone can send such a text, so each pattern must take linear time.
 */
function scrub(text: string): string {
  const scrubbed = text
    .slice(0, LONGEST_READ)
    .replace(/(:\/\/[^:/?#\s]*:)[^/?#\s]+@/g, `$1${REDACTED}@`)
    .replace(/\b(Bearer|Basic|DPoP) [\w.~+/=-]{6,}/gi, `$1 ${REDACTED}`)
    .replace(/[\w.-]+/g, withoutToken)
    .replace(
      /([?&#](?:code|state|nonce|password|client_secret|id_token|access_token|refresh_token|code_verifier)=)[^&\s"']+/gi,
      `$1${REDACTED}`,
    )
    // A parameter may hold line breaks, so everything up to the stack is hidden.
    .replace(/^params: [^]*?(?=\n {4}at |(?![^]))/gm, `params: ${REDACTED}`);
  if (scrubbed.length <= LONGEST_TEXT && text.length <= LONGEST_READ) return scrubbed;
  // Cut last, because half of a secret isn't recognized. The last word that was read may be such a half.
  const end = scrubbed.length > LONGEST_TEXT ? LONGEST_TEXT : Math.max(scrubbed.lastIndexOf(' '), 0);
  return `${scrubbed.slice(0, end)}[cut]`;
}

/** Redacts a JSON Web Token in a run of token characters: "eyJ…" followed by at least two more parts. */
function withoutToken(run: string): string {
  const start = run.search(/\beyJ[\w-]{8}/);
  if (start === -1) return run;
  const isToken = run.split('.').length - run.slice(0, start).split('.').length >= 2;
  return isToken ? `${run.slice(0, start)}${REDACTED}` : run;
}
