import { LINE_WAITS_FOR_WORD, STATE_WORD } from '#lib/core/replacement/replacement-words.ts';
import { REPLACEMENT_STATES, type ReplacementState } from '#lib/core/replacement/replacement.ts';
import type { ReplacementListItem } from './replacement-page.ts';

/** The two lists of requests. */
export const REPLACEMENT_SHOWS = ['open', 'ended'] as const;
export type ReplacementShow = (typeof REPLACEMENT_SHOWS)[number];
export const REPLACEMENT_SHOW_WORD: Readonly<Record<ReplacementShow, string>> = { open: 'Open', ended: 'Ended' };

/** The address of a list. */
export const replacementListHref = (show: ReplacementShow): string =>
  show === 'open' ? '/replacements' : `/replacements?show=${show}`;

/** The list that a URL asks for: the open requests unless it says otherwise. */
export const readReplacementShow = (parameter: (name: string) => string | null): ReplacementShow =>
  REPLACEMENT_SHOWS.find((show) => show === parameter('show')) ?? 'open';

/** What a request waits for, as the heading over those that wait for the same; null where nothing more happens. */
export const replacementGroupWords = ({ waitsFor }: ReplacementListItem): string | null =>
  waitsFor === 'nobody' ? 'Nothing more to do' : `Waiting for ${LINE_WAITS_FOR_WORD[waitsFor]}`;

/** Where a request stands, by the states of its workspaces: "switched", or "switched 2 of 3; tests under way 1 of 3". */
export function replacementStandingWords(states: readonly ReplacementState[]): string {
  const [only] = states;
  if (states.length === 1 && only !== undefined) return STATE_WORD[only];
  return REPLACEMENT_STATES.toReversed()
    .map((state) => [state, states.filter((one) => one === state).length] as const)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${STATE_WORD[state]} ${count} of ${states.length}`)
    .join('; ');
}

/** Why a list has no rows. */
export const NO_REPLACEMENTS_WORDS: Readonly<Record<ReplacementShow, string>> = {
  open: 'No replacement is open. A customer who makes a new key for their backups needs one. Rotation of the same key doesn’t.',
  ended: 'No replacement has ended yet.',
};

/** Why not every request is in the list. */
export const CUT_REPLACEMENTS_WORDS: Readonly<Record<ReplacementShow, string>> = {
  open: 'More replacements are open than are read at once. These are the newest.',
  ended: 'Only the newest are shown.',
};
