import type { ListCount } from '#lib/core/pages/key-list-page.ts';

const number = (n: number): string => n.toLocaleString('en-US');

/** A count as a list shows it: "1,213", or "1,000+" where counting stopped. */
export const countText = ({ n, exact }: ListCount): string => `${number(n)}${exact ? '' : '+'}`;

/** How many of a list's rows this page shows: "50 of 1,213". */
export const shownOf = (shown: number, count: ListCount): string => `${number(shown)} of ${countText(count)}`;

/** Why a page has no more rows although more may match: too many rows were read in search of them. */
export const STOPPED_WORDS = 'Keydesk stopped reading here, and more may match. Narrow the filter, or go on.';

/** Why a search shows only some of what it found. */
export const MORE_WORDS = 'There are more matches than these. Type more.';

/** The number of rows; null where it isn't known exactly. */
export const exactly = (count: ListCount | null): number | null => (count?.exact === true ? count.n : null);

/** Why a search can't be exported. */
export const CUT_SEARCH_WORDS = 'This search shows only the first matches. Narrow it, or export a list by filters.';
