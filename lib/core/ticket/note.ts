import { HIDDEN } from '#lib/core/customer-text/plain-form.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';

/** How long a note may be. The database checks it too. */
export const LONGEST_NOTE = 4_000;

/** What looks like a secret in a note. */
export type NoteSecret = 'private_key' | 'secret_access_key' | 'session_token';
export type NoteRefusal = 'empty' | 'too_long' | 'hidden_character' | NoteSecret;

const ACCESS_KEY_ID = /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/;
/** As long as a secret access key, and no longer. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html */
const FORTY_CHARACTERS = /(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;
const HEX = /^[0-9a-f]+$/i;
const NAMED_SECRET = /secret_?-?access_?-?key["']?\s*[:=]\s*["']?[A-Za-z0-9/+]{40}/i;
const NAMED_TOKEN = /session_?-?token["']?\s*[:=]\s*["']?[A-Za-z0-9/+=]{100}/i;

/** A hash in hexadecimal digits has 40 characters too, and is no secret. */
const hasSecret = (text: string): boolean => [...text.matchAll(FORTY_CHARACTERS)].some(([word]) => !HEX.test(word));

/** What a text holds that looks like a secret; null for nothing. */
export function secretIn(text: string): NoteSecret | null {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return 'private_key';
  if (NAMED_SECRET.test(text) || (ACCESS_KEY_ID.test(text) && hasSecret(text))) return 'secret_access_key';
  return NAMED_TOKEN.test(text) ? 'session_token' : null;
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
