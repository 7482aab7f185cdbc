import type { EvidenceContent } from '#lib/core/finding/evidence.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { EvidenceRefusal } from './evidence-refusal.ts';

/** Clocks differ, and people round. */
const TOLERANCE_MS = 5 * 60_000;
const LONGEST_BACK_YEARS = 10;
/** AWS may delete a key this long after its date. Source: KMS developer guide, "Deleting AWS KMS keys". */
const DELETION_MAY_WAIT_MS = 24 * 3_600_000;

const yearsBefore = (at: Date, years: number): Date => {
  const before = new Date(at);
  before.setUTCFullYear(at.getUTCFullYear() - years);
  return before;
};

/**
 * Checks the time at which the customer took the evidence.
 * @param takenAt as staff say; null for "just now"
 * @param kmsCreatedAt when the key was created, if DescribeKey ever said so
 * @returns the time of the evidence, never later than now
 */
export function dateEvidence(
  takenAt: Date | null,
  content: EvidenceContent,
  kmsCreatedAt: Date | null,
  now: Date,
): Result<Date, EvidenceRefusal> {
  const asOf = takenAt ?? now;
  if (Number.isNaN(asOf.getTime())) return refuse('taken_too_early');
  const earliest = kmsCreatedAt ?? yearsBefore(now, LONGEST_BACK_YEARS);
  if (asOf.getTime() > now.getTime() + TOLERANCE_MS) return refuse('taken_in_the_future');
  if (asOf.getTime() < earliest.getTime() - TOLERANCE_MS) return refuse('taken_too_early');
  const goneAfter = content.kind === 'describe_key' && content.exists ? content.deletionAt : null;
  if (goneAfter !== null && asOf.getTime() > goneAfter.getTime() + DELETION_MAY_WAIT_MS + TOLERANCE_MS)
    return refuse('older_than_said');
  return ok(asOf > now ? now : asOf);
}
