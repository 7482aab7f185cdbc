import type { FindingCode } from '#lib/core/finding/all-findings.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';
import type { AxisMark } from '#lib/core/pages/deletion-axis.ts';
import type { ListCount } from '#lib/core/pages/key-list-page.ts';
import type { RegionFreshness } from '#lib/core/verdict/region-freshness.ts';

/**
 * What happens on a date. `denied`: a deletion that we can no longer see. `last_seen`: a deletion that the status of the
 * key no longer rests on. `deadline`: a date of another cause.
 */
export const DATE_KINDS = ['deletion', 'denied', 'material', 'last_seen', 'deadline'] as const;
/** `replica` waits for the key's replicas. `no_date`: AWS gave none, or only a refusal named the deletion. */
export const UNDATED_KINDS = ['replica', 'no_date'] as const;
export const DELETION_KINDS = [...DATE_KINDS, ...UNDATED_KINDS, 'presumed_deleted'] as const;
export type DeletionKind = (typeof DELETION_KINDS)[number];

/** What the stored key says about its end. */
export type StoredEnd = {
  cause: FindingCode | null;
  keyState: string | null;
  deletionAt: Date | null;
  materialExpiresAt: Date | null;
  deadlineAt: Date | null;
};

/** What happens to a key, and the date that page, list and reply show for it (H27). */
export function endOf(stored: StoredEnd): { kind: DeletionKind; at: Date | null } {
  const { cause, keyState, materialExpiresAt, deadlineAt } = stored;
  // A date of a deletion counts only while it is scheduled.
  const deletionAt = keyState === 'PendingDeletion' ? stored.deletionAt : null;
  if (deadlineAt !== null) {
    const isExpiry = deadlineAt.getTime() === materialExpiresAt?.getTime();
    const isDenied = cause === 'denied_while_pending_deletion';
    const isDeletion = cause === 'pending_deletion' || deadlineAt.getTime() === deletionAt?.getTime();
    return { kind: isExpiry ? 'material' : isDenied ? 'denied' : isDeletion ? 'deletion' : 'deadline', at: deadlineAt };
  }
  if (cause === 'presumed_deleted') return { kind: 'presumed_deleted', at: deletionAt };
  if (keyState === 'PendingReplicaDeletion') return { kind: 'replica', at: null };
  const expiresFirst = materialExpiresAt !== null && (deletionAt === null || materialExpiresAt < deletionAt);
  if (expiresFirst && keyState !== 'PendingDeletion') return { kind: 'material', at: materialExpiresAt };
  if (deletionAt === null) return { kind: 'no_date', at: null };
  return { kind: cause === 'pending_deletion' ? 'deletion' : 'last_seen', at: deletionAt };
}

/** One key of the timeline as JSON. Instants are ISO text. */
export type DeletionItem = {
  id: string;
  customerName: string;
  /** The customers whose workspaces it protects, where the holder is their provider. */
  clientNames: readonly string[];
  arn: string;
  region: string;
  status: VerdictStatus;
  /** The cause of the status in a few words; null where it has none. */
  causeWord: string | null;
  kind: DeletionKind;
  /** The one date, or null. */
  at: string | null;
  what: string;
  stake: string;
  /** What depends on it, as our product last reported it and when, or that it never did. */
  reported: string;
  undo: string;
  serviceLevel: string | null;
};

/** A part of the timeline that is not on the axis, cut after as many rows as a page has. */
export type DeletionGroup = { items: DeletionItem[]; cut: boolean };

/** The first page of the timeline has all parts; later pages have only rows. */
export type DeletionsPage = {
  now: string;
  /** What holds up the checks of regions, as on every page of keys. */
  regions: RegionFreshness[];
  items: DeletionItem[];
  after: string | null;
  first: null | {
    axis: { wide: AxisMark[]; narrow: AxisMark[] };
    /** Keys within the axis that are not drawn; null where all are. */
    notDrawn: ListCount | null;
    /** Keys beyond the axis, and the cursor of the page that begins there; null where there is none. */
    later: { count: ListCount; firstAt: string; cursor: string } | null;
    undated: DeletionGroup;
    passed: DeletionGroup;
  };
};
