import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;
const TOKEN = /^[\w-]{43}$/;

/** A new session token: 256 random bits, base64url. Only the browser's cookie holds it. */
export const newSessionToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** The hash that the database stores for a token, or null for a text that can't be a token. */
export const hashSessionToken = (token: string): Buffer | null =>
  TOKEN.test(token) ? createHash('sha256').update(token).digest() : null;
