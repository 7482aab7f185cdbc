import { and, desc, eq, exists, getTableColumns, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import { customerEvidence, type StoredEvidence } from '#drizzle/schema/customer-evidence.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { dependents } from '#drizzle/schema/dependents.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import type { Evidence, EvidenceContent, LatestEvidence, RealRun } from '#lib/core/finding/evidence.ts';
import { byAge, latestEvidence } from '#lib/core/evidence/latest-evidence.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { prepared } from '#lib/db/prepared.ts';
import { newId } from '#lib/db/new-id.ts';

export const EVIDENCE_SHOWN = 50;

const dateOrNull = (iso: string | null): Date | null => (iso === null ? null : new Date(iso));

/** Stored content, with its dates as Date. */
function contentOf(stored: StoredEvidence): EvidenceContent {
  switch (stored.kind) {
    case 'describe_key':
      return stored.exists
        ? {
            ...stored,
            deletionAt: dateOrNull(stored.deletionAt),
            materialExpiresAt: dateOrNull(stored.materialExpiresAt),
          }
        : stored;
    case 'key_rotations':
      return {
        ...stored,
        rotations: stored.rotations.map((rotation) => ({ ...rotation, rotatedAt: dateOrNull(rotation.rotatedAt) })),
      };
    case 'key_policy':
    case 'production_error':
      return stored;
  }
}

const toEvidence = (row: typeof customerEvidence.$inferSelect): Evidence => ({
  id: row.id,
  arn: row.arn,
  asOf: row.asOf,
  addedAt: row.addedAt,
  addedBy: row.addedByName,
  content: contentOf(row.content),
  closed:
    row.closedAt === null ? null : { at: row.closedAt, by: row.closedByName ?? '', reason: row.closedReason ?? '' },
});

export type NewEvidence = {
  customerKeyId: string;
  arn: string;
  asOf: Date;
  addedAt: Date;
  addedByStaffId: string | null;
  addedByName: string;
  content: EvidenceContent;
};

/**
 * Stores evidence from a customer and makes the key due, so that the next check takes it into account. The verdict
 * doesn't change.
 * @returns the evidence's id, or null, with nothing written, if the key is gone, retired, unproven or has another ARN
 */
export async function insertEvidence(tx: Transaction, evidence: NewEvidence): Promise<string | null> {
  // Locked to the end of the transaction, so that nobody retires the key in between.
  const [held] = await tx
    .select({ id: customerKeys.id })
    .from(customerKeys)
    .where(
      and(
        eq(customerKeys.id, evidence.customerKeyId),
        eq(customerKeys.arn, sql`${evidence.arn}`),
        ne(customerKeys.role, 'retired'),
        isNotNull(customerKeys.ownershipProvenAt),
        isNull(customerKeys.ownershipWithdrawnAt),
      ),
    )
    .for('share');
  if (held === undefined) return null;
  const id = newId();
  const { customerKeyId: keyId, content, ...rest } = evidence;
  await tx.insert(customerEvidence).values({
    ...rest,
    id,
    keyId,
    kind: content.kind,
    // jsonb stores dates as ISO text.
    content: JSON.parse(JSON.stringify(content)) as StoredEvidence,
  });
  await tx
    .update(keyChecks)
    // Changed even if it was due already: a check that is running then leaves the key due (`recordOutcome`).
    .set({ nextCheckAt: evidence.addedAt })
    .where(eq(keyChecks.keyId, keyId));
  return id;
}

const NEWEST_FIRST = [desc(customerEvidence.asOf), desc(customerEvidence.addedAt), desc(customerEvidence.id)];

const keyId = sql.placeholder('keyId');
/** The ARN that a key has now. Evidence about an earlier one doesn't count. */
const CURRENT_ARN = sql`(select arn from ${customerKeys} as own where own.id = ${keyId})`;

const evidenceOnPage = prepared('evidence_of_key', (db, name) =>
  db
    .select({
      row: getTableColumns(customerEvidence),
      // Of all of it, also of what is not read.
      changedAt: sql<string>`greatest(max(${customerEvidence.addedAt}) over (), max(${customerEvidence.closedAt}) over ())`,
    })
    .from(customerEvidence)
    .where(and(eq(customerEvidence.keyId, keyId), eq(customerEvidence.arn, CURRENT_ARN)))
    .orderBy(
      // However much was added since: an open error is told until a person closes it (H14).
      sql`${customerEvidence.kind} = 'production_error' and ${customerEvidence.closedAt} is null desc`,
      ...NEWEST_FIRST,
    )
    .limit(EVIDENCE_SHOWN)
    .prepare(name),
);

/**
 * The evidence about a key and its current ARN.
 * @returns the newest, newest first, and when any of it was last added or closed (null when there is none)
 */
export async function evidenceOfKey(
  db: Executor,
  customerKeyId: string,
): Promise<{ evidence: Evidence[]; changedAt: Date | null }> {
  const rows = await evidenceOnPage(db).execute({ keyId: customerKeyId });
  const [first] = rows;
  return {
    evidence: rows.map(({ row }) => toEvidence(row)).toSorted(byAge),
    changedAt: first === undefined ? null : new Date(first.changedAt),
  };
}

/** Open errors from production that a check takes into account: of each error of each action, so that none hides one. */
const ERRORS_JUDGED = 3;

/**
 * The latest evidence of each kind for many keys, and their open errors from production: what a check takes into account.
 * @returns by the key's id; a key without evidence is not in it
 */
export async function latestEvidenceOf(
  db: Executor,
  customerKeyIds: readonly string[],
): Promise<Map<string, LatestEvidence>> {
  if (customerKeyIds.length === 0) return new Map();
  const { rows: wanted } = await db.execute<{ id: string }>(sql`
    select id from (
      select e.id, e.kind, row_number() over (
        partition by e.key_id, e.kind, e.content ->> 'errorName', e.content ->> 'action' order by e.as_of desc, e.added_at desc, e.id desc) as rank
      from customer_evidence e join customer_keys k on k.id = e.key_id and k.arn = e.arn
      where e.key_id in ${[...customerKeyIds]} and e.kind <> 'key_rotations' and e.closed_at is null) as ranked
    where rank <= case kind when 'production_error' then ${ERRORS_JUDGED}::int else 1 end`);
  if (wanted.length === 0) return new Map();
  const rows = await db
    .select()
    .from(customerEvidence)
    .where(
      inArray(
        customerEvidence.id,
        wanted.map(({ id }) => id),
      ),
    );
  const latest = [...Map.groupBy(rows, ({ keyId }) => keyId)].map(
    ([keyId, ofKey]) => [keyId, latestEvidence(ofKey.map(toEvidence), ofKey[0]?.arn ?? '')] as const,
  );
  const runs = await realRunsOf(
    db,
    latest.flatMap(([keyId, { productionErrors }]) => (productionErrors.length > 0 ? [keyId] : [])),
  );
  return new Map(
    latest.map(([keyId, evidence]) => {
      const realRuns = runs.get(keyId);
      return [keyId, realRuns === undefined ? evidence : { ...evidence, realRuns }];
    }),
  );
}

/** The last real uses of these keys that our product reported: a backup of another key's says nothing of this one. */
async function realRunsOf(db: Executor, keyIds: readonly string[]): Promise<Map<string, RealRun[]>> {
  if (keyIds.length === 0) return new Map();
  const rows = await db
    .select({ keyId: dependents.keyId, content: dependents.content, arn: customerKeys.arn })
    .from(dependents)
    .innerJoin(customerKeys, eq(customerKeys.id, dependents.keyId))
    .where(inArray(dependents.keyId, [...keyIds]));
  return new Map(
    rows.map(({ keyId, arn, content: { lastBackup, lastRestore } }) => [
      keyId,
      [
        ...(lastBackup !== null && lastBackup.arn === arn
          ? [{ kind: 'backup' as const, at: new Date(lastBackup.at), result: lastBackup.result }]
          : []),
        ...(lastRestore === null
          ? []
          : [{ kind: 'restore' as const, at: new Date(lastRestore.at), result: lastRestore.result }]),
      ],
    ]),
  );
}

/**
 * Closes an open error from production and makes its key due.
 * @returns the key and what was closed; null, with nothing written, when a key of proven ownership has no such open error
 */
export async function closeProductionErrorRow(
  tx: Transaction,
  evidenceId: string,
  by: { at: Date; staffId: string; name: string; reason: string },
): Promise<{ key: { customerKeyId: string; customerId: string }; evidence: Evidence } | null> {
  const [row] = await tx
    .update(customerEvidence)
    .set({ closedAt: by.at, closedByStaffId: by.staffId, closedByName: by.name, closedReason: by.reason })
    .where(
      and(
        eq(customerEvidence.id, evidenceId),
        eq(customerEvidence.kind, 'production_error'),
        isNull(customerEvidence.closedAt),
        exists(
          tx
            .select({ id: customerKeys.id })
            .from(customerKeys)
            .where(
              and(
                eq(customerKeys.id, customerEvidence.keyId),
                isNotNull(customerKeys.ownershipProvenAt),
                isNull(customerKeys.ownershipWithdrawnAt),
              ),
            ),
        ),
      ),
    )
    .returning();
  if (row === undefined) return null;
  const [key] = await tx
    .select({ customerKeyId: customerKeys.id, customerId: customerKeys.customerId })
    .from(customerKeys)
    .where(eq(customerKeys.id, row.keyId));
  if (key === undefined) return null;
  await tx.update(keyChecks).set({ nextCheckAt: by.at }).where(eq(keyChecks.keyId, row.keyId));
  return { key, evidence: toEvidence(row) };
}
