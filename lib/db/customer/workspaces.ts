import { workspaces } from '#drizzle/schema/workspaces.ts';
import type { Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

/** Adds a workspace. Returns its id, or null where the customer has one of that name in the region. */
export async function insertWorkspace(
  tx: Transaction,
  workspace: { customerId: string; region: string; name: string; at: Date },
): Promise<string | null> {
  const { at, ...values } = workspace;
  const [added] = await tx
    .insert(workspaces)
    .values({ id: newId(), ...values, createdAt: at })
    .onConflictDoNothing()
    .returning({ id: workspaces.id });
  return added?.id ?? null;
}
