import { and, desc, eq, inArray, isNotNull, ne, sql } from 'drizzle-orm';
import { customerEvidence, type StoredEvidence } from '#drizzle/schema/customer-evidence.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import type { Evidence, EvidenceContent, LatestEvidence } from '#lib/core/finding/evidence.ts';
import { latestEvidence } from '#lib/core/evidence/latest-evidence.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
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

/** The evidence about a key and its current ARN, newest first. */
export async function evidenceOfKey(db: Executor, customerKeyId: string, arn: string): Promise<Evidence[]> {
  const rows = await db
    .select()
    .from(customerEvidence)
    .where(and(eq(customerEvidence.keyId, customerKeyId), eq(customerEvidence.arn, arn)))
    .orderBy(desc(customerEvidence.asOf), desc(customerEvidence.addedAt), desc(customerEvidence.id))
    .limit(EVIDENCE_SHOWN);
  return rows.map(toEvidence);
}

/**
 * The latest evidence of each kind for many keys, in one query: what a check takes into account.
 * @returns by the key's id; a key without evidence is not in it
 */
export async function latestEvidenceOf(
  db: Executor,
  customerKeyIds: readonly string[],
): Promise<Map<string, LatestEvidence>> {
  if (customerKeyIds.length === 0) return new Map();
  const rows = await db
    .selectDistinctOn([customerEvidence.keyId, customerEvidence.kind], { evidence: customerEvidence })
    .from(customerEvidence)
    .innerJoin(
      customerKeys,
      and(eq(customerKeys.id, customerEvidence.keyId), eq(customerKeys.arn, customerEvidence.arn)),
    )
    .where(and(inArray(customerEvidence.keyId, [...customerKeyIds]), ne(customerEvidence.kind, 'key_rotations')))
    .orderBy(
      customerEvidence.keyId,
      customerEvidence.kind,
      desc(customerEvidence.asOf),
      desc(customerEvidence.addedAt),
      desc(customerEvidence.id),
    );
  const byKey = Map.groupBy(rows, ({ evidence }) => evidence.keyId);
  return new Map(
    [...byKey].map(([keyId, ofKey]) => {
      const [first] = ofKey;
      const arn = first?.evidence.arn ?? '';
      return [
        keyId,
        latestEvidence(
          ofKey.map(({ evidence }) => toEvidence(evidence)),
          arn,
        ),
      ];
    }),
  );
}
