import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { customers } from '#drizzle/schema/customers.ts';
import { setupEvents } from '#drizzle/schema/setup-events.ts';
import { setupLines } from '#drizzle/schema/setup-lines.ts';
import { setups } from '#drizzle/schema/setups.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

export type SetupRow = typeof setups.$inferSelect;
export type SetupLineRow = typeof setupLines.$inferSelect;

/** A setup that this transaction holds, so that two people change it one after the other. */
export type HeldSetup = {
  setup: SetupRow;
  customer: { id: string; name: string; externalId: string | null };
  lines: SetupLineRow[];
};

/**
 * Locks a setup and its lines until the transaction ends.
 * @param revision the one that the caller's page showed; null where only the present state counts
 * @returns null if there is no such setup, `stale` if somebody changed it since
 */
export async function holdSetup(
  tx: Transaction,
  setupId: string,
  revision: number | null,
): Promise<HeldSetup | 'stale' | null> {
  const [setup] = await tx.select().from(setups).where(eq(setups.id, setupId)).for('no key update');
  if (setup === undefined) return null;
  if (revision !== null && setup.revision !== revision) return 'stale';
  const [customer] = await tx
    .select({ id: customers.id, name: customers.name, externalId: customers.externalId })
    .from(customers)
    .where(eq(customers.id, setup.customerId));
  if (customer === undefined) throw new Error('A setup without a customer.');
  const lines = await tx
    .select()
    .from(setupLines)
    .where(eq(setupLines.setupId, setupId))
    .orderBy(asc(setupLines.position))
    .for('no key update');
  return { setup, customer, lines };
}

export type NewSetup = Pick<
  typeof setups.$inferInsert,
  | 'customerId'
  | 'ticket'
  | 'askedByContactId'
  | 'askedByName'
  | 'ownerStaffId'
  | 'ownerName'
  | 'createdBy'
  | 'createdAt'
>;

/** Adds a setup with a line for each workspace. The database refuses a workspace with another open line. */
export async function insertSetup(
  tx: Transaction,
  setup: NewSetup,
  workspacesInOrder: readonly { id: string; region: string }[],
): Promise<string> {
  const id = newId();
  await tx.insert(setups).values({ id, ...setup });
  await tx.insert(setupLines).values(
    workspacesInOrder.map(({ id: workspaceId, region }, position) => ({
      id: newId(),
      setupId: id,
      position,
      workspaceId,
      region,
    })),
  );
  return id;
}

/** Says that a held setup has changed: pages that show the revision before are stale. */
export const moveRevision = async (tx: Transaction, { id, revision }: SetupRow): Promise<void> =>
  void (await tx
    .update(setups)
    .set({ revision: revision + 1 })
    .where(eq(setups.id, id)));

export const updateSetup = async (
  tx: Transaction,
  setupId: string,
  set: Partial<typeof setups.$inferInsert>,
): Promise<void> => void (await tx.update(setups).set(set).where(eq(setups.id, setupId)));

/** Changes one line of a held setup. Triggers refuse to clear it while something is missing (`setup_lines_gate`). */
export const updateLine = async (
  tx: Transaction,
  lineId: string,
  set: Partial<typeof setupLines.$inferInsert>,
): Promise<void> => void (await tx.update(setupLines).set(set).where(eq(setupLines.id, lineId)));

/** Ends the lines that aren't cleared, or opens them again. */
export const endOpenLines = async (tx: Transaction, setupId: string, endedAt: Date | null): Promise<void> =>
  void (await tx
    .update(setupLines)
    .set({ endedAt })
    .where(and(eq(setupLines.setupId, setupId), isNull(setupLines.clearedAt))));

export type SetupEvent = { kind: string; lineId?: string | null; by: string | null; detail?: Record<string, unknown> };

/** Adds to what happened in a setup. */
export async function insertSetupEvent(
  tx: Transaction,
  setupId: string,
  at: Date,
  { kind, lineId = null, by, detail = {} }: SetupEvent,
): Promise<void> {
  await tx.insert(setupEvents).values({ id: newId(), setupId, lineId, at, by, kind, detail });
}

/** Workspaces of a customer, and which of them have an active key. */
export async function workspacesOf(
  db: Executor,
  customerId: string,
): Promise<{ id: string; name: string; region: string; hasActiveKey: boolean }[]> {
  return db
    .select({
      id: workspaces.id,
      name: workspaces.name,
      region: workspaces.region,
      hasActiveKey: sql<boolean>`exists (select from key_assignments a where a.workspace_id = workspaces.id
        and a.role = 'active' and a.to_at is null)`,
    })
    .from(workspaces)
    .where(eq(workspaces.customerId, customerId))
    .orderBy(asc(workspaces.region), asc(workspaces.name));
}
