import { and, asc, desc, eq, inArray, notInArray, or, sql, type SQL } from 'drizzle-orm';
import { replacementLines, replacements } from '#drizzle/schema/replacements.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import { ENDED_STATES, HOLDING_STATES, OPEN_STATES, type ReplacementState } from '#lib/core/replacement/replacement.ts';
import type { Executor } from '#lib/db/database.ts';
import { oldKeyLetGo } from './line-facts.ts';

/** A line that ended with something that the customer has to hear, and nobody recorded that they were told. */
export const endedUntold = sql`(${replacementLines.state} = 'rejected' or (${replacementLines.state} = 'released' and ${oldKeyLetGo}))
  and not exists (select from replacement_texts told where told.replacement_id = ${replacementLines.replacementId}
    and told.kind = ${replacementLines.state} and told.told_at >= ${replacementLines.stateAt})`;

const newestFirst = (db: Executor, condition: SQL | undefined, limit: number): Promise<{ id: string }[]> =>
  db
    .selectDistinct({ id: replacementLines.replacementId })
    .from(replacementLines)
    .where(condition)
    .orderBy(desc(replacementLines.replacementId))
    .limit(limit);

/** Requests with a line that hasn't ended, or of whose end the customer was not told; the newest first. */
export async function openReplacements(db: Executor, limit: number): Promise<string[]> {
  // Two statements: the index of unfinished lines can't serve one that also asks for ended ones.
  const unfinished = await newestFirst(db, notInArray(replacementLines.state, [...ENDED_STATES]), limit);
  const untold = await newestFirst(db, endedUntold, limit);
  const ids = [...new Set([...unfinished, ...untold].map(({ id }) => id))];
  return ids.toSorted((a, b) => b.localeCompare(a)).slice(0, limit);
}

/** The workspaces of a customer that no other request may take now, and the request that holds each. */
export const workspacesInReplacement = (
  db: Executor,
  customerId: string,
): Promise<{ workspaceId: string; replacementId: string }[]> =>
  db
    .select({ workspaceId: replacementLines.workspaceId, replacementId: replacementLines.replacementId })
    .from(replacementLines)
    .innerJoin(replacements, eq(replacements.id, replacementLines.replacementId))
    .where(and(eq(replacements.customerId, customerId), inArray(replacementLines.state, [...HOLDING_STATES])));

/** A line in which a key is the old or the new one. */
export type LineOfKey = {
  lineId: string;
  replacementId: string;
  workspaceId: string;
  workspace: string;
  state: ReplacementState;
  oldKeyId: string;
};

const LINES_SHOWN = 20;

/** The lines in which a key is the old or the new one, the newest first. */
export const linesOfKey = (db: Executor, keyId: string): Promise<LineOfKey[]> =>
  db
    .select({
      lineId: replacementLines.id,
      replacementId: replacementLines.replacementId,
      workspaceId: replacementLines.workspaceId,
      workspace: workspaces.name,
      state: replacementLines.state,
      oldKeyId: replacementLines.oldKeyId,
    })
    .from(replacementLines)
    .innerJoin(workspaces, eq(workspaces.id, replacementLines.workspaceId))
    .where(or(eq(replacementLines.oldKeyId, keyId), eq(replacementLines.newKeyId, keyId)))
    .orderBy(desc(replacementLines.replacementId), asc(replacementLines.position))
    .limit(LINES_SHOWN);

/** Whether one of these workspaces is in a replacement that holds it: not switched yet, or not acknowledged. */
export async function hasHoldingLine(db: Executor, workspaceIds: readonly string[]): Promise<boolean> {
  const rows = await db
    .select({ id: replacementLines.id })
    .from(replacementLines)
    .where(
      and(
        inArray(replacementLines.workspaceId, [...workspaceIds]),
        inArray(replacementLines.state, [...HOLDING_STATES]),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** Whether an open request wants to make this key the new one of a workspace. */
export async function isWantedAsNew(db: Executor, keyId: string): Promise<boolean> {
  const rows = await db
    .select({ id: replacementLines.id })
    .from(replacementLines)
    .where(and(eq(replacementLines.newKeyId, keyId), inArray(replacementLines.state, [...OPEN_STATES])))
    .limit(1);
  return rows.length > 0;
}
