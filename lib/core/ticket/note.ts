import { HIDDEN } from '#lib/core/customer-text/plain-form.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';

/** How long a note may be. The database checks it too. */
export const LONGEST_NOTE = 4_000;

/** What looks like a secret in a text. */
export type Secret = 'private_key' | 'secret_access_key' | 'session_token' | 'access_token';
export type NoteRefusal = 'empty' | 'too_long' | 'hidden_character' | Secret;

/** A PGP key says BLOCK after it; a file of PuTTY has other words. */
const PRIVATE_KEY = /-{2,5}\s{0,9}BEGIN[A-Z0-9\s]{0,40}PRIVATE\s{1,9}KEY|\bPuTTY-User-Key-File-\d/i;
const ACCESS_KEY_ID = /(?:AKIA|ASIA)[A-Z2-7]{16}/g;
const NAMES_SECRET = /secret/i;
/** As long as a secret access key, and no longer. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html */
const FORTY_CHARACTERS = /(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/g;
const SESSION_TOKEN =
  /(?:session|security)[\s_-]{0,3}token(?:["'\s]|%22){0,4}(?:[:=]|%3d|\bis\b)\s{0,9}["']?[A-Za-z0-9/+=%_-]{50}/i;
const ACCESS_TOKENS = [
  // A JSON Web Token: its header is an object in Base64. https://www.rfc-editor.org/rfc/rfc7519#section-3.1
  /(?<![\w-])eyJ[\w-]{8,4000}\.[\w-]{8,4000}\.[\w-]{8}/,
  /\bbearer\s{1,9}[\w.~+/-]{20}/i,
  // https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
  /(?<![A-Za-z0-9])(?:gh[opsur]_[A-Za-z0-9]{30}|github_pat_\w{30}|glpat-[\w-]{20}|xox[abpr]-[\w-]{10})/,
];

/** A secret access key mixes all kinds of characters. A hash in hexadecimal digits, a path and a long name don't. */
const isMixed = (word: string): boolean => /[a-z]/.test(word) && /[A-Z]/.test(word) && /[\d/+]/.test(word);
const isHash = (word: string): boolean => /^[0-9a-f]+$/i.test(word);

function secretInLine(text: string, isAboutSecrets: boolean): Secret | null {
  if (PRIVATE_KEY.test(text)) return 'private_key';
  // The ID may stand right before the secret.
  const words = isAboutSecrets ? (text.replaceAll(ACCESS_KEY_ID, ' ').match(FORTY_CHARACTERS) ?? []) : [];
  if (words.some((word) => isMixed(word) && !isHash(word))) return 'secret_access_key';
  if (SESSION_TOKEN.test(text)) return 'session_token';
  return ACCESS_TOKENS.some((token) => token.test(text)) ? 'access_token' : null;
}

/** So many lines in a row may be one value that a mail program or a terminal divided. */
const DIVIDED_OVER = 4;

/**
 * What looks like a secret in a text that somebody wants to store; null where nothing does. An access key ID alone is no
 * secret. A value that line breaks divide is found too.
 */
export function secretIn(text: string): Secret | null {
  const isAboutSecrets = text.search(ACCESS_KEY_ID) !== -1 || NAMES_SECRET.test(text);
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  const joined = lines.flatMap((_, first) =>
    Array.from({ length: DIVIDED_OVER - 1 }, (__, more) => lines.slice(first, first + more + 2).join('')),
  );
  for (const part of new Set([text, ...joined])) {
    const secret = secretInLine(part, isAboutSecrets);
    if (secret !== null) return secret;
  }
  return null;
}

/**
 * A note as it is stored: plain text with its lines. One with a hidden character, or with what looks like a secret, is
 * refused, because secrets never reach the database. An access key id alone is no secret.
 */
export function readNote(pasted: string): Result<string, NoteRefusal> {
  const text = pasted.replaceAll('\r\n', '\n').trim();
  if (text === '') return refuse('empty');
  if (text.length > LONGEST_NOTE) return refuse('too_long');
  if (HIDDEN.test(text.replaceAll(/[\n\t]/g, ' '))) return refuse('hidden_character');
  const secret = secretIn(text);
  return secret === null ? ok(text) : refuse(secret);
}
