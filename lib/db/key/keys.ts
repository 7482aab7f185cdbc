import { eq, inArray } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyChecks, type StoredActionResults } from '#drizzle/schema/key-checks.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import type { KeyCheckState, KeyRecord } from '#lib/core/verdict/key-record.ts';
import { PROBE_ACTIONS } from '#lib/core/probe/actions.ts';
import type { KeyFacts, RotationStatus } from '#lib/core/probe/report.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { Executor } from '#lib/db/database.ts';
import { findingsOf } from '#lib/db/finding/stored-findings.ts';

type KeyRow = typeof customerKeys.$inferSelect;
type CheckRow = typeof keyChecks.$inferSelect;

/** A key as a check needs it: the record that `decide` judges, and both revisions to guard the write. */
export type StoredKey = {
  customerKeyId: string;
  customerId: string;
  awsAccountId: string;
  ownershipProvenAt: Date | null;
  revision: number;
  checkRevision: number;
  claimedAt: Date | null;
  /** When it was due as this was read: who makes it due meanwhile wants another check. */
  nextCheckAt: Date;
  spanCheckCount: number;
  lastReportId: string | null;
  record: KeyRecord;
};

/** The verdict as a row holds it. A row without a cause is usable: a CHECK constraint says so. */
export const verdictOf = (row: Pick<KeyRow, 'verdict' | 'cause'>): Verdict =>
  row.verdict === 'usable' || row.cause === null
    ? { status: 'usable', cause: null }
    : { status: row.verdict, cause: row.cause };

/** The facts that DescribeKey last gave, or null where it never answered. */
export const factsOf = (row: KeyRow): KeyFacts | null =>
  row.keyState === null
    ? null
    : {
        keyState: row.keyState,
        keyManager: row.keyManager,
        keySpec: row.keySpec,
        keyUsage: row.keyUsage,
        origin: row.origin,
        kmsCreatedAt: row.kmsCreatedAt,
        deletionAt: row.deletionAt,
        pendingDeletionWindowDays: row.pendingDeletionWindowDays,
        materialExpiresAt: row.materialExpiresAt,
        multiRegionType: row.multiRegionType,
        customKeyStoreId: row.customKeyStoreId,
        currentKeyMaterialId: row.currentKeyMaterialId,
      };

/** Stored per-action results with their instants restored. */
export function actionsOf(stored: StoredActionResults): ActionResults {
  const actions: ActionResults = {};
  for (const action of PROBE_ACTIONS) {
    const last = stored[action];
    if (last) actions[action] = { ...last, at: new Date(last.at) };
  }
  return actions;
}

/** GetKeyRotationStatus's last answer, or null where it never gave one. */
export const rotationOf = (row: KeyRow): RotationStatus | null =>
  row.rotationEnabled === null
    ? null
    : {
        enabled: row.rotationEnabled,
        periodInDays: row.rotationPeriodDays,
        nextRotationAt: row.nextRotationAt,
        onDemandStartedAt: row.onDemandRotationStartedAt,
      };

/** What checking has told us so far, as the check row holds it. */
export const checkStateOf = (check: CheckRow): KeyCheckState => ({
  lastAttemptAt: check.lastAttemptAt,
  lastConclusiveAt: check.lastConclusiveAt,
  lastUsableAt: check.lastUsableAt,
  lastDescribedAt: check.lastDescribedAt,
  lastProofAt: check.lastProofAt,
  actions: actionsOf(check.actions),
  denialCount: check.denialCount,
  firstDenialAt: check.firstDenialAt,
  inconclusiveCount: check.inconclusiveCount,
  spanLastSeenAt: check.spanLastSeenAt,
  findings: findingsOf(check.findings),
});

/** The record that a check judges and a page shows. */
export const recordOf = (key: KeyRow, check: CheckRow): KeyRecord => ({
  arn: key.arn,
  region: key.region,
  role: key.role,
  verdict: verdictOf(key),
  verdictSince: key.verdictSince,
  facts: factsOf(key),
  rotation: rotationOf(key),
  check: checkStateOf(check),
});

const toStoredKey = (key: KeyRow, check: CheckRow): StoredKey => ({
  customerKeyId: key.id,
  customerId: key.customerId,
  awsAccountId: key.awsAccountId,
  ownershipProvenAt: key.ownershipProvenAt,
  revision: key.revision,
  checkRevision: check.revision,
  claimedAt: check.claimedAt,
  nextCheckAt: check.nextCheckAt,
  spanCheckCount: check.spanCheckCount,
  lastReportId: check.lastReportId,
  record: recordOf(key, check),
});

/** The key of that id with its check row, or null. */
export async function findKey(db: Executor, customerKeyId: string): Promise<StoredKey | null> {
  const [row] = await db
    .select()
    .from(customerKeys)
    .innerJoin(keyChecks, eq(keyChecks.keyId, customerKeys.id))
    .where(eq(customerKeys.id, customerKeyId));
  return row ? toStoredKey(row.customer_keys, row.key_checks) : null;
}

/** The keys of those ids with their check rows, in no order. */
export async function findKeys(db: Executor, customerKeyIds: readonly string[]): Promise<StoredKey[]> {
  const rows = await db
    .select()
    .from(customerKeys)
    .innerJoin(keyChecks, eq(keyChecks.keyId, customerKeys.id))
    .where(inArray(customerKeys.id, [...customerKeyIds]));
  return rows.map((row) => toStoredKey(row.customer_keys, row.key_checks));
}
