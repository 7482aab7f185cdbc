import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;
const TOKEN = /^[\w-]{43}$/;

/** A new session token: 256 random bits, base64url. It is in the browser's cookie and nowhere else. */
export const newSessionToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** What the database keeps of a token, or null for a text that never was one. */
export const hashSessionToken = (token: string): Buffer | null =>
  TOKEN.test(token) ? createHash('sha256').update(token).digest() : null;
