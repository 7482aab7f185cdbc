import { eq, inArray, sql, type SQL, type SQLWrapper } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyChecks, type StoredActionResults } from '#drizzle/schema/key-checks.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import type { KeyCheckState, KeyRecord } from '#lib/core/verdict/key-record.ts';
import { PROBE_ACTIONS } from '#lib/core/probe/actions.ts';
import type { KeyFacts, RotationStatus } from '#lib/core/probe/report.ts';
import type { Executor } from '#lib/db/database.ts';
import { findingsOf } from '#lib/db/finding/stored-findings.ts';
import { actionResultOf, verdictOf } from '#lib/db/stored-vocabulary.ts';

type KeyRow = typeof customerKeys.$inferSelect;
type CheckRow = typeof keyChecks.$inferSelect;

/** A key as a check needs it: the record for `decide`, and both revisions to guard the write. */
export type StoredKey = {
  customerKeyId: string;
  customerId: string;
  awsAccountId: string;
  ownershipProvenAt: Date | null;
  /** When the proof was taken back: checks go on, and nothing is shown (H16). */
  ownershipWithdrawnAt: Date | null;
  revision: number;
  checkRevision: number;
  claimedAt: Date | null;
  /** When the next check was due as this was read. If that has changed since, somebody wants another check. */
  nextCheckAt: Date;
  spanCheckCount: number;
  lastReportId: string | null;
  /** Until when the tests allow `usable`, as stored (H9). */
  usableUntil: Date | null;
  /** What the customer must be told, as stored; null where no version stored it yet. */
  tellDigest: string | null;
  /** Whether it is retained because something depended on it again after its release. */
  neededAgain: boolean;
  record: KeyRecord;
};

/** The facts that DescribeKey last gave, or null if it never answered. */
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

/** Stored results per action, with their dates as Date. Without those that this version doesn't know. */
export function actionsOf(stored: StoredActionResults): ActionResults {
  const actions: ActionResults = {};
  for (const action of PROBE_ACTIONS) {
    const last = stored[action];
    const result = last === undefined ? null : actionResultOf(last.result);
    if (last !== undefined && result !== null) actions[action] = { ...last, result, at: new Date(last.at) };
  }
  return actions;
}

/** The last answer of GetKeyRotationStatus, or null if it never answered. */
export const rotationOf = (row: KeyRow): RotationStatus | null =>
  row.rotationEnabled === null
    ? null
    : {
        enabled: row.rotationEnabled,
        periodInDays: row.rotationPeriodDays,
        nextRotationAt: row.nextRotationAt,
        onDemandStartedAt: row.onDemandRotationStartedAt,
      };

/** What checks have found so far, from the check row. */
export const checkStateOf = (check: CheckRow): KeyCheckState => ({
  lastAttemptAt: check.lastAttemptAt,
  lastConclusiveAt: check.lastConclusiveAt,
  lastUsableAt: check.lastUsableAt,
  lastDescribedAt: check.lastDescribedAt,
  lastProofAt: check.lastProofAt,
  actions: actionsOf(check.actions),
  denialCount: check.denialCount,
  firstDenialAt: check.firstDenialAt,
  recentChanges: check.recentChanges.map((change) => ({ ...change, at: new Date(change.at) })),
  realFailures: check.realFailures.map((failure) => ({ ...failure, at: new Date(failure.at) })),
  namedState: check.namedState === null ? null : { ...check.namedState, at: new Date(check.namedState.at) },
  denials: Object.fromEntries(
    Object.entries(check.denials).map(([action, denial]) => [action, { ...denial, firstAt: new Date(denial.firstAt) }]),
  ),
  lostAt: check.lostAt,
  lostAfter: check.lostAfter,
  denialGroup: check.denialGroup,
  inconclusiveCount: check.inconclusiveCount,
  spanLastSeenAt: check.spanLastSeenAt,
  findings: findingsOf(check.findings),
});

/** The record for a check and for a page. */
export const recordOf = (key: KeyRow, check: CheckRow): KeyRecord => ({
  arn: key.arn,
  region: key.region,
  role: key.role,
  verdict: verdictOf(key),
  verdictSince: key.verdictSince,
  notUsableSince: key.notUsableSince,
  deadlineAt: key.deadlineAt,
  nextAction: key.nextAction,
  facts: factsOf(key),
  rotation: rotationOf(key),
  check: checkStateOf(check),
});

/** Whether anything about a key may be shown: its ownership is proven, and the proof was not withdrawn (H16). */
export const mayShow = (key: Pick<StoredKey, 'ownershipProvenAt' | 'ownershipWithdrawnAt'>): boolean =>
  key.ownershipProvenAt !== null && key.ownershipWithdrawnAt === null;

/** A key from its two rows. @param neededAgain as `NEEDED_AGAIN` finds it */
export const toStoredKey = (key: KeyRow, check: CheckRow, neededAgain: boolean): StoredKey => ({
  customerKeyId: key.id,
  customerId: key.customerId,
  awsAccountId: key.awsAccountId,
  ownershipProvenAt: key.ownershipProvenAt,
  ownershipWithdrawnAt: key.ownershipWithdrawnAt,
  revision: key.revision,
  checkRevision: check.revision,
  claimedAt: check.claimedAt,
  nextCheckAt: check.nextCheckAt,
  spanCheckCount: check.spanCheckCount,
  lastReportId: check.lastReportId,
  usableUntil: key.usableUntil,
  tellDigest: key.tellDigest,
  neededAgain,
  record: recordOf(key, check),
});

/** The release that something took back by depending on the key again, while the key is retained for that. */
export const takenBackRelease = (keyId: SQLWrapper): SQL => sql`from key_releases as r
  join key_assignments as a on a.key_id = r.key_id and a.to_at is null and a.role = 'retained' and a.from_at = r.resumed_at
  where r.key_id = ${keyId}`;

/** Whether a key is retained because something depended on it again after its release. */
export const NEEDED_AGAIN = sql<boolean>`case when ${customerKeys.role} = 'retained'
  then exists (select ${takenBackRelease(customerKeys.id)}) else false end`;

const reading = (db: Executor) =>
  db
    .select({ key: customerKeys, check: keyChecks, neededAgain: NEEDED_AGAIN })
    .from(customerKeys)
    .innerJoin(keyChecks, eq(keyChecks.keyId, customerKeys.id));

/** A key with its check row, by id, or null. */
export async function findKey(db: Executor, customerKeyId: string): Promise<StoredKey | null> {
  const [row] = await reading(db).where(eq(customerKeys.id, customerKeyId));
  return row ? toStoredKey(row.key, row.check, row.neededAgain) : null;
}

/** Keys with their check rows, by their ids, in no order. */
export async function findKeys(db: Executor, customerKeyIds: readonly string[]): Promise<StoredKey[]> {
  const rows = await reading(db).where(inArray(customerKeys.id, [...customerKeyIds]));
  return rows.map(({ key, check, neededAgain }) => toStoredKey(key, check, neededAgain));
}
