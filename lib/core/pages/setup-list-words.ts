import { ATTENTION_WORD, FINISHED_WORD, nextWords, STAGE_WORD, WAITS_FOR_WORD } from '#lib/core/setup/setup-words.ts';
import { dayWords } from '#lib/core/text/time-words.ts';
import { setupListHref, type SetupFilter, type SetupShow } from './setup-filter.ts';
import type { SetupListItem, SetupListLine } from './setup-list-page.ts';

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

/** Where one workspace of a setup stands: "main, eu-west-1: waiting for the key". */
export const setupLineWords = ({ workspace, region, step, ended }: SetupListLine): string =>
  `${workspace}, ${region}: ${step !== null ? STAGE_WORD[step] : ended ? 'ended' : FINISHED_WORD}`;

/** Why a setup needs us, until when nobody needs to look at it, or what comes next. Null where nothing is open. */
export function setupNextWords({ open, lines }: SetupListItem): string | null {
  if (open === null) return null;
  const { attention, held, holdUntil, waitsFor } = open;
  if (attention.length > 0) return attention.map((one) => ATTENTION_WORD[one]).join('; ');
  if (held && holdUntil !== null) return `on hold until ${dayWords(new Date(holdUntil))}`;
  const next = lines.flatMap((line) =>
    line.step !== null && line.waitsFor === waitsFor ? [nextWords(line.step, waitsFor)] : [],
  );
  return [...new Set(next)].join('; ');
}

/** What an open setup waits for; null where nothing is open. */
export const setupWaitsWords = ({ open }: SetupListItem): string | null =>
  open === null ? null : open.held ? 'on hold' : `waiting for ${WAITS_FOR_WORD[open.waitsFor]}`;

/** Where a setup stands, in one line: "waiting for the customer: send the ARN of the key". */
export function setupStandingWords(setup: SetupListItem): string {
  if (setup.open === null) return setup.closedAs ?? FINISHED_WORD;
  const next = setupNextWords(setup);
  return setup.open.held ? (next ?? '') : `${setupWaitsWords(setup)}: ${next}`;
}
