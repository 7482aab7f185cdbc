import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { contacts } from '#drizzle/schema/contacts.ts';
import { workspaceMoves } from '#drizzle/schema/workspace-moves.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

export type MoveRow = typeof workspaceMoves.$inferSelect;

/** A move with its two workspaces, and the AWS accounts of their keys; null where there is none yet. */
export type StoredMove = {
  move: MoveRow;
  from: { id: string; name: string; region: string; customerId: string };
  to: { id: string; name: string; region: string };
  oldKey: { id: string; awsAccountId: string } | null;
  /** The key that came in for the new workspace, cleared or not. */
  newKey: { id: string; awsAccountId: string; cleared: boolean; receivedAt: Date | null } | null;
};

/** Adds a move. The database refuses a second one of a workspace while the first goes on (`workspace_moves_one_open`). */
export async function insertMove(
  tx: Transaction,
  move: Pick<MoveRow, 'fromWorkspaceId' | 'toWorkspaceId' | 'setupId' | 'startedAt' | 'startedBy'>,
): Promise<void> {
  await tx.insert(workspaceMoves).values({ id: newId(), ...move });
}

const from = alias(workspaces, 'from_workspace');
const to = alias(workspaces, 'to_workspace');

type StoredKey = { id: string; awsAccountId: string };
const oldKey = sql<StoredKey | null>`(select json_build_object('id', k.id, 'awsAccountId', k.aws_account_id)
  from key_assignments a join customer_keys k on k.id = a.key_id
  where a.workspace_id = ${workspaceMoves.fromWorkspaceId} and a.role in ('active', 'retained')
  and (a.to_at is null or a.to_at >= ${workspaceMoves.startedAt}) order by a.from_at desc limit 1)`;
const newKey = sql<
  (StoredKey & { cleared: boolean; receivedAt: string | null }) | null
>`(select json_build_object('id', k.id,
  'awsAccountId', k.aws_account_id, 'cleared', l.cleared_at is not null, 'receivedAt', l.key_received_at)
  from setup_lines l join customer_keys k on k.id = l.key_id
  where l.setup_id = ${workspaceMoves.setupId} and l.workspace_id = ${workspaceMoves.toWorkspaceId}
  order by l.position limit 1)`;

const reading = (db: Executor) =>
  db
    .select({
      move: workspaceMoves,
      from: { id: from.id, name: from.name, region: from.region, customerId: from.customerId },
      to: { id: to.id, name: to.name, region: to.region },
      oldKey,
      newKey,
    })
    .from(workspaceMoves)
    .innerJoin(from, eq(from.id, workspaceMoves.fromWorkspaceId))
    .innerJoin(to, eq(to.id, workspaceMoves.toWorkspaceId));

type Found = Awaited<ReturnType<typeof reading>>[number];
const stored = ({ newKey: received, ...rest }: Found): StoredMove => ({
  ...rest,
  newKey:
    received === null
      ? null
      : { ...received, receivedAt: received.receivedAt === null ? null : new Date(received.receivedAt) },
});
const storedOrNull = (found: Found | undefined): StoredMove | null => (found === undefined ? null : stored(found));

/** The move that a setup is for, or null. */
export async function moveOfSetup(db: Executor, setupId: string): Promise<StoredMove | null> {
  const [found] = await reading(db).where(eq(workspaceMoves.setupId, setupId));
  return storedOrNull(found);
}

/** A move by its id, held until the transaction ends, or null. */
export async function lockMove(tx: Transaction, moveId: string): Promise<StoredMove | null> {
  const [found] = await reading(tx).where(eq(workspaceMoves.id, moveId)).for('no key update', { of: workspaceMoves });
  return storedOrNull(found);
}

/** The moves from and to a customer's workspaces, newest first. */
export const movesOfCustomer = async (db: Executor, customerId: string): Promise<StoredMove[]> =>
  (await reading(db).where(eq(from.customerId, customerId)).orderBy(desc(workspaceMoves.startedAt))).map(stored);

/** The moves of the workspaces that a key protects or protected. */
export const movesOfKey = async (db: Executor, keyId: string): Promise<StoredMove[]> => {
  const found = await reading(db)
    .where(
      sql`${workspaceMoves.id} in (select m.id from key_assignments a join workspace_moves m on m.from_workspace_id = a.workspace_id
        where a.key_id = ${keyId}
        union select m.id from key_assignments a join workspace_moves m on m.to_workspace_id = a.workspace_id
        where a.key_id = ${keyId})`,
    )
    .orderBy(desc(workspaceMoves.startedAt));
  return found.map(stored);
};

/** Ends the move of a setup that is withdrawn, or goes on with it (null). One whose new key is cleared goes on anyway. */
export const endMove = async (tx: Transaction, setupId: string, at: Date | null): Promise<void> =>
  void (await tx
    .update(workspaceMoves)
    .set({ endedAt: at })
    .where(
      and(
        eq(workspaceMoves.setupId, setupId),
        sql`not exists (select from setup_lines l where l.setup_id = ${setupId} and l.cleared_at is not null)`,
      ),
    ));

/** Records that new backups no longer use the old key. @returns false where it was recorded before */
export async function setRetained(
  tx: Transaction,
  moveId: string,
  retained: { at: Date; by: string; how: string },
): Promise<boolean> {
  const { rowCount } = await tx
    .update(workspaceMoves)
    .set({ retainedAt: retained.at, retainedBy: retained.by, retainedHow: retained.how })
    .where(and(eq(workspaceMoves.id, moveId), isNull(workspaceMoves.retainedAt), isNull(workspaceMoves.endedAt)));
  return rowCount === 1;
}

/** Records who confirmed that the new key is in another AWS account (H17). @param contactId null for an approver's exception */
export const setMoveConfirmed = async (
  tx: Transaction,
  moveId: string,
  confirmed: { at: Date; by: string; how: string; contactId: string | null },
): Promise<void> =>
  void (await tx
    .update(workspaceMoves)
    .set({
      confirmedAt: confirmed.at,
      confirmedBy: confirmed.by,
      confirmedHow: confirmed.how,
      confirmedContactId: confirmed.contactId,
    })
    .where(eq(workspaceMoves.id, moveId)));

/** A contact of a customer, or null. */
export async function contactOfCustomer(tx: Transaction, customerId: string, contactId: string) {
  const [row] = await tx
    .select()
    .from(contacts)
    .where(and(eq(contacts.id, contactId), eq(contacts.customerId, customerId), isNull(contacts.leftAt)));
  return row ?? null;
}
