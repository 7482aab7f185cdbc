import { STATE_WORD } from './replacement-words.ts';
import type { ReplacementState } from './replacement.ts';

const STATE: Readonly<Record<ReplacementState, string>> = {
  ...STATE_WORD,
  switched: 'the switch to the new key is ordered',
  acknowledged: 'our product uses the new key, the old one is kept for older backups',
};

/** Where one workspace of a replacement is and what comes next, for whoever sees it first. */
export const stateAndNext = (state: ReplacementState, next: string): string => `${STATE[state]}. ${next}`;

/** Said beside it of a request that a stranger made (H17). */
export const NOT_ASKED_BY_VERIFIED = 'No verified contact of the customer asked for it.';
