import type { KeyRole } from '#lib/core/key/role.ts';
import { isInFuture, isWithin } from '#lib/core/probe/clock-error.ts';
import type { DeletionKind } from '#lib/core/pages/deletions-page.ts';
import { dayWords, instantWords } from '#lib/core/text/time-words.ts';

/** What is known of a key's end beside its date. */
export type EndDetail = {
  /** The deletion date that AWS gave us last. */
  deletionAt: Date | null;
  pendingDeletionWindowDays: number | null;
  lastDescribedAt: Date | null;
};

/** A date that nobody confirmed for this long is told with its age (H26). */
const SEEN_WITHIN_MS = 24 * 3_600_000;

/** What happens to a key on its date, in one line, and when it was last seen, unless that was within a day. */
export function whatHappens(kind: DeletionKind, at: Date | null, detail: EndDetail, now: Date): string {
  const { lastDescribedAt } = detail;
  const what = happens(kind, at, detail, now);
  if (lastDescribedAt === null || isWithin(lastDescribedAt, SEEN_WITHIN_MS, now)) return what;
  const clockError = isInFuture(lastDescribedAt, now) ? ', clock error' : '';
  return `${what} (last seen ${instantWords(lastDescribedAt)}${clockError})`;
}

const waitingWords = (days: number | null): string =>
  days === null ? 'a waiting period begins then' : `a waiting period of ${days} days begins then`;

function happens(kind: DeletionKind, at: Date | null, detail: EndDetail, now: Date): string {
  const passed = at !== null && at <= now;
  switch (kind) {
    case 'deletion':
      return passed ? 'The date has passed: AWS may delete the key at any moment' : 'Deletion scheduled';
    case 'denied': {
      // The other date never stands for the first: it may have been rescheduled (H13).
      const differs = detail.deletionAt !== null && at !== null && detail.deletionAt > at;
      const or = differs ? `, or from ${instantWords(detail.deletionAt ?? at)} on if it was not rescheduled` : '';
      return `Deletion no longer visible: earliest possible date${or}`;
    }
    case 'material':
      return passed ? 'Key material should have expired by now' : 'Key material expires';
    case 'last_seen':
      return 'Deletion scheduled when we last saw the key';
    case 'deadline':
      return 'Deadline of the status';
    case 'replica':
      return `AWS sets the date when the last replica is deleted: ${waitingWords(detail.pendingDeletionWindowDays)}`;
    case 'no_date':
      return 'Deletion scheduled; AWS gave us no date';
    case 'presumed_deleted':
      return 'Presumed deleted: we can’t see whether it was';
  }
}

/** What undoes it, in a few words: right only where it was a mistake (H3), as the column's title says. */
export const UNDO_TITLE = 'If this is a mistake';
export const UNDO_WORDS = {
  deletion: 'Cancel, then enable',
  denied: 'Cancel, then enable',
  last_seen: 'Cancel, then enable',
  replica: 'Cancel, then enable',
  no_date: 'Cancel, then enable',
  material: 'Import it again',
  deadline: 'See the key',
  presumed_deleted: 'Ask for describe-key',
} as const satisfies Record<DeletionKind, string>;

/** Of a released key: its owner decides, and nothing of ours needs it. */
export const UNDO_RELEASED = 'Expected: released';

/** What we know of who uses a key. */
export type KnownUse = {
  role: KeyRole;
  /** Workspaces that have it as their active key, and those that keep it for older backups. */
  active: number;
  retained: number;
  /** Since when the last of them keeps it for older backups; null where nobody recorded that. */
  retainedSince: Date | null;
};

const workspaces = (n: number): string => (n === 1 ? '1 workspace' : `${n.toLocaleString('en-GB')} workspaces`);

/** What is lost with a key, as far as Keydesk knows. "None" is said of nothing (H15). */
export function stakeWords({ role, active, retained, retainedSince }: KnownUse, keyWorks: boolean): string {
  const parts = [
    active > 0
      ? `Active key of ${workspaces(active)}: ${keyWorks ? 'new backups stop' : 'backups have stopped'}, and those made with it can’t be restored`
      : '',
    retained > 0
      ? `Retained for ${workspaces(retained)}: backups made ${retainedSince === null ? 'with it' : `before ${dayWords(retainedSince)}`} can’t be restored`
      : '',
  ].filter((part) => part !== '');
  if (parts.length > 0) return parts.join('. ');
  return NO_WORKSPACE_WORDS[role];
}

const NO_WORKSPACE_WORDS = {
  candidate: 'Pending setup: not assigned to a workspace yet',
  active: 'Active key; its workspaces are not known',
  retained: 'Retained key; its workspaces are not known',
  released: 'Released: nothing of ours uses it any more, as recorded here',
  retired: 'Retired',
} as const satisfies Record<KeyRole, string>;

/** Said once above the rows: no row claims to know more. */
export const STAKE_NOTE = 'What depends on these keys is known only as our product last reported it.';

/** "17 Mar": the year is that of the date's column in the list. */
export const axisDay = (at: string): string => dayWords(new Date(at)).split(' ').slice(1, 3).join(' ');

type Mark = { keys: number; names: readonly string[]; at: string; until: string };

/** "17 Mar Northwind Trading", or "17 Mar – 19 Mar 3 keys". */
export function markLabel({ keys, names, at, until }: Mark): string {
  const [day, last] = [axisDay(at), axisDay(until)];
  if (keys === 1) return `${day} ${names[0] ?? ''}`;
  return day === last ? `${day} ${keys} keys` : `${day} – ${last} ${keys} keys`;
}

/** The whole text of a mark: all times, and the names as far as they were kept. */
export function markTitle({ keys, names, at, until }: Mark): string {
  const when =
    at === until ? instantWords(new Date(at)) : `${instantWords(new Date(at))} to ${instantWords(new Date(until))}`;
  const others = keys - names.length;
  return `Not before ${when}: ${names.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

export const PASSED_NOTE = 'Latest first. Dates that passed more than 30 days ago are only in the list of keys.';

/** H8: every date of the page is a lower limit. */
export const TIMELINE_SUMMARY =
  'Scheduled deletions and expiring key material of all customers. Dates are “not before”: AWS may take up to 24 hours longer, but don’t plan with that time.';
