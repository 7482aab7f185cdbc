import type { Circumstances } from '#lib/core/finding/circumstances.ts';
import { describeDenial } from '#lib/core/finding/access/denial.ts';

const PENDING: readonly string[] = ['PendingDeletion', 'PendingReplicaDeletion'];

/** The owner's own description of the key, taken since the denial began. */
const ownerDescription = ({ evidence: { describeKey }, firstDenialAt }: Circumstances) =>
  describeKey !== null && firstDenialAt !== null && describeKey.asOf >= firstDenialAt ? describeKey : null;

/** The pending deletion that was last seen: by us, or later by the owner, who may have rescheduled it. */
function lastSeenPending(circumstances: Circumstances): { deletionAt: Date | null } | null {
  const owner = ownerDescription(circumstances)?.content;
  if (owner?.exists === true && PENDING.includes(owner.keyState)) return { deletionAt: owner.deletionAt };
  const { facts } = circumstances.record;
  if (facts === null || !PENDING.includes(facts.keyState)) return null;
  // The owner saw the key without a deletion, so this is a denial like any other.
  return owner?.exists === true ? null : { deletionAt: facts.deletionAt };
}

/** What a denied DescribeKey says about a deletion, if one was pending or the owner finds no key. */
export type DeletionDenial = { kind: 'presumed_deleted' | 'denied_while_pending'; deletionAt: Date | null };

/**
 * Reads a denied DescribeKey together with what we know about a deletion. From another account a deleted key looks like
 * a denial; only our own history tells the difference, and never for certain (H13). A denial on hold is no sign of a
 * deletion.
 */
export function deletionDenial(circumstances: Circumstances): DeletionDenial | null {
  const { record, denial, now } = circumstances;
  if (describeDenial(circumstances) === null || denial.onHold !== null) return null;
  const pending = lastSeenPending(circumstances);
  const ownerFindsNone = ownerDescription(circumstances)?.content.exists === false;
  const dateHasPassed = pending !== null && pending.deletionAt !== null && now >= pending.deletionAt;
  if (dateHasPassed || ownerFindsNone)
    return { kind: 'presumed_deleted', deletionAt: pending?.deletionAt ?? record.facts?.deletionAt ?? null };
  return pending === null ? null : { kind: 'denied_while_pending', deletionAt: pending.deletionAt };
}
