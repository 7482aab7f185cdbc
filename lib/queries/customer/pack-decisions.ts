import type { PackApproval, PackException } from '#lib/core/pages/evidence-pack.ts';
import {
  acceptedAccounts,
  confirmedMoves,
  exceptionsOfDepartures,
  proofsOfKeys,
  releasesOfKeys,
} from '#lib/db/customer/evidence-pack.ts';
import type { Executor } from '#lib/db/database.ts';
import { concerned, type Asked, type KeyRow, type Roles } from './pack-bounds.ts';

/** What people with more rights decided about a customer, oldest first, and the exceptions that hold now. */
export async function decisions(
  db: Executor,
  keys: readonly KeyRow[],
  roles: Roles,
  asked: Asked,
): Promise<{ approvals: PackApproval[]; exceptions: PackException[] }> {
  const { customerId, now } = asked;
  const ids = keys.map(({ id }) => id);
  // What was decided about a provider's key counts only while it concerned the customer; its end is decided at that instant.
  const isTheirs = (keyId: string, at: Date): boolean => {
    const key = keys.find(({ id }) => id === keyId);
    const bounds = key === undefined ? null : concerned(key, roles, asked);
    return key?.customerId === customerId || (bounds !== null && at >= bounds.since && at <= bounds.until);
  };
  const arnOf = (keyId: string): string => keys.find(({ id }) => id === keyId)?.arn ?? '';
  const exceptions: (PackException & { holds: boolean })[] = [];
  for (const proof of await proofsOfKeys(db, ids))
    if (proof.kind === 'exception')
      exceptions.push({
        at: proof.provenAt.toISOString(),
        by: proof.provenBy ?? '',
        what: 'Accepted a key without proof of ownership',
        about: arnOf(proof.keyId),
        reason: proof.reason ?? '',
        reviewAt: null,
        holds: proof.withdrawnAt === null,
      });
  for (const account of await acceptedAccounts(db, customerId))
    exceptions.push({
      at: account.provenAt.toISOString(),
      by: account.provenBy ?? '',
      what: 'Accepted an AWS account without proof',
      about: account.awsAccountId,
      reason: account.reason ?? '',
      reviewAt: null,
      holds: account.revokedAt === null,
    });
  for (const one of await exceptionsOfDepartures(db, customerId))
    exceptions.push({
      at: one.at.toISOString(),
      by: one.by,
      what: 'Let the customer leave although something may depend on their keys',
      about: one.acceptance,
      reason: one.reason,
      reviewAt: one.reviewAt.toISOString(),
      holds: one.withdrawnAt === null && one.reviewAt > now,
    });
  const approvals: PackApproval[] = exceptions.map(({ at, by, what, about, reason }) => ({
    at,
    by,
    what,
    about,
    reason,
  }));
  for (const release of await releasesOfKeys(db, ids)) {
    if (isTheirs(release.keyId, release.releasedAt))
      approvals.push({
        at: release.releasedAt.toISOString(),
        by: release.releasedBy,
        what: 'Released a key',
        about: arnOf(release.keyId),
        reason: release.reason,
      });
    if (release.retiredAt !== null && release.retiredBy !== null && isTheirs(release.keyId, release.retiredAt))
      approvals.push({
        at: release.retiredAt.toISOString(),
        by: release.retiredBy,
        what: 'Ended the checks of a key',
        about: arnOf(release.keyId),
        reason: release.retiredNote ?? '',
      });
  }
  for (const move of await confirmedMoves(db, customerId))
    approvals.push({
      at: move.confirmedAt?.toISOString() ?? '',
      by: move.confirmedBy ?? '',
      what: 'Recorded who confirmed a move to another AWS account',
      about: move.workspace,
      reason: move.confirmedHow ?? '',
    });
  return {
    approvals: approvals.toSorted((a, b) => a.at.localeCompare(b.at)),
    exceptions: exceptions.flatMap(({ holds, ...one }) => (holds ? [one] : [])),
  };
}
