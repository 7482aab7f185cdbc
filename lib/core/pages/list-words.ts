import type { ListName } from '#lib/core/pages/list-names.ts';
import type { ListCount } from '#lib/core/pages/key-list-page.ts';

const number = (n: number): string => n.toLocaleString('en-US');

/** A count as a list shows it: "1,213", or "1,000+" where counting stopped. */
export const countText = ({ n, exact }: ListCount): string => `${number(n)}${exact ? '' : '+'}`;

/** How many of a list's rows this page shows: "50 of 1,213". */
export const shownOf = (shown: number, count: ListCount): string => `${number(shown)} of ${countText(count)}`;

/** Where a page is in its list, for paper: "50 of 1,213, first page", or what a search found. */
export function positionWords(
  shown: number,
  {
    count,
    before,
    after,
    more,
  }: { count: ListCount | null; before: string | null; after: string | null; more: boolean },
): string {
  if (count === null) return more ? `the first ${number(shown)} matches` : `${number(shown)} found`;
  if (before === null && after === null) return shownOf(shown, count);
  const page = before === null ? 'first page' : after === null ? 'last page' : 'neither first nor last page';
  return `${shownOf(shown, count)}, ${page}`;
}

/** Why a page has no more rows although more may match: too many rows were read in search of them. */
export const STOPPED_WORDS = 'Keydesk stopped reading here, and more may match. Narrow the filter, or go on.';

/** Why a search shows only some of what it found. */
export const MORE_WORDS = 'There are more matches than these. Type more.';

/** What each list is searched by. */
const SEARCHED_BY = {
  keys: 'customer, client, ARN, account, key ID, or the last four characters of a key ID',
  customers: 'name, external ID, or AWS account',
} as const satisfies Record<ListName, string>;

const NOTHING_PASSES = {
  keys: 'No key matches the filters.',
  customers: 'No customer matches the filters.',
} as const satisfies Record<ListName, string>;

/**
 * Why a list has no rows, for a URL with a search or filters.
 * @param search the text that is searched for; null without one
 * @param besides whether other filters are on, too
 * @param more whether the search found more than was looked at
 */
export function emptyWords(
  list: ListName,
  { search, besides, more }: { search: string | null; besides: boolean; more: boolean },
): string {
  if (search === null) return NOTHING_PASSES[list];
  if (more) return `None of the first matches of “${search}” passes the other filters.`;
  return `Nothing matches “${search}”${besides ? ' within the other filters' : ''}. You can search by ${SEARCHED_BY[list]}.`;
}

/** The number of rows; null where it isn't known exactly. */
export const exactly = (count: ListCount | null): number | null => (count?.exact === true ? count.n : null);

/** Why a search can't be exported. */
export const CUT_SEARCH_WORDS = 'This search shows only the first matches. Narrow it, or export a list by filters.';
