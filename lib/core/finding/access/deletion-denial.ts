import { lossOf } from '#lib/core/finding/earliest-loss.ts';
import type { Circumstances } from '#lib/core/finding/circumstances.ts';
import { describeDenial, isConfirmed, newerOwnerDescription } from '#lib/core/finding/access/denial.ts';

const PENDING: readonly string[] = ['PendingDeletion', 'PendingReplicaDeletion'];

/** A scheduled deletion: its date where AWS gave one, and who saw it when. */
export type PendingSeen = {
  deletionAt: Date | null;
  pendingDeletionWindowDays: number | null;
  /** `us`: our own DescribeKey. `owner`: the customer told us, and we did not see it (H6, H13). */
  saidBy: 'us' | 'owner';
  asOf: Date | null;
};

/** The pending deletion that was last seen: by us, or later by the owner, who may have rescheduled it. */
function lastSeenPending(circumstances: Circumstances): PendingSeen | null {
  const owner = newerOwnerDescription(circumstances);
  if (owner?.content.exists === true)
    // The owner saw the key without a deletion, so this is a denial like any other.
    return PENDING.includes(owner.content.keyState)
      ? { deletionAt: owner.content.deletionAt, pendingDeletionWindowDays: null, saidBy: 'owner', asOf: owner.asOf }
      : null;
  const { facts, check } = circumstances.record;
  if (facts === null || !PENDING.includes(facts.keyState)) return null;
  const { deletionAt, pendingDeletionWindowDays } = facts;
  return { deletionAt, pendingDeletionWindowDays, saidBy: 'us', asOf: check.lastDescribedAt };
}

/** What a denied DescribeKey says about a deletion, if one was pending or the owner finds no key. */
export type DeletionDenial = { kind: 'presumed_deleted' | 'denied_while_pending'; pending: PendingSeen | null };

/**
 * Reads a denied DescribeKey together with what we know about a deletion. From another account a deleted key looks like
 * a denial; only our own history tells the difference, and never for certain (H13). A denial on hold is no sign of a
 * deletion, and an unconfirmed one changes nothing about a key that was bad before: only the owner's word counts then.
 */
export function deletionDenial(circumstances: Circumstances): DeletionDenial | null {
  const { denial, report, now } = circumstances;
  const describe = describeDenial(circumstances);
  if (describe === null) return null;
  const pending = lastSeenPending(circumstances);
  // A key that still allows a call is there, whatever the calendar and the owner's account say.
  const isThere = report.cells.some(({ result }) => result === 'allowed');
  // Nor is one gone whose deletion we saw scheduled for later: the owner may have looked in another account or Region.
  const cannotBeGone = pending?.saidBy === 'us' && lossOf(circumstances.record, now)?.says === 'not_yet';
  const ownerFindsNone = !isThere && !cannotBeGone && newerOwnerDescription(circumstances)?.content.exists === false;
  const ownersWord = ownerFindsNone || pending?.saidBy === 'owner';
  if (!ownersWord && (denial.onHold !== null || !isConfirmed(circumstances, describe))) return null;
  // AWS counts by its own clock.
  const awsNow = new Date(now.getTime() + (report.clockSkewMs ?? 0));
  const dateHasPassed = pending !== null && pending.deletionAt !== null && awsNow >= pending.deletionAt;
  if (ownerFindsNone || (dateHasPassed && !isThere)) return { kind: 'presumed_deleted', pending };
  return pending === null ? null : { kind: 'denied_while_pending', pending };
}
