import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { customerEvidence } from '#drizzle/schema/customer-evidence.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { dependents } from '#drizzle/schema/dependents.ts';
import { keyAssignments } from '#drizzle/schema/key-assignments.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import { keyReleases } from '#drizzle/schema/key-releases.ts';
import type { StoredDependents } from '#drizzle/schema/stored.ts';
import type { KnownDependents } from '#lib/core/departure/release-blocks.ts';
import type { Acts } from '#lib/core/finding/status.ts';
import type { AssignmentRole } from '#lib/core/key/role.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';

export type ReleaseRow = typeof keyReleases.$inferSelect;

const knownOf = (row: typeof dependents.$inferSelect | null, arn: string): KnownDependents | null =>
  row === null
    ? null
    : { counts: row.content.counts, asOf: row.asOf, zeroSince: row.zeroSince, usedAt: usedAtOf(row.content, arn) };

/** When the last reported backup used this very key. */
const usedAtOf = ({ lastBackup }: StoredDependents, arn: string): Date | null =>
  lastBackup?.arn === arn ? new Date(lastBackup.at) : null;

/** What depends on these keys, by id; one without an entry was never reported. */
export async function dependentsOf(db: Executor, keyIds: readonly string[]): Promise<Map<string, KnownDependents>> {
  const rows = await db
    .select({ row: dependents, arn: customerKeys.arn })
    .from(dependents)
    .innerJoin(customerKeys, eq(customerKeys.id, dependents.keyId))
    .where(inArray(dependents.keyId, [...keyIds]));
  return new Map(
    rows.flatMap(({ row, arn }) => {
      const known = knownOf(row, arn);
      return known === null ? [] : [[row.keyId, known] as const];
    }),
  );
}

/** A key's row, locked, so that checks and people change it one after the other. */
export async function lockKey(tx: Transaction, keyId: string): Promise<typeof customerKeys.$inferSelect | null> {
  const [row] = await tx.select().from(customerKeys).where(eq(customerKeys.id, keyId)).for('no key update');
  return row ?? null;
}

export type OpenAssignment = typeof keyAssignments.$inferSelect;

/** The assignments of a key that haven't ended. */
export const openAssignmentsOf = (db: Executor, keyId: string): Promise<OpenAssignment[]> =>
  db
    .select()
    .from(keyAssignments)
    .where(and(eq(keyAssignments.keyId, keyId), isNull(keyAssignments.toAt)))
    .orderBy(asc(keyAssignments.fromAt));

/**
 * Ends assignments, and begins one of another role in the place of each; none where the key's checks end. Triggers refuse
 * what may not follow, move the key's role, and make it due.
 */
export async function changeAssignments(
  tx: Transaction,
  assignments: readonly OpenAssignment[],
  to: AssignmentRole | null,
  at: Date,
): Promise<void> {
  if (assignments.length === 0) return;
  await tx
    .update(keyAssignments)
    .set({ toAt: at })
    .where(
      and(
        inArray(
          keyAssignments.id,
          assignments.map(({ id }) => id),
        ),
        isNull(keyAssignments.toAt),
      ),
    );
  if (to !== null)
    await tx.insert(keyAssignments).values(
      assignments.map(({ workspaceId, keyId, origin, originId }) => ({
        id: newId(),
        workspaceId,
        keyId,
        role: to,
        fromAt: at,
        origin,
        originId,
      })),
    );
  await tx
    .update(keyChecks)
    .set({ nextCheckAt: at })
    .where(inArray(keyChecks.keyId, [...new Set(assignments.map(({ keyId }) => keyId))]));
}

export type NewRelease = Pick<
  typeof keyReleases.$inferInsert,
  'keyId' | 'departureId' | 'releasedAt' | 'releasedBy' | 'reason' | 'basis' | 'exceptionId' | 'counts' | 'countsAsOf'
>;

/** Adds a release. The database refuses one whose facts are missing (`key_releases_gate`). Returns its id. */
export async function insertRelease(tx: Transaction, release: NewRelease): Promise<string> {
  const id = newId();
  await tx.insert(keyReleases).values({ id, ...release });
  return id;
}

/** The release of a key that holds or has ended with its checks, or null. */
export async function releaseOf(db: Executor, keyId: string): Promise<ReleaseRow | null> {
  const [row] = await db
    .select()
    .from(keyReleases)
    .where(and(eq(keyReleases.keyId, keyId), isNull(keyReleases.resumedAt)));
  return row ?? null;
}

/** Changes an open release: what the watch saw, or its end. */
export const updateRelease = async (
  tx: Transaction,
  id: string,
  set: Partial<typeof keyReleases.$inferInsert>,
): Promise<void> => void (await tx.update(keyReleases).set(set).where(eq(keyReleases.id, id)));

/** Says at once who must act on a key; the next check says it again. */
export const setNextAction = async (tx: Transaction, keyId: string, nextAction: Acts): Promise<void> =>
  void (await tx.update(customerKeys).set({ nextAction }).where(eq(customerKeys.id, keyId)));

/** A released key that is still watched, with everything that may end it. */
export type WatchedRelease = {
  release: ReleaseRow;
  key: typeof customerKeys.$inferSelect;
  check: Pick<typeof keyChecks.$inferSelect, 'lastConclusiveAt' | 'lastDescribedAt'>;
  known: KnownDependents | null;
  /** The newest describe-key of the owner since the release, where it says that the key doesn't exist. */
  ownerSaysGone: string | null;
};

const ownerSaysGone = sql<string | null>`(select case when e.content ->> 'exists' = 'false' then e.id end
  from ${customerEvidence} as e where e.key_id = ${keyReleases.keyId} and e.kind = 'describe_key'
  and e.arn = ${customerKeys.arn} and e.as_of >= ${keyReleases.releasedAt} order by e.as_of desc, e.added_at desc limit 1)`;

const selectReleases = (db: Executor) =>
  db
    .select({
      release: keyReleases,
      key: customerKeys,
      check: { lastConclusiveAt: keyChecks.lastConclusiveAt, lastDescribedAt: keyChecks.lastDescribedAt },
      dependents,
      ownerSaysGone,
    })
    .from(keyReleases)
    .innerJoin(customerKeys, eq(customerKeys.id, keyReleases.keyId))
    .innerJoin(keyChecks, eq(keyChecks.keyId, keyReleases.keyId))
    .leftJoin(dependents, eq(dependents.keyId, keyReleases.keyId));

/** The releases that are watched, in the order of their ids, those after one first. */
export async function openReleases(db: Executor, after: string | null, limit: number): Promise<WatchedRelease[]> {
  const rows = await selectReleases(db)
    .where(
      and(
        isNull(keyReleases.resumedAt),
        isNull(keyReleases.retiredAt),
        after === null ? undefined : sql`${keyReleases.id} > ${after}`,
      ),
    )
    .orderBy(asc(keyReleases.id))
    .limit(limit);
  return rows.map(({ dependents: row, ...rest }) => ({ ...rest, known: knownOf(row, rest.key.arn) }));
}

/** One of them, as it is under its key's lock. */
export async function openReleaseOf(tx: Transaction, keyId: string): Promise<WatchedRelease | null> {
  if ((await lockKey(tx, keyId)) === null) return null;
  const [row] = await selectReleases(tx).where(
    and(eq(keyReleases.keyId, keyId), isNull(keyReleases.resumedAt), isNull(keyReleases.retiredAt)),
  );
  if (row === undefined) return null;
  const { dependents: reported, ...rest } = row;
  return { ...rest, known: knownOf(reported, rest.key.arn) };
}
