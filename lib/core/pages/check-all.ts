import { VERDICT_STATUSES, VERDICT_WORD, type VerdictStatus } from '#lib/core/finding/status.ts';

/** How far the check of all keys of a customer is. */
export type CheckAllProgress = {
  orderedAt: Date;
  by: string;
  /** Of each status, as stored now: how many keys, how many of them were checked since, and how many answered. */
  statuses: readonly { status: VerdictStatus; keys: number; checked: number; answered: number }[];
};

/** The same as the page shows it. */
export type CheckAllView = {
  /** Whether keys of it are still to be checked. */
  running: boolean;
  keys: number;
  checked: number;
  at: string;
  by: string;
  /** What is to know now: how it goes on, or what was seen. */
  words: string;
};

/** An order is shown this long after it came. */
const SHOWN_MS = 60 * 60_000;
/** Full checks take seconds: what is not done by then waits for the quota or for the scheduler. */
const SOON_MS = 60_000;

const LEAVE = 'You can leave this page: the checks go on.';
const LATER = 'The other keys wait for quota or the scheduler. You don’t need to do anything.';

const sumOf = (statuses: CheckAllProgress['statuses'], of: 'keys' | 'checked' | 'answered'): number =>
  statuses.reduce((sum, row) => sum + row[of], 0);

/** "2 unusable, 1 attention, 9 usable": of the keys that answered. */
function seenWords(statuses: CheckAllProgress['statuses']): string {
  const counted = VERDICT_STATUSES.flatMap((status) => {
    const answered = statuses.find((row) => row.status === status)?.answered ?? 0;
    return answered === 0 ? [] : [`${answered} ${VERDICT_WORD[status].toLowerCase()}`];
  });
  return counted.join(', ');
}

/** "1 key gave no answer and keeps its last status." */
const silentWords = (count: number): string =>
  count === 0
    ? ''
    : count === 1
      ? ' 1 key gave no answer and keeps its last status.'
      : ` ${count} keys gave no answer and keep their last status.`;

/**
 * What the page says of the last order to check all keys; null an hour after it, and without one. Keys are never called
 * usable for an answer that did not come (H15, H26).
 */
export function checkAllView(progress: CheckAllProgress | null, now: Date): CheckAllView | null {
  if (progress === null) return null;
  const { orderedAt, by, statuses } = progress;
  const ageMs = now.getTime() - orderedAt.getTime();
  if (ageMs < 0 || ageMs > SHOWN_MS) return null;
  const [keys, checked, answered] = [sumOf(statuses, 'keys'), sumOf(statuses, 'checked'), sumOf(statuses, 'answered')];
  const running = checked < keys;
  const silent = silentWords(checked - answered);
  const seen = answered === 0 ? '' : ` Now: ${seenWords(statuses)}.`;
  const words = running
    ? `${checked} of ${keys} checked. ${ageMs <= SOON_MS ? LEAVE : LATER}`
    : `${checked} of ${keys} checked.${seen}${silent}`;
  return { running, keys, checked, at: orderedAt.toISOString(), by, words };
}
