import { isVerifiedContact } from '#lib/core/customer/customer.ts';

const DAY_MS = 24 * 3_600_000;
/** How long before a move a contact must have been verified to confirm it (H17). */
export const VERIFIED_BEFORE_MS = 14 * DAY_MS;

/**
 * Whether a contact may confirm that a workspace moves to a key in another AWS account: verified at least 14 days before the
 * move began, by somebody other than who started it. An account executive never counts (H17).
 */
export const mayConfirmMove = (
  contact: {
    role: string;
    lastConfirmedAt: Date | null;
    verifiedBy: string | null;
    verifiedByStaffId?: string | null;
    verifiedWith: string | null;
  },
  move: {
    startedAt: Date;
    startedBy: string;
    /** The ids of everybody who has a part in it: a name may change. */
    involved?: readonly string[];
  },
): boolean =>
  isVerifiedContact(contact) &&
  contact.verifiedBy !== null &&
  contact.verifiedBy !== move.startedBy &&
  !(move.involved ?? []).some((staffId) => staffId === contact.verifiedByStaffId) &&
  move.startedAt.getTime() - contact.lastConfirmedAt.getTime() >= VERIFIED_BEFORE_MS;

/**
 * Whether a move needs such a confirmation, and has none from after the new key came in: an earlier one was about another
 * key. Null keys: nothing came in yet.
 */
export const needsConfirmation = (
  oldKey: { awsAccountId: string } | null,
  newKey: { awsAccountId: string; receivedAt: Date | null } | null,
  confirmedAt: Date | null,
): boolean =>
  oldKey !== null &&
  newKey !== null &&
  oldKey.awsAccountId !== newKey.awsAccountId &&
  (confirmedAt === null || newKey.receivedAt === null || confirmedAt < newKey.receivedAt);
