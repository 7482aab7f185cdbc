import type { KnownKey } from '#lib/core/finding/circumstances.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

const DAY_MS = 24 * 3_600_000;
/** ScheduleKeyDeletion takes a waiting period of 7 to 30 days: one that began after we looked is not over sooner. */
const SHORTEST_WAIT_DAYS = 7;

/** States in which no deletion was under way when DescribeKey answered. An unknown word is none of them. */
const STATES_WITHOUT_DELETION: readonly string[] = [
  'Enabled',
  'Disabled',
  'PendingImport',
  'Unavailable',
  'Creating',
  'Updating',
];

/**
 * Since when a key may be lost by a deletion that we can no longer see (H13).
 * `not_yet`: "cannot have been deleted yet" may be said, and only until `at`. `possible_since`: it may be over.
 * `cannot_tell`: no instant may be given at all.
 */
export type EarliestLoss = { describedAt: Date } & (
  | { says: 'not_yet' | 'possible_since'; at: Date; bound: 'deletion_date' | 'shortest_wait' }
  | { says: 'cannot_tell'; at: null; why: 'material_leaves_at_once' | 'date_not_given' | 'state_unknown' }
);

/** What DescribeKey last said, and when. */
export type LastSight = {
  keyState: string | null;
  /** As stored; it counts only beside PendingDeletion. */
  deletionAt: Date | null;
  /** Only beside PendingReplicaDeletion: the waiting period that begins when the last replica is gone. */
  pendingDeletionWindowDays: number | null;
  origin: string | null;
  customKeyStoreId: string | null;
  lastDescribedAt: Date | null;
};

/** Only AWS's own material stays with the key until the key goes; all other can be removed without any waiting period. */
const materialStays = ({ origin, customKeyStoreId }: LastSight): boolean =>
  origin === 'AWS_KMS' && customKeyStoreId === null;

const daysAfter = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY_MS);

/**
 * The earlier of the stored DeletionDate and the last DescribeKey + 7 days (H13): a pending deletion may have been
 * cancelled and scheduled anew with the shortest wait, an unscheduled one may have begun the moment after we looked.
 * For PendingReplicaDeletion the last replica may be gone the moment after: its own window counts where it is shorter.
 * Sources: KMS API reference, ScheduleKeyDeletion (7 to 30 days) and KeyMetadata (DeletionDate,
 * PendingDeletionWindowInDays).
 * @returns null where DescribeKey never answered
 */
export function earliestPossibleLoss(sight: LastSight & { now: Date }): EarliestLoss | null {
  const { keyState, deletionAt, pendingDeletionWindowDays, lastDescribedAt: describedAt, now } = sight;
  if (describedAt === null) return null;
  if (!materialStays(sight)) return { describedAt, says: 'cannot_tell', at: null, why: 'material_leaves_at_once' };

  const anew = daysAfter(describedAt, SHORTEST_WAIT_DAYS);
  const until = (at: Date, bound: 'deletion_date' | 'shortest_wait'): EarliestLoss => ({
    describedAt,
    says: now < at ? 'not_yet' : 'possible_since',
    at,
    bound,
  });
  if (keyState === 'PendingDeletion') {
    if (deletionAt === null) return { describedAt, says: 'cannot_tell', at: null, why: 'date_not_given' };
    return deletionAt <= anew ? until(deletionAt, 'deletion_date') : until(anew, 'shortest_wait');
  }
  if (keyState === 'PendingReplicaDeletion') {
    const days = Math.min(pendingDeletionWindowDays ?? SHORTEST_WAIT_DAYS, SHORTEST_WAIT_DAYS);
    return until(daysAfter(describedAt, days), 'shortest_wait');
  }
  if (keyState === null || !STATES_WITHOUT_DELETION.includes(keyState))
    return { describedAt, says: 'cannot_tell', at: null, why: 'state_unknown' };
  return until(anew, 'shortest_wait');
}

/** The earliest possible loss of a key, by what its record last saw. */
export const lossOf = ({ facts, check }: Pick<KnownKey, 'facts' | 'check'>, now: Date): EarliestLoss | null =>
  earliestPossibleLoss({
    keyState: facts?.keyState ?? null,
    deletionAt: facts?.deletionAt ?? null,
    pendingDeletionWindowDays: facts?.pendingDeletionWindowDays ?? null,
    origin: facts?.origin ?? null,
    customKeyStoreId: facts?.customKeyStoreId ?? null,
    lastDescribedAt: check.lastDescribedAt,
    now,
  });

/** Closing an account takes its keys away without any deletion being scheduled. */
const NOT_EXCLUDED = 'This does not exclude that the AWS account was closed.';

const WHY = {
  material_leaves_at_once:
    'Key material that is imported, or kept outside KMS, can be removed at any moment, so no earliest date can be given.',
  date_not_given: 'Deletion was scheduled and AWS gave no date, so no earliest date can be given.',
  state_unknown:
    'The key state that we last saw does not say whether a deletion was under way, so no date can be given.',
} as const satisfies Record<Extract<EarliestLoss, { says: 'cannot_tell' }>['why'], string>;

/**
 * The earliest possible loss in words: weekday, UTC and the customer's zone, "not before", and never as a margin (H8).
 * No word of it calls anything lost (H13).
 * @param loss what `earliestPossibleLoss` gave; null where DescribeKey never answered
 */
export function earliestLossWords(loss: EarliestLoss | null, timeZone: string | null = null): string {
  if (loss === null) return 'DescribeKey has never answered us, so no earliest date of a loss can be given.';
  const seen = `We last saw the key ${instantWords(loss.describedAt)}.`;
  if (loss.says === 'cannot_tell') return `${WHY[loss.why]} ${seen} ${NOT_EXCLUDED}`;
  const at = instantWords(loss.at, timeZone);
  const why =
    loss.bound === 'deletion_date'
      ? 'the deletion date that AWS gave us then'
      : 'AWS waits at least 7 days after a deletion is scheduled';
  return loss.says === 'not_yet'
    ? `The key cannot have been deleted yet: not before ${at} (${why}). That is no margin to wait in. ${seen} ${NOT_EXCLUDED}`
    : `The key may have been deleted since ${at} (${why}; AWS may take up to 24 hours longer). Whether it was is not visible to us. ${seen} ${NOT_EXCLUDED}`;
}
