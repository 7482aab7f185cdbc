import { sql } from 'drizzle-orm';
import type { Change, SessionNotice } from '#lib/core/live/change.ts';
import { CHANGE_CHANNEL, type Executor } from '#lib/db/database.ts';

/** Above this, one `many` is announced instead of each key. */
const KEYS_NAMED = 10;

/** Tells open pages what changed, once the transaction commits. Never called for what only got older. */
export const announceChange = (tx: Executor, change: Change): Promise<void> => announce(tx, change);

/** The same for several keys that one transaction changed. */
export async function announceKeys(tx: Executor, customerKeyIds: readonly string[]): Promise<void> {
  if (customerKeyIds.length > KEYS_NAMED) return announce(tx, { kind: 'many' });
  for (const id of customerKeyIds) await announce(tx, { kind: 'key', id });
}

/** Tells every web process that a session, or all sessions of a member of staff, ended: their streams end too. */
export const announceSessionEnd = (tx: Executor, notice: SessionNotice): Promise<void> => announce(tx, notice);

async function announce(tx: Executor, payload: Change | SessionNotice): Promise<void> {
  await tx.execute(sql`select pg_notify(${CHANGE_CHANNEL}, ${JSON.stringify(payload)})`);
}
