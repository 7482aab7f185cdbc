import { releaseBlocks, type ReleaseBlock } from '#lib/core/departure/release-blocks.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { NOTHING_TO_TELL } from '#lib/core/verdict/tell-digest.ts';
import { announceChange } from '#lib/db/announce.ts';
import { violatedConstraint, type Transaction } from '#lib/db/database.ts';
import type { ExceptionRow, StoredDeparture } from '#lib/db/departure/departures.ts';
import type { DepartingKey } from '#lib/db/departure/departing-keys.ts';
import {
  changeAssignments,
  dependentsOf,
  insertRelease,
  lockKey,
  openAssignmentsOf,
  type NewRelease,
  type OpenAssignment,
} from '#lib/db/departure/releases.ts';
import { setTellDigest } from '#lib/db/key/tell-digests.ts';
import { changeReplacementRow, holdLinesOfOldKeys, type HeldReplacement } from '#lib/db/replacement/replacements.ts';
import { isWantedAsNew } from '#lib/db/replacement/list-reads.ts';
import { insertOutbox } from '#lib/db/service/outbox.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { insertEvents } from '#lib/db/verdict/key-history.ts';
import { lockCustomersOf } from '#lib/db/verdict/expiry.ts';
import type { DepartureDeps } from './change-departure.ts';

/** A key that may not be released, and why (H19). */
export type NotReleased = { ok: false; reason: 'kept'; blocks: readonly ReleaseBlock[] };

/**
 * Releases an old key that protects no workspace any more: nothing depended on it for a week, by a report of today. It
 * never says that the key may be deleted; from then on we only watch it (H19).
 */
export async function releaseKey(
  { db, clock }: DepartureDeps,
  { customerKeyId, reason }: { customerKeyId: string; reason: string },
  { actor, requestId }: By,
): Promise<Result<null, 'not_found' | 'not_retained'> | NotReleased> {
  const at = clock();
  try {
    return await db.transaction(async (tx): Promise<Result<null, 'not_found' | 'not_retained'> | NotReleased> => {
      const replaced = await holdLinesOfOldKeys(tx, [customerKeyId]);
      const key = await lockKey(tx, customerKeyId);
      if (key === null) return refuse('not_found');
      const open = await openAssignmentsOf(tx, customerKeyId);
      if (open.length === 0 || open.some(({ role }) => role !== 'retained')) return refuse('not_retained');
      const known = (await dependentsOf(tx, [customerKeyId])).get(customerKeyId) ?? null;
      const lines = replaced.flatMap((one) => one.lines).filter(({ oldKeyId }) => oldKeyId === customerKeyId);
      const acknowledged = lines.flatMap(({ state, acknowledgedAt }) =>
        state === 'acknowledged' && acknowledgedAt !== null ? [acknowledgedAt] : [],
      );
      const zeroFrom = new Date(
        Math.max(...[...open.map(({ fromAt }) => fromAt), ...acknowledged].map((time) => time.getTime())),
      );
      const blocks: ReleaseBlock[] = [
        ...(lines.some(({ state }) => state === 'switched') ? [{ kind: 'not_acknowledged' } as const] : []),
        ...((await isWantedAsNew(tx, customerKeyId)) ? [{ kind: 'wanted' } as const] : []),
        ...releaseBlocks(known, at, zeroFrom),
      ];
      if (blocks.length > 0) return { ok: false, reason: 'kept', blocks };
      await lockCustomersOf(tx, [customerKeyId]);
      await writeRelease(tx, key, open, {
        keyId: customerKeyId,
        departureId: null,
        releasedAt: at,
        releasedBy: actor.name,
        reason,
        basis: 'reported_zero',
        exceptionId: null,
        counts: known?.counts ?? null,
        countsAsOf: known?.asOf ?? null,
      });
      await tellRequests(tx, replaced);
      await appendAudit(
        tx,
        {
          action: 'key.released',
          actor,
          targetType: 'customer_key',
          targetId: customerKeyId,
          customerId: key.customerId,
          before: { role: key.role },
          after: { role: 'released', basis: 'reported_zero', countsAsOf: known?.asOf.toISOString() ?? null },
          reason,
        },
        at,
        requestId,
      );
      return ok(null);
    });
  } catch (error) {
    // A report came in while this was decided.
    if (violatedConstraint(error) === 'key_releases_gate') return refuse('not_retained');
    throw error;
  }
}

/**
 * Lets the keys of a departure go, in its last step. One that also protects a workspace that stays only leaves the others.
 * @returns the ids of the keys that were released
 */
export async function letGo(
  tx: Transaction,
  {
    departure: { departure, workspaces },
    keys,
    exception,
    reason,
    by,
    at,
  }: {
    departure: StoredDeparture;
    keys: readonly DepartingKey[];
    exception: ExceptionRow | null;
    reason: string;
    by: By;
    at: Date;
  },
): Promise<string[]> {
  const leaving = new Set(workspaces.map(({ id }) => id));
  const inUse = keys.filter(({ assigned }) => assigned === 'active' || assigned === 'retained');
  const ids = inUse.map(({ id }) => id).toSorted();
  const replaced = await holdLinesOfOldKeys(tx, ids);
  const locked = new Map<string, NonNullable<Awaited<ReturnType<typeof lockKey>>>>();
  for (const id of ids) {
    const key = await lockKey(tx, id);
    if (key !== null) locked.set(id, key);
  }
  await lockCustomersOf(tx, ids);
  const released: string[] = [];
  for (const { id, shared, known } of inUse) {
    const key = locked.get(id);
    if (key === undefined) continue;
    const open = await openAssignmentsOf(tx, id);
    const ofLeaving = open.filter(({ workspaceId, role }) => leaving.has(workspaceId) && role !== 'released');
    if (shared) {
      await changeAssignments(tx, ofLeaving, 'released', at);
      continue;
    }
    const isZero = releaseBlocks(known, at).length === 0;
    await writeRelease(tx, key, ofLeaving, {
      keyId: id,
      departureId: departure.id,
      releasedAt: at,
      releasedBy: by.actor.name,
      reason,
      basis: isZero ? 'reported_zero' : 'exception',
      exceptionId: isZero ? null : (exception?.id ?? null),
      counts: known?.counts ?? null,
      countsAsOf: known?.asOf ?? null,
    });
    released.push(id);
  }
  await tellRequests(tx, replaced);
  return released;
}

/**
 * The database ended the lines that waited for a release, with their history (`release_ends_lines`): pages that show them as
 * they were are stale.
 */
async function tellRequests(tx: Transaction, replaced: readonly HeldReplacement[]): Promise<void> {
  for (const { replacement, lines } of replaced) {
    if (!lines.some(({ state }) => state === 'acknowledged')) continue;
    await changeReplacementRow(tx, replacement);
    await announceChange(tx, { kind: 'replacement', id: replacement.id });
  }
}

type Key = NonNullable<Awaited<ReturnType<typeof lockKey>>>;

async function writeRelease(
  tx: Transaction,
  key: Key,
  assignments: readonly OpenAssignment[],
  release: NewRelease,
): Promise<void> {
  const { releasedAt: at, releasedBy: by, reason } = release;
  await insertRelease(tx, release);
  await changeAssignments(tx, assignments, 'released', at);
  await setTellDigest(tx, key.id, NOTHING_TO_TELL);
  const event = { kind: 'role_changed', from: key.role, to: 'released', by, reason } as const;
  await insertEvents(tx, { customerKeyId: key.id, customerId: key.customerId }, [event], at, null);
  await insertOutbox(
    tx,
    [{ kind: 'key_released', subject: key.id, region: key.region, payload: { keyId: key.id, arn: key.arn } }],
    at,
  );
  await announceChange(tx, { kind: 'key', id: key.id });
}
