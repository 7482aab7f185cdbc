import { and, asc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { dependents } from '#drizzle/schema/dependents.ts';
import { keyAssignments } from '#drizzle/schema/key-assignments.ts';
import { replacementLines, replacements } from '#drizzle/schema/replacements.ts';
import type { StoredDependents } from '#drizzle/schema/stored.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import type { RestoreHistory } from '#lib/core/service/restore-key.ts';
import type { Executor } from '#lib/db/database.ts';
import { movesOfCustomer } from '#lib/db/departure/moves.ts';

/** So many periods of a customer are read. Each replacement adds two. */
const PERIODS_READ = 2_000;

/** What is known of which key protected which workspace of a customer when: roles, switches, moves and reports. */
export async function restoreHistoryOf(db: Executor, customerId: string): Promise<RestoreHistory> {
  const [periods, switches, moves, clients] = await Promise.all([
    db
      .select({
        workspaceId: keyAssignments.workspaceId,
        keyId: keyAssignments.keyId,
        role: keyAssignments.role,
        from: keyAssignments.fromAt,
        to: keyAssignments.toAt,
        origin: keyAssignments.origin,
        arn: customerKeys.arn,
        holderId: customerKeys.customerId,
      })
      .from(workspaces)
      .innerJoin(keyAssignments, eq(keyAssignments.workspaceId, workspaces.id))
      .innerJoin(customerKeys, eq(customerKeys.id, keyAssignments.keyId))
      .where(eq(workspaces.customerId, customerId))
      .orderBy(asc(keyAssignments.fromAt))
      .limit(PERIODS_READ),
    db
      .select({
        workspaceId: replacementLines.workspaceId,
        oldKeyId: replacementLines.oldKeyId,
        newKeyId: sql<string>`${replacementLines.newKeyId}`,
        at: sql<Date>`${replacementLines.switchedAt}`.mapWith(replacementLines.switchedAt),
        // What came first: after a roll back nobody acknowledges the switch.
        until: sql<Date | null>`least(${replacementLines.acknowledgedAt}, ${replacementLines.rolledBackAt})`.mapWith(
          replacementLines.acknowledgedAt,
        ),
      })
      .from(replacements)
      .innerJoin(replacementLines, eq(replacementLines.replacementId, replacements.id))
      .where(and(eq(replacements.customerId, customerId), isNotNull(replacementLines.switchedAt)))
      .limit(PERIODS_READ),
    movesOfCustomer(db, customerId),
    db.select({ id: customers.id }).from(customers).where(eq(customers.providerId, customerId)).limit(1),
  ]);
  const keyIds = [...new Set(periods.map(({ keyId }) => keyId))];
  const reported =
    keyIds.length === 0
      ? []
      : await db
          .select({
            keyId: dependents.keyId,
            asOf: dependents.asOf,
            content: dependents.content,
            zeroSince: dependents.zeroSince,
          })
          .from(dependents)
          .innerJoin(customerKeys, eq(customerKeys.id, dependents.keyId))
          // What a report says of a key whose ownership isn't proven is not told (H16).
          .where(
            and(
              inArray(dependents.keyId, keyIds),
              isNotNull(customerKeys.ownershipProvenAt),
              isNull(customerKeys.ownershipWithdrawnAt),
            ),
          );
  const workspacesOf = Map.groupBy(periods, ({ keyId }) => keyId);
  // The keys of a provider, and those that clients use, protect workspaces of others too.
  const isTheirsAlone = (keyId: string): boolean => {
    const own = workspacesOf.get(keyId) ?? [];
    return (
      clients.length === 0 &&
      new Set(own.map(({ workspaceId }) => workspaceId)).size === 1 &&
      own.every(({ holderId }) => holderId === customerId)
    );
  };
  return {
    periods,
    switches,
    moves: moves.flatMap(({ move, from, to }) =>
      move.endedAt === null ? [{ fromWorkspaceId: from.id, toWorkspaceId: to.id, at: move.retainedAt }] : [],
    ),
    reports: reported.map(({ keyId, asOf, content, zeroSince }) => ({
      keyId,
      asOf,
      zeroSince,
      ...reportOf(content),
      ofOneWorkspace: isTheirsAlone(keyId),
    })),
    arnOf: new Map(periods.map(({ keyId, arn }) => [keyId, arn])),
  };
}

/** What a report says of restores. Whatever version stored it: what it leaves out is unknown (H15). */
const reportOf = ({ counts = {}, oldestAt = null, lastBackup = null }: Partial<StoredDependents>) => ({
  counts,
  oldestAt: oldestAt === null ? null : new Date(oldestAt),
  lastBackup: lastBackup === null ? null : { ...lastBackup, at: new Date(lastBackup.at) },
});
