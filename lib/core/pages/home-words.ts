import { durationWords, instantWords } from '#lib/core/text/time-words.ts';
import type { HomeGroupName, SinceChoice } from './home-asked.ts';
import type { HomeIncident, HomePage } from './home-page.ts';
import type { ListCount } from './key-list-page.ts';
import { countText } from './list-words.ts';

/** The name of each group. */
export const HOME_GROUP_TITLE: Readonly<Record<HomeGroupName, string>> = {
  needs_us: 'Needs us',
  deadline: 'Deadline before the customer’s second working day',
  changed: 'New since',
  waiting: 'Waiting for the customer',
};

/** The choices of since when a change is new. */
export const SINCE_WORD: Readonly<Record<Exclude<SinceChoice, 'time'>, string>> = {
  handover: 'my last hand-over',
  '8h': '8 h',
  '24h': '24 h',
  '7d': '7 d',
};

const counted = (n: number, one: string, many: string): string =>
  n === 1 ? `1 ${one}` : `${n.toLocaleString('en-US')} ${many}`;

/** That no worker is running, and since when. */
export const workerGoneTitle = (since: string | null, now: string): string =>
  since === null
    ? 'No worker has ever run.'
    : `No worker has run since ${instantWords(new Date(since))} (${durationWords(Date.parse(now) - Date.parse(since))}).`;

/** What that means, and what to do. */
export const WORKER_GONE =
  'No key is being checked. Every status below is from before that time, and a key that fails now doesn’t show. Tell the people who run Keydesk to start a worker. Until then, open a key and choose “Check now” before you write to a customer.';
export const WORKER_AT_WORK = 'A worker is running';

/** What is left of a group, as a link to all of it: "and 12 more". */
export const moreWords = ({ n, exact }: ListCount, shown: number): string =>
  `and ${countText({ n: n - shown, exact })} more`;
export const SHOW_ALL_GROUPS = 'Show all groups';

/** An incident: since when, how many, and what waits. The page adds the link. */
export function incidentWords({ region, since, customers, checked }: HomeIncident): { fact: string; meaning: string } {
  const began =
    since === null ? '; clock error: its start is in the future' : ` since ${instantWords(new Date(since))}`;
  return {
    fact: `Incident in ${region}${began}: ${counted(customers, 'customer', 'customers')} denied together.`,
    meaning: `Alerts and denials there are on hold, and these keys are in no group below. ${checked ? 'Our own side was checked.' : 'Check our own side first.'}`,
  };
}

/** Where a region's own side is shown, and where a check of it is recorded. */
export const regionHref = (region: string): string => `/regions#${region}`;

/** How many keys of a region have no current status or keep an old one, and why; null where all were checked. */
export function uncheckedWords({ region, failed, kept, never }: HomePage['unchecked'][number]): string | null {
  const parts = [
    ...(failed === 0 ? [] : [`${counted(failed, 'key', 'keys')} could not be checked`]),
    ...(kept.n === 0
      ? []
      : [`the last check of ${countText(kept)} ${kept.n === 1 && kept.exact ? 'key' : 'keys'} failed`]),
    ...(never === 0 ? [] : [`${never} not checked yet`]),
  ];
  return parts.length === 0 ? null : `${region}: ${parts.join(', ')}`;
}

/** What was checked, where nothing needs anybody. When each region answered last stands above it. */
export const nothingWords = ({ liveKeys, workerGone }: Pick<HomePage, 'liveKeys' | 'workerGone'>): string =>
  workerGone === null
    ? `Nothing needs us. ${counted(liveKeys, 'key is', 'keys are')} checked; the last answers are above.`
    : `Nothing needed us at the last checks of ${counted(liveKeys, 'key', 'keys')}. No key is being checked now.`;

/** Who has the ticket: "owner: Ana, #4711"; null where there is neither. */
export function ownerAndTicketWords(owner: string | null, ticket: string | null): string | null {
  if (owner === null) return ticket === null ? null : `ticket: ${ticket}`;
  return ticket === null ? `owner: ${owner}` : `owner: ${owner}, ${ticket}`;
}
