import type { StaffActor } from '#lib/core/staff/audit.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { ServiceScope } from '#lib/core/service/service-scope.ts';
import { expiryAfter, LONGEST_LIFE_DAYS } from '#lib/core/service/token-life.ts';
import type { Database } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';
import { insertToken } from '#lib/db/service/tokens.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';

export type MakeTokenRefusal = 'no_scope' | 'too_long' | 'region_not_hosted';

type NewToken = {
  name: string;
  scopes: readonly ServiceScope[];
  /** Null for every region. */
  regions: readonly string[] | null;
  days: number;
};

/**
 * Makes a token for another system.
 * @param generate makes a token and its hash; the token is returned to be shown once, and kept nowhere
 */
export async function makeToken(
  deps: {
    db: Database;
    clock: () => Date;
    regions: readonly { code: string }[];
    generate: () => { token: string; hash: Buffer };
  },
  { name, scopes, regions, days }: NewToken,
  actor: StaffActor,
  requestId: string | null,
): Promise<Result<{ id: string; token: string }, MakeTokenRefusal>> {
  if (scopes.length === 0) return refuse('no_scope');
  if (days < 1 || days > LONGEST_LIFE_DAYS) return refuse('too_long');
  const hosted = new Set(deps.regions.map(({ code }) => code));
  if (regions !== null && (regions.length === 0 || regions.some((code) => !hosted.has(code))))
    return refuse('region_not_hosted');
  const at = deps.clock();
  const id = newId();
  const { token, hash } = deps.generate();
  const expiresAt = expiryAfter(days, at);
  const shown = {
    name,
    scopes: [...scopes],
    regions: regions === null ? null : [...regions],
    lastFour: token.slice(-4),
  };
  await deps.db.transaction(async (tx) => {
    await insertToken(tx, { id, ...shown, tokenHash: hash, createdAt: at, createdBy: actor.name, expiresAt });
    await appendAudit(
      tx,
      {
        action: 'token.made',
        actor,
        targetType: 'service_token',
        targetId: id,
        customerId: null,
        before: null,
        after: { ...shown, expiresAt: expiresAt.toISOString() },
        reason: null,
      },
      at,
      requestId,
    );
  });
  return ok({ id, token });
}
