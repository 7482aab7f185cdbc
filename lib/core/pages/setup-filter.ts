import { SETUP_STEPS, type SetupStep } from '#lib/core/setup/stage.ts';

/** What the list of setups shows: what is open, what of it waits for whom or needs us, and what has ended. */
export const SETUP_SHOWS = [
  'open',
  'attention',
  'us',
  'account_executive',
  'customer',
  'time',
  'hold',
  'finished',
  'withdrawn',
] as const;
export type SetupShow = (typeof SETUP_SHOWS)[number];

export type SetupFilter = {
  show: SetupShow;
  search: string | null;
  /** Setups with a line at this step. Of what has ended there are none. */
  stage: SetupStep | null;
  /** Only those of the person who reads. */
  mine: boolean;
  /** From 1. */
  page: number;
};

export const LONGEST_SETUP_SEARCH = 200;
const MOST_PAGES = 1_000;

/** Reads a filter from URL parameters. Unknown values are ignored. */
export function readSetupFilter(parameter: (name: string) => string | null): SetupFilter {
  const [show, stage, search, page] = ['show', 'stage', 'q', 'page'].map((name) => parameter(name)?.trim() ?? '');
  const number = Number(page);
  const shown = SETUP_SHOWS.find((known) => known === show) ?? 'open';
  return {
    show: shown,
    search: search === undefined || search === '' ? null : search.slice(0, LONGEST_SETUP_SEARCH),
    stage: isClosedShow(shown) ? null : (SETUP_STEPS.find((known) => known === stage) ?? null),
    mine: parameter('owner') === 'mine',
    page: Number.isInteger(number) && number >= 1 && number <= MOST_PAGES ? number : 1,
  };
}

/** The URL parameters of a filter, in the order in which they are always written. */
export function setupFilterParameters({ show, search, stage, mine, page }: SetupFilter): URLSearchParams {
  return new URLSearchParams([
    ...(search === null ? [] : [['q', search]]),
    ...(show === 'open' ? [] : [['show', show]]),
    ...(stage === null ? [] : [['stage', stage]]),
    ...(mine ? [['owner', 'mine']] : []),
    ...(page === 1 ? [] : [['page', `${page}`]]),
  ]);
}

/** The address of the list with a filter changed; what is changed begins at the first page. */
export function setupListHref(filter: SetupFilter, change: Partial<SetupFilter>): string {
  const changed = { ...filter, page: 1, ...change };
  const stage = isClosedShow(changed.show) ? null : changed.stage;
  const parameters = setupFilterParameters({ ...changed, stage }).toString();
  return parameters === '' ? '/setups' : `/setups?${parameters}`;
}

/** Whether a setup that has ended is shown. */
export const isClosedShow = (show: SetupShow): show is 'finished' | 'withdrawn' =>
  show === 'finished' || show === 'withdrawn';
