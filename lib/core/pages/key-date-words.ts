import { earliestLossWords, earliestPossibleLoss, type EarliestLoss } from '#lib/core/finding/earliest-loss.ts';
import type { ActionResult } from '#lib/core/probe/action-results.ts';
import type { ProbeAction } from '#lib/core/probe/actions.ts';
import type { KeyFacts } from '#lib/core/probe/report.ts';
import type { RotationSchedule } from '#lib/core/rotation/rotation-schedule.ts';
import { nextRotationWords } from '#lib/core/rotation/rotation-words.ts';
import { instantWords, sinceWords } from '#lib/core/text/time-words.ts';

/** A date of the key in words. `unknown`: there is no date, and the words say why. */
export type DateWords = { words: string; unknown: boolean };

/**
 * What AWS will do with the key by itself, in words that are the same in an hour. They are made on the server: no page
 * then loads the rules behind them.
 */
export type KeyDateWords = {
  /** The key state as DescribeKey last gave it, and that it isn't visible now where AWS denies us DescribeKey. */
  keyState: DateWords;
  /** Why the deadline is earlier than the deletion date that AWS gave, as the end of a sentence; null where it isn't. */
  deadlineWhy: string | null;
  deletion: DateWords;
  /** Only while AWS denies us DescribeKey: we know what we last saw, not what is (H13). */
  earliestLoss: string | null;
  /** Only where key material can expire. */
  materialExpires: DateWords | null;
  nextRotation: DateWords;
};

type Known = {
  facts: KeyFacts | null;
  /** The last conclusive answer of each permission test. */
  rows: readonly { action: ProbeAction; result: ActionResult['result'] | null }[];
  lastDescribedAt: Date | null;
  deadlineAt: Date | null;
  schedule: RotationSchedule;
  timeZone: string | null;
  now: Date;
};

/** @param known what the page shows of the key; times are in UTC and in the customer's time zone if it is known */
export function keyDateWords(known: Known): KeyDateWords {
  const { facts, lastDescribedAt, schedule, timeZone, now } = known;
  const denied = known.rows.some(({ action, result }) => action === 'DescribeKey' && result === 'denied');
  const loss = facts === null ? null : earliestPossibleLoss({ ...facts, lastDescribedAt, now });
  return {
    keyState: keyStateWords(facts, denied ? lastDescribedAt : null, now),
    deadlineWhy: denied ? deadlineWhy(known, loss) : null,
    deletion: {
      words: deletionWords(facts, denied, timeZone),
      unknown: facts?.keyState !== 'PendingDeletion',
    },
    earliestLoss: denied ? earliestLossWords(loss, timeZone) : null,
    materialExpires: expiryWords(facts, timeZone),
    nextRotation: { words: nextRotationWords(schedule, timeZone), unknown: schedule.state !== 'on' },
  };
}

function keyStateWords(facts: KeyFacts | null, seenUntil: Date | null, now: Date): DateWords {
  if (facts === null) return { words: 'Not visible to us: DescribeKey has never answered', unknown: true };
  return seenUntil === null
    ? { words: facts.keyState, unknown: false }
    : { words: `${facts.keyState} as of ${sinceWords(seenUntil, now)}, not visible now`, unknown: true };
}

/** While we can't see the key, its deletion may have been canceled and scheduled anew, for an earlier date (H13). */
function deadlineWhy({ facts, deadlineAt }: Known, loss: EarliestLoss | null): string | null {
  if (loss === null || loss.says === 'cannot_tell' || loss.at.getTime() !== deadlineAt?.getTime()) return null;
  if (facts === null || facts.deletionAt === null || facts.deletionAt <= loss.at) return null;
  return `the earliest possible: last seen ${instantWords(loss.describedAt)}, plus 7 days`;
}

function deletionWords(facts: KeyFacts | null, denied: boolean, timeZone: string | null): string {
  if (facts === null) return 'Not visible to us: DescribeKey has never answered';
  if (facts.deletionAt !== null) {
    const date = `not before ${instantWords(facts.deletionAt, timeZone)}; AWS may take up to 24 hours longer`;
    return denied ? `When we last saw the key: ${date}` : `N${date.slice(1)}`;
  }
  if (facts.keyState === 'PendingDeletion') return 'Scheduled; AWS gave no date';
  return facts.keyState === 'PendingReplicaDeletion'
    ? 'Scheduled after the key’s replicas are deleted; no date yet'
    : 'None scheduled when DescribeKey last answered';
}

function expiryWords(facts: KeyFacts | null, timeZone: string | null): DateWords | null {
  if (facts === null || (facts.origin !== 'EXTERNAL' && facts.materialExpiresAt === null)) return null;
  // Without its material the key has nothing that could expire, whatever date AWS still names.
  if (facts.keyState === 'PendingImport')
    return { words: 'Imported key material was missing when DescribeKey last answered', unknown: false };
  return facts.materialExpiresAt === null
    ? { words: 'No expiry date when DescribeKey last answered', unknown: true }
    : { words: `Not before ${instantWords(facts.materialExpiresAt, timeZone)}`, unknown: false };
}
