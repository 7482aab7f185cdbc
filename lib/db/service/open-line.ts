import { and, eq, isNull } from 'drizzle-orm';
import { setupLines } from '#drizzle/schema/setup-lines.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import type { Executor } from '#lib/db/database.ts';

/** A workspace and its setup that is neither cleared nor ended; at most one is. Null for an unknown workspace. */
export async function openLineOfWorkspace(
  db: Executor,
  workspaceId: string,
): Promise<{ region: string; line: { id: string; setupId: string } | null } | null> {
  const [found] = await db
    .select({ region: workspaces.region, line: { id: setupLines.id, setupId: setupLines.setupId } })
    .from(workspaces)
    .leftJoin(
      setupLines,
      and(eq(setupLines.workspaceId, workspaces.id), isNull(setupLines.clearedAt), isNull(setupLines.endedAt)),
    )
    .where(eq(workspaces.id, workspaceId));
  return found ?? null;
}
