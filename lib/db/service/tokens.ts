import { and, desc, eq, isNull, lt, or, sql } from 'drizzle-orm';
import { serviceRefusals } from '#drizzle/schema/service-refusals.ts';
import { serviceTokens } from '#drizzle/schema/service-tokens.ts';
import type { Service } from '#lib/core/service/service-scope.ts';
import type { Database, Executor, Transaction } from '#lib/db/database.ts';
import { prepared } from '#lib/db/prepared.ts';

/** A token as a request finds it, with what says whether it may still be used. */
export type StoredToken = {
  tokenId: string;
  expiresAt: Date;
  revokedAt: Date | null;
  /** Reads what the token allows. A refusal doesn't, so that it takes as long as one of an unknown token. */
  service: () => Service & { auditedOn: string | null };
};

// One row also where there is no such token, so that its refusal takes as long as others (bench/service.ts).
const tokenByHash = prepared('service_token_by_hash', (db, name) =>
  db
    .select({
      tokenId: serviceTokens.id,
      expiresAt: serviceTokens.expiresAt,
      revokedAt: serviceTokens.revokedAt,
      service: sql<string>`json_build_object(
        'tokenId', ${serviceTokens.id}, 'name', ${serviceTokens.name}, 'scopes', ${serviceTokens.scopes},
        'regions', ${serviceTokens.regions}, 'auditedOn', ${serviceTokens.auditedOn}
      )::text`,
    })
    .from(sql`(values (1)) as always (row)`)
    .leftJoin(serviceTokens, eq(serviceTokens.tokenHash, sql.placeholder('hash')))
    .prepare(name),
);

/** The token with this hash, whether it may still be used or not. */
export async function findServiceToken(db: Executor, hash: Buffer): Promise<StoredToken | null> {
  const [row] = await tokenByHash(db).execute({ hash });
  const { tokenId = null, expiresAt = null, revokedAt = null, service = '' } = row ?? {};
  if (tokenId === null || expiresAt === null) return null;
  return { tokenId, expiresAt, revokedAt, service: () => JSON.parse(service) as ReturnType<StoredToken['service']> };
}

export type NewToken = typeof serviceTokens.$inferInsert;
export const insertToken = async (tx: Transaction, token: NewToken): Promise<void> =>
  void (await tx.insert(serviceTokens).values(token));

/** A token as the list shows it. */
export type TokenRow = Omit<typeof serviceTokens.$inferSelect, 'tokenHash' | 'auditedOn'>;

/** Every token, the newest first. A vendor has a few dozen. */
export async function listTokens(db: Executor): Promise<TokenRow[]> {
  const rows = await db.select().from(serviceTokens).orderBy(desc(serviceTokens.createdAt));
  return rows.map(({ tokenHash: _hash, auditedOn: _on, ...row }) => row);
}

/** @returns the name of the token that was revoked; null when there is none, or it was revoked before */
export async function revokeTokenRow(
  tx: Transaction,
  id: string,
  revoked: { at: Date; by: string; reason: string },
): Promise<string | null> {
  const [row] = await tx
    .update(serviceTokens)
    .set({ revokedAt: revoked.at, revokedBy: revoked.by, revokeReason: revoked.reason })
    .where(and(eq(serviceTokens.id, id), isNull(serviceTokens.revokedAt)))
    .returning({ name: serviceTokens.name });
  return row?.name ?? null;
}

/** Adds to how often and when a token was last used. */
export const addUses = async (db: Database, id: string, uses: number, at: Date): Promise<void> =>
  void (await db
    .update(serviceTokens)
    .set({
      useCount: sql`${serviceTokens.useCount} + ${uses}`,
      lastUsedAt: sql`greatest(${serviceTokens.lastUsedAt}, ${at.toISOString()}::timestamptz)`,
    })
    .where(eq(serviceTokens.id, id)));

/** Claims the audit entry of a token's first use on a day, in UTC. @returns false where another request has it */
export async function claimDay(tx: Transaction, id: string, day: string): Promise<boolean> {
  const claimed = await tx
    .update(serviceTokens)
    .set({ auditedOn: day })
    .where(and(eq(serviceTokens.id, id), or(isNull(serviceTokens.auditedOn), lt(serviceTokens.auditedOn, day))))
    .returning({ id: serviceTokens.id });
  return claimed.length === 1;
}

const MINUTE_MS = 60_000;

/** Claims the audit entry of a refusal: one a minute for each reason, whichever process it comes to. */
export async function claimRefusal(tx: Transaction, reason: string, at: Date): Promise<boolean> {
  const aMinuteAgo = new Date(at.getTime() - MINUTE_MS);
  const claimed = await tx
    .insert(serviceRefusals)
    .values({ reason, auditedAt: at })
    .onConflictDoUpdate({
      target: serviceRefusals.reason,
      set: { auditedAt: at },
      // A time in the future is that of a clock that was set back (H26).
      setWhere: sql`${serviceRefusals.auditedAt} not between ${aMinuteAgo.toISOString()}::timestamptz and ${at.toISOString()}::timestamptz`,
    })
    .returning({ reason: serviceRefusals.reason });
  return claimed.length === 1;
}
