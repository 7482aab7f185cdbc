import { instantWords, sinceWords } from '#lib/core/text/time-words.ts';
import type { HomeGroupName, SinceChoice } from './home-asked.ts';
import { NEEDS_US_ORDER } from './home-order.ts';
import { HOME_GROUP_TITLE } from './home-words.ts';

/**
 * What the head of a group is made of. `handedOver`: whether changes are shown since the reader's last hand-over;
 * `elsewhere`: how many rows of the other groups are new.
 */
type Head = { since: { choice: SinceChoice; at: Date; handedOver: boolean; elsewhere: number }; now: Date };

const PERIOD_WORDS: Readonly<Record<Exclude<SinceChoice, 'handover' | 'time'>, string>> = {
  '8h': 'the last 8 hours',
  '24h': 'the last 24 hours',
  '7d': 'the last 7 days',
};

/** Since when changes are shown, and why that time. */
function sinceHint({ choice, handedOver, at }: Head['since']): string {
  const from = instantWords(at);
  if (handedOver) return `Changes since you handed over your shift on ${from}.`;
  if (choice === 'handover')
    return `Changes since ${from}: the last 24 hours, because you haven’t handed over a shift yet.`;
  return choice === 'time'
    ? `Changes since ${from}, the time that you chose.`
    : `Changes since ${from}: ${PERIOD_WORDS[choice]}, as you chose.`;
}

/** Where the other changes are; null where there are none. */
function elsewhereWords(elsewhere: number): string | null {
  if (elsewhere === 0) return null;
  const rows = elsewhere === 1 ? '1 row' : `${elsewhere.toLocaleString('en-US')} rows`;
  return `${rows} of the other groups ${elsewhere === 1 ? 'is' : 'are'} new too, marked “new”. Only what is in no other group is listed here.`;
}

/** The heading of a group. That of what changed ends with its time, unless it is that of a hand-over. */
export function groupTitle(name: HomeGroupName, { since, now }: Head): string {
  if (name !== 'changed') return HOME_GROUP_TITLE[name];
  return since.handedOver
    ? 'New since your last hand-over'
    : `${HOME_GROUP_TITLE.changed} ${sinceWords(since.at, now)}`;
}

/** What a group is and how it is sorted, under its heading; null where there is nothing to sort or explain. */
export function groupHint(name: HomeGroupName, { since }: Head, count: number): string | null {
  switch (name) {
    case 'needs_us':
      return count === 0 ? null : NEEDS_US_ORDER;
    case 'deadline':
      return 'Keys not listed above with a deadline within two of the customer’s working days: another message may be read too late.';
    case 'changed':
      return [sinceHint(since), elsewhereWords(since.elsewhere)].filter((words) => words !== null).join(' ');
    case 'waiting':
      return count === 0
        ? null
        : 'A text is recorded as sent. Sorted by: reminder due, promise to write again, told longest ago.';
  }
}

/** What a group says while it has no row. */
export function groupEmpty(name: HomeGroupName, { since }: Head): string {
  switch (name) {
    case 'needs_us':
      return 'Nothing needs us.';
    case 'deadline':
      return 'None: every other deadline is further away.';
    case 'changed':
      return since.elsewhere === 0 ? 'No status changed.' : 'No status changed but those.';
    case 'waiting':
      return 'Nobody who was told something still has to act.';
  }
}
