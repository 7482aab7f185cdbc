import { dayOf } from '#lib/core/service/token-life.ts';
import type { Database } from '#lib/db/database.ts';
import { claimDay, claimRefusal } from '#lib/db/service/tokens.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';

type Deps = { db: Database; clock: () => Date };

/** The target of a refusal where no token is known. */
const NO_TOKEN = '00000000-0000-0000-0000-000000000000';

/** Writes a token's first use of a day to the audit log. Every entry takes one lock for all, so later uses are not written. */
export async function auditFirstUse(
  { db, clock }: Deps,
  { tokenId, name }: { tokenId: string; name: string },
  requestId: string | null,
): Promise<void> {
  const at = clock();
  await db.transaction(async (tx) => {
    if (!(await claimDay(tx, tokenId, dayOf(at)))) return;
    const about = { targetType: 'service_token', targetId: tokenId, customerId: null } as const;
    const actor = { kind: 'service', tokenId, name } as const;
    await appendAudit(
      tx,
      { action: 'token.first_used', actor, ...about, before: null, after: { day: dayOf(at) }, reason: null },
      at,
      requestId,
    );
  });
}

/** Writes a refused request to the audit log: at most one a minute for each reason, however many there are. */
export async function auditRefusal(
  { db, clock }: Deps,
  { reason, tokenId }: { reason: string; tokenId: string | null },
  requestId: string | null,
): Promise<void> {
  const at = clock();
  await db.transaction(async (tx) => {
    if (!(await claimRefusal(tx, reason, at))) return;
    const about = { targetType: 'service_token', targetId: tokenId ?? NO_TOKEN, customerId: null } as const;
    const actor = { kind: 'system', job: 'api' } as const;
    await appendAudit(
      tx,
      { action: 'token.refused', actor, ...about, before: null, after: { reason }, reason: null },
      at,
      requestId,
    );
  });
}
