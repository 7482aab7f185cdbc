import type { AuditEntry, ByAnyone } from '#lib/core/staff/audit.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Database, Transaction } from '#lib/db/database.ts';
import {
  holdSetup,
  insertSetupEvent,
  moveRevision,
  type HeldSetup,
  type SetupEvent,
  type SetupLineRow,
} from '#lib/db/setup/setups.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';

export type SetupDeps = { db: Database; clock: () => Date };

/** Which setup to change, and the revision that the page showed. */
export type SetupInput = { setupId: string; revision: number };
/** A change by another system, which saw no page. */
export type UnseenSetup = Omit<SetupInput, 'revision'> & { revision: null };
export type LineInput = SetupInput & { lineId: string };

export type SetupRefusal = 'not_found' | 'stale';

/** What a change gives back, and what it leaves in the setup's history and the audit log. */
export type Changed<T> = {
  value: T;
  event: Omit<SetupEvent, 'by'>;
  audit: Pick<AuditEntry, 'action'> & Partial<Pick<AuditEntry, 'before' | 'after' | 'reason'>>;
};

/**
 * Changes a setup in one transaction that holds it. A page that shows an earlier revision is refused.
 * @param change makes the change, or refuses before it has written anything
 */
export function changeSetup<T, Problem extends string>(
  { db, clock }: SetupDeps,
  input: SetupInput | UnseenSetup,
  by: ByAnyone,
  change: ChangeOfSetup<T, Problem>,
): Promise<Result<T, Problem | SetupRefusal>> {
  const at = clock();
  return db.transaction((tx) => changeSetupIn(tx, input, at, by, change));
}

type ChangeOfSetup<T, Problem extends string> = (
  tx: Transaction,
  held: HeldSetup,
  at: Date,
) => Promise<Result<Changed<T>, Problem>>;

/** The same in a transaction that changes more than one setup. */
export async function changeSetupIn<T, Problem extends string>(
  tx: Transaction,
  { setupId, revision }: SetupInput | UnseenSetup,
  at: Date,
  { actor, requestId }: ByAnyone,
  change: ChangeOfSetup<T, Problem>,
): Promise<Result<T, Problem | SetupRefusal>> {
  const held = await holdSetup(tx, setupId, revision);
  if (held === null) return refuse('not_found');
  if (held === 'stale') return refuse('stale');
  const changed = await change(tx, held, at);
  if (!changed.ok) return changed;
  const { value, event, audit } = changed.value;
  await moveRevision(tx, held.setup);
  await insertSetupEvent(tx, setupId, at, { ...event, by: actor.name });
  const about = { targetType: 'setup', targetId: setupId, customerId: held.customer.id } as const;
  await appendAudit(tx, { before: null, after: null, reason: null, ...audit, ...about, actor }, at, requestId);
  await announceChange(tx, { kind: 'setup', id: setupId });
  return ok(value);
}

/** Why a line can't be changed any more. */
export type LineRefusal = 'no_such_line' | 'withdrawn' | 'already_cleared';

/** The line, if it is still open: neither withdrawn nor cleared. */
export function openLine({ setup, lines }: HeldSetup, lineId: string): Result<SetupLineRow, LineRefusal> {
  const line = lines.find(({ id }) => id === lineId);
  if (line === undefined) return refuse('no_such_line');
  if (setup.withdrawnAt !== null || line.endedAt !== null) return refuse('withdrawn');
  return line.clearedAt === null ? ok(line) : refuse('already_cleared');
}
