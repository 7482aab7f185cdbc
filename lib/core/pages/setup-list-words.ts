import { STAGE_WORD } from '#lib/core/setup/setup-words.ts';
import { setupListHref, type SetupFilter, type SetupShow } from './setup-filter.ts';

/** The choices above the list of setups. */
export const SETUP_SHOW_WORD: Readonly<Record<SetupShow, string>> = {
  open: 'All open',
  attention: 'Needs attention',
  us: 'Waiting for us',
  account_executive: 'Account executive',
  customer: 'Customer',
  time: 'Next checks',
  hold: 'On hold',
  finished: 'Finished',
  withdrawn: 'Withdrawn',
};

/** The filters that are on beside `show`, each in words, and the address without it. */
export function setupFiltersInWords(filter: SetupFilter): { words: string; removeHref: string }[] {
  const { search, stage, mine } = filter;
  return [
    ...(search === null ? [] : [{ words: `“${search}”`, removeHref: setupListHref(filter, { search: null }) }]),
    ...(stage === null ? [] : [{ words: STAGE_WORD[stage], removeHref: setupListHref(filter, { stage: null }) }]),
    ...(mine ? [{ words: 'mine', removeHref: setupListHref(filter, { mine: false }) }] : []),
  ];
}

const NOTHING: Readonly<Record<SetupShow, string>> = {
  open: 'No setup is open.',
  attention: 'No setup needs attention.',
  us: 'No setup waits for us.',
  account_executive: 'No setup waits for an account executive.',
  customer: 'No setup waits for a customer.',
  time: 'No setup waits for the next checks.',
  hold: 'No setup is on hold.',
  finished: 'No setup is finished yet.',
  withdrawn: 'No setup was withdrawn.',
};

/** Why the list has no rows. */
export function noSetupWords(filter: SetupFilter): string {
  const { search, stage, mine, show } = filter;
  if (search !== null)
    return `Nothing matches “${search}”${stage !== null || mine || show !== 'open' ? ' within the other filters' : ''}. You can search by customer, external ID, or ticket.`;
  return stage !== null || mine ? 'No setup matches the filters.' : NOTHING[show];
}

/** Why not all open setups are in the list. */
export const CUT_SETUPS_WORDS = 'More setups are open than are read at once. These are the oldest. Search for others.';
