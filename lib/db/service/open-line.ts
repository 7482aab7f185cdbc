import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
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

/** A line whose customer was told and whose first backup nobody has recorded. */
export type WaitingLine = {
  id: string;
  setupId: string;
  keyId: string;
  cleared: { at: Date; arn: string };
  otherKeyAt: Date | null;
};

/** The lines that wait for the first backup with one of these keys. */
export async function linesWaitingForBackup(db: Executor, keyIds: readonly string[]): Promise<WaitingLine[]> {
  const rows = await db
    .select({
      id: setupLines.id,
      setupId: setupLines.setupId,
      keyId: setupLines.keyId,
      clearedAt: setupLines.clearedAt,
      clearedArn: setupLines.clearedArn,
      otherKeyAt: setupLines.otherKeyAt,
    })
    .from(setupLines)
    .where(and(inArray(setupLines.keyId, [...keyIds]), isNotNull(setupLines.toldAt), isNull(setupLines.firstBackupAt)));
  return rows.flatMap(({ keyId, clearedAt: at, clearedArn: arn, ...line }) =>
    keyId === null || at === null || arn === null ? [] : [{ ...line, keyId, cleared: { at, arn } }],
  );
}
