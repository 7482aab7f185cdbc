import { and, asc, desc, eq, inArray, isNull, notExists, notInArray, sql } from 'drizzle-orm';
import { contacts } from '#drizzle/schema/contacts.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyAssignments } from '#drizzle/schema/key-assignments.ts';
import { keyEvents } from '#drizzle/schema/key-events.ts';
import { replacementLines, replacements } from '#drizzle/schema/replacements.ts';
import type { AssignmentRole } from '#lib/core/key/role.ts';
import { ENDED_STATES, type ReplacementState } from '#lib/core/replacement/replacement.ts';
import type { Executor } from '#lib/db/database.ts';

/** The contacts of a customer who have not left, by name. */
export const contactsOfCustomer = (db: Executor, customerId: string) =>
  db
    .select()
    .from(contacts)
    .where(and(eq(contacts.customerId, customerId), isNull(contacts.leftAt)))
    .orderBy(asc(contacts.name))
    .limit(100);

export type AssignmentPeriod = { keyId: string; arn: string; role: AssignmentRole; from: Date; to: Date | null };

/** Which keys protected a workspace, in which role, from when to when, by time. */
export const assignmentsOfWorkspaces = (
  db: Executor,
  workspaceIds: readonly string[],
): Promise<(AssignmentPeriod & { workspaceId: string })[]> =>
  db
    .select({
      workspaceId: keyAssignments.workspaceId,
      keyId: keyAssignments.keyId,
      arn: customerKeys.arn,
      role: keyAssignments.role,
      from: keyAssignments.fromAt,
      to: keyAssignments.toAt,
    })
    .from(keyAssignments)
    .innerJoin(customerKeys, eq(customerKeys.id, keyAssignments.keyId))
    .where(inArray(keyAssignments.workspaceId, [...workspaceIds]))
    .orderBy(asc(keyAssignments.fromAt))
    .limit(500);

/** How many rotations of a key are drawn. */
const ROTATIONS_DRAWN = 100;

/** When the material of these keys was seen to have changed, by key. */
export async function rotationsOfKeys(db: Executor, keyIds: readonly string[]): Promise<ReadonlyMap<string, Date[]>> {
  const found = new Map<string, Date[]>();
  for (const keyId of keyIds) {
    const rows = await db
      .select({ at: keyEvents.at })
      .from(keyEvents)
      .where(and(eq(keyEvents.keyId, keyId), eq(keyEvents.kind, 'key_material_changed')))
      .orderBy(desc(keyEvents.at))
      .limit(ROTATIONS_DRAWN);
    found.set(
      keyId,
      rows.map(({ at }) => at),
    );
  }
  return found;
}

/** Ended requests, the newest first: every line of theirs has ended. */
export const endedReplacements = (db: Executor, limit: number): Promise<{ id: string }[]> =>
  db
    .select({ id: replacements.id })
    .from(replacements)
    .where(
      notExists(
        db
          .select({ id: replacementLines.id })
          .from(replacementLines)
          .where(
            and(
              eq(replacementLines.replacementId, replacements.id),
              notInArray(replacementLines.state, [...ENDED_STATES]),
            ),
          ),
      ),
    )
    .orderBy(desc(replacements.id))
    .limit(limit);

/** The requests of a customer, the newest first, with the states of their lines. */
export const replacementsOfCustomer = (db: Executor, customerId: string, limit: number) =>
  db
    .select({
      id: replacements.id,
      createdAt: replacements.createdAt,
      ticket: replacements.ticket,
      states: sql<ReplacementState[]>`array_agg(${replacementLines.state} order by ${replacementLines.position})`,
    })
    .from(replacements)
    .innerJoin(replacementLines, eq(replacementLines.replacementId, replacements.id))
    .where(eq(replacements.customerId, customerId))
    .groupBy(replacements.id)
    .orderBy(desc(replacements.createdAt), desc(replacements.id))
    .limit(limit);
