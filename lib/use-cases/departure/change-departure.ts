import type { AuditEntry, By } from '#lib/core/staff/audit.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Database, Transaction } from '#lib/db/database.ts';
import {
  changeDepartureRow,
  findDeparture,
  type DepartureRow,
  type StoredDeparture,
} from '#lib/db/departure/departures.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';

export type DepartureDeps = { db: Database; clock: () => Date };

/** Which departure to change, and the revision that the page showed. */
export type DepartureInput = { departureId: string; revision: number };
export type DepartureRefusal = 'not_found' | 'stale' | 'withdrawn';

/** What a change gives back, and what it leaves in the departure's row and the audit log. */
export type ChangedDeparture<T> = {
  value: T;
  set?: Partial<DepartureRow>;
  audit: Pick<AuditEntry, 'action'> & Partial<Pick<AuditEntry, 'after' | 'reason'>>;
};

/**
 * Changes a departure in one transaction that holds it. A page that shows an earlier revision is refused.
 * @param change makes the change, or refuses before it has written anything
 */
export async function changeDeparture<T, Problem extends string>(
  { db, clock }: DepartureDeps,
  { departureId, revision }: DepartureInput,
  { actor, requestId }: By,
  change: (tx: Transaction, held: StoredDeparture, at: Date) => Promise<Result<ChangedDeparture<T>, Problem>>,
): Promise<Result<T, Problem | DepartureRefusal>> {
  const at = clock();
  return db.transaction(async (tx) => {
    const held = await findDeparture(tx, departureId, true);
    if (held === null) return refuse('not_found');
    if (held.departure.revision !== revision) return refuse('stale');
    if (held.departure.withdrawnAt !== null) return refuse('withdrawn');
    const changed = await change(tx, held, at);
    if (!changed.ok) return changed;
    const { value, set = {}, audit } = changed.value;
    await changeDepartureRow(tx, held.departure, set);
    const about = { targetType: 'departure', targetId: departureId, customerId: held.customer.id } as const;
    await appendAudit(tx, { before: null, after: null, reason: null, ...audit, ...about, actor }, at, requestId);
    await announceChange(tx, { kind: 'departure', id: departureId });
    await announceChange(tx, { kind: 'customer', id: held.customer.id });
    return ok(value);
  });
}
