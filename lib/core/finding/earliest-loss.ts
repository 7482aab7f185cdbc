import type { KnownKey } from '#lib/core/finding/circumstances.ts';
import { isInFuture } from '#lib/core/probe/clock-error.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

const DAY_MS = 24 * 3_600_000;
/**
 * ScheduleKeyDeletion takes a waiting period of 7 to 30 days, so a deletion that began after our last check can't be
 * complete sooner.
 */
const SHORTEST_WAIT_DAYS = 7;

/** States in which no deletion was scheduled when DescribeKey answered. An unknown state is not among them. */
const STATES_WITHOUT_DELETION: readonly string[] = [
  'Enabled',
  'Disabled',
  'PendingImport',
  'Unavailable',
  'Creating',
  'Updating',
];

/**
 * When a key may be lost by a deletion that we can no longer see (H13). `not_yet`: we may say "cannot have been deleted
 * yet" until `at`. `possible_since`: it may be deleted. `cannot_tell`: we may give no date.
 */
export type EarliestLoss = { describedAt: Date } & (
  | { says: 'not_yet' | 'possible_since'; at: Date; bound: 'deletion_date' | 'shortest_wait' }
  | {
      says: 'cannot_tell';
      at: null;
      why: 'material_leaves_at_once' | 'date_not_given' | 'state_unknown' | 'clock_error';
    }
);

/** What DescribeKey last reported, and when. */
export type LastDescription = {
  keyState: string | null;
  /** As stored. It counts only for PendingDeletion. */
  deletionAt: Date | null;
  /** Only for PendingReplicaDeletion: the waiting period that begins when the last replica is deleted. */
  pendingDeletionWindowDays: number | null;
  origin: string | null;
  customKeyStoreId: string | null;
  lastDescribedAt: Date | null;
};

/**
 * Only AWS's own material stays until the key is deleted. All other material can be removed without a waiting period.
 */
const materialStays = ({ origin, customKeyStoreId }: LastDescription): boolean =>
  origin === 'AWS_KMS' && customKeyStoreId === null;

const daysAfter = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY_MS);

/**
 * The earlier of the stored DeletionDate and the last DescribeKey + 7 days (H13): a deletion may have been canceled and
 * rescheduled, or begun right after our last check. PendingReplicaDeletion may use its own shorter window.
 * Sources: KMS API reference, ScheduleKeyDeletion (7 to 30 days) and KeyMetadata (DeletionDate,
 * PendingDeletionWindowInDays).
 * @returns null when DescribeKey never answered
 */
export function earliestPossibleLoss(last: LastDescription & { now: Date }): EarliestLoss | null {
  const { keyState, deletionAt, pendingDeletionWindowDays, lastDescribedAt: describedAt, now } = last;
  if (describedAt === null) return null;
  // A clock was set back since, so nobody knows when that was (H26).
  if (isInFuture(describedAt, now)) return { describedAt, says: 'cannot_tell', at: null, why: 'clock_error' };
  if (!materialStays(last)) return { describedAt, says: 'cannot_tell', at: null, why: 'material_leaves_at_once' };

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

/** The earliest possible loss of a key, from its record. */
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

/** Closing an account removes its keys without a scheduled deletion. */
const NOT_EXCLUDED = 'This does not rule out that the AWS account was closed.';

const WHY = {
  material_leaves_at_once:
    'Imported key material, or material outside KMS, can be removed at any time, so the key may be lost before any date.',
  date_not_given: 'Deletion was scheduled and AWS gave no date.',
  clock_error:
    'The time at which we last saw the key lies in the future, because a clock was set back, so we know no earliest date.',
  state_unknown: 'The last key state that we saw does not say whether a deletion was scheduled.',
} as const satisfies Record<Extract<EarliestLoss, { says: 'cannot_tell' }>['why'], string>;

/**
 * The earliest possible loss in words: weekday, UTC and the customer's zone, "not before", up to a day later, and never
 * as time that is left (H8). It calls nothing lost (H13).
 * @param loss the result of `earliestPossibleLoss`; null when DescribeKey never answered
 */
export function earliestLossWords(loss: EarliestLoss | null, timeZone: string | null = null): string {
  if (loss === null) return 'DescribeKey has never answered, so we know no earliest date of a loss.';
  const seen = `We last saw the key on ${instantWords(loss.describedAt)}.`;
  if (loss.says === 'cannot_tell') return `${WHY[loss.why]} ${seen} ${NOT_EXCLUDED}`;
  const at = instantWords(loss.at, timeZone);
  const why =
    loss.bound === 'deletion_date'
      ? 'the deletion date that AWS gave us then'
      : 'AWS waits at least 7 days after a deletion is scheduled';
  return loss.says === 'not_yet'
    ? `The key cannot have been deleted yet: not before ${at} (${why}; AWS may take up to 24 hours longer). Do not count on that date. ${seen} ${NOT_EXCLUDED}`
    : `The key may have been deleted: not before ${at} (${why}; AWS may take up to 24 hours longer), and that time has passed. We can’t see whether it was. ${seen} ${NOT_EXCLUDED}`;
}
