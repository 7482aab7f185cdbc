import { and, eq } from 'drizzle-orm';
import { keyAssignments } from '#drizzle/schema/key-assignments.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import type { AssignmentOrigin, AssignmentRole } from '#lib/core/key/role.ts';
import type { Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

/** The workspace of keys from before workspaces were named. */
export const DEFAULT_WORKSPACE = 'default';

/** A workspace of a customer in a region, added if there is none of that name. Returns its id. */
export async function findOrAddWorkspace(
  tx: Transaction,
  workspace: { customerId: string; region: string; name: string; at: Date },
): Promise<string> {
  const { customerId, region, name, at } = workspace;
  const added = await tx
    .insert(workspaces)
    .values({ id: newId(), customerId, region, name, createdAt: at })
    .onConflictDoNothing()
    .returning({ id: workspaces.id });
  if (added[0] !== undefined) return added[0].id;
  const [found] = await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(and(eq(workspaces.customerId, customerId), eq(workspaces.region, region), eq(workspaces.name, name)));
  if (found === undefined) throw new Error('The workspace could neither be added nor found.');
  return found.id;
}

export type NewAssignment = {
  workspaceId: string;
  keyId: string;
  role: AssignmentRole;
  from: Date;
  origin: AssignmentOrigin;
  /** The setup, replacement or import that made it; null for `legacy`. */
  originId: string | null;
};

/**
 * Assigns a key to a workspace. The database refuses a second active key of the workspace
 * (`key_assignments_one_active`), the same key twice (`key_assignments_once`), and a key of a holder who is neither the
 * workspace's customer nor their provider (`key_assignments_holder`). A trigger moves the key's role.
 */
export async function assignKey(tx: Transaction, assignment: NewAssignment): Promise<void> {
  const { workspaceId, keyId, role, from, origin, originId } = assignment;
  await tx.insert(keyAssignments).values({ id: newId(), workspaceId, keyId, role, fromAt: from, origin, originId });
}
