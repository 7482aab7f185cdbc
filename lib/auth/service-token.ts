import { createHash, randomBytes } from 'node:crypto';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { tokenState } from '#lib/core/service/token-life.ts';
import type { Database } from '#lib/db/database.ts';
import { findServiceToken, type StoredToken } from '#lib/db/service/tokens.ts';

const TOKEN_BYTES = 32;
/** So that scanners of repositories and logs can find a token that leaked. */
const PREFIX = 'keydesk_';
const LONGEST_HEADER = 200;

/** A new token: 256 random bits. It is shown once; the database keeps its hash. */
export const newServiceToken = (): string => PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');

export const hashServiceToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Why a token is refused. The caller learns none of it: every refusal has the same answer. */
export type TokenRefusal = 'no_token' | 'unknown_token' | 'expired_token' | 'revoked_token';
export type KnownService = ReturnType<StoredToken['service']>;

/**
 * The system whose token an `Authorization` header carries. Every header, a missing one too, is hashed and looked up, so
 * that no refusal is quicker than another.
 */
export async function readService(
  { db, clock }: { db: Database; clock: () => Date },
  authorization: string | null,
): Promise<Result<KnownService, TokenRefusal> & { tokenId: string | null }> {
  const header = authorization ?? '';
  const token = /^bearer +(\S+)$/i.exec(header.slice(0, LONGEST_HEADER))?.[1] ?? '';
  const found = await findServiceToken(db, hashServiceToken(token));
  if (found === null) return { ...refuse(token === '' ? 'no_token' : 'unknown_token'), tokenId: null };
  const { tokenId } = found;
  const state = tokenState(found, clock());
  return state === 'live' ? { ...ok(found.service()), tokenId } : { ...refuse(`${state}_token`), tokenId };
}
