import { and, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { replacementLines } from '#drizzle/schema/replacements.ts';
import { setupLines } from '#drizzle/schema/setup-lines.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import type { Executor } from '#lib/db/database.ts';

/** A setup's line, and when our side was recorded with which key; `arn` is its key's now. */
export type OpenLine = {
  id: string;
  setupId: string;
  ourSideArn: string | null;
  ourSideAt: Date | null;
  arn: string | null;
};

/** A workspace and its setup that is neither cleared nor ended; at most one is. Null for an unknown workspace. */
export async function openLineOfWorkspace(
  db: Executor,
  workspaceId: string,
): Promise<{ region: string; line: OpenLine | null } | null> {
  const { id, setupId, ourSideArn, ourSideAt } = setupLines;
  const [found] = await db
    .select({ region: workspaces.region, arn: customerKeys.arn, line: { id, setupId, ourSideArn, ourSideAt } })
    .from(workspaces)
    .leftJoin(
      setupLines,
      and(eq(setupLines.workspaceId, workspaces.id), isNull(setupLines.clearedAt), isNull(setupLines.endedAt)),
    )
    .leftJoin(customerKeys, eq(customerKeys.id, setupLines.keyId))
    .where(eq(workspaces.id, workspaceId));
  if (found === undefined) return null;
  const { region, arn, line } = found;
  return { region, line: line === null ? null : { ...line, arn } };
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

/** An acknowledged switch for which nobody has recorded a backup with the new key. */
export type SwitchWaiting = {
  lineId: string;
  replacementId: string;
  oldKeyId: string;
  newKeyId: string;
  newArn: string;
  switchedAt: Date;
};

/** The acknowledged switches from or to one of these keys that wait for the first backup with the new key. */
export async function switchesWaitingForBackup(db: Executor, keyIds: readonly string[]): Promise<SwitchWaiting[]> {
  const ids = [...keyIds];
  const rows = await db
    .select({
      lineId: replacementLines.id,
      replacementId: replacementLines.replacementId,
      oldKeyId: replacementLines.oldKeyId,
      newKeyId: customerKeys.id,
      newArn: customerKeys.arn,
      switchedAt: replacementLines.switchedAt,
    })
    .from(replacementLines)
    .innerJoin(customerKeys, eq(customerKeys.id, replacementLines.newKeyId))
    .where(
      and(
        or(inArray(replacementLines.oldKeyId, ids), inArray(replacementLines.newKeyId, ids)),
        eq(replacementLines.state, 'acknowledged'),
        isNull(replacementLines.firstBackupAt),
      ),
    );
  return rows.flatMap(({ switchedAt, ...line }) => (switchedAt === null ? [] : [{ ...line, switchedAt }]));
}
