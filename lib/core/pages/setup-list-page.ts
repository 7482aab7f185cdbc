import type { ToldChannel } from '#lib/core/customer/told.ts';
import { WAITS_FOR, type SetupStep, type WaitsFor } from '#lib/core/setup/stage.ts';
import type { Attention } from '#lib/core/setup/standing.ts';
import { isClosedShow, type SetupFilter, type SetupShow } from './setup-filter.ts';
import type { ListCount } from './key-list-page.ts';

/** One workspace in the row of its setup; without a step it is finished, or has ended with the setup. */
export type SetupListLine = {
  workspace: string;
  region: string;
  step: SetupStep | null;
  waitsFor: WaitsFor | null;
  ended: boolean;
};

/** That a key of a setup fails its tests, and what the customer was told of that. */
export type SetupFailure = {
  keyId: string;
  /** In words: "the key fails its tests: a permission is missing". */
  problem: string;
  notUsableSince: string | null;
  deadlineAt: string | null;
  /** The text about it that was sent since the key has this status; null where none was. */
  told: { at: string; to: string; channel: ToldChannel } | null;
  /** Whether one was sent before. */
  toldBefore: boolean;
};

/** One setup in a list, as JSON: instants are ISO text. */
export type SetupListItem = {
  setupId: string;
  customerName: string;
  ticket: string | null;
  /** Null where the team has it now. */
  ownerId: string | null;
  /** In words. */
  ownerName: string;
  startedAt: string;
  lines: readonly SetupListLine[];
  /** What the tests found of a key of it that the customer must correct; null where no key fails them. */
  failing: SetupFailure | null;
  /** Where nothing is open any more. */
  closedAs: 'finished' | 'withdrawn' | null;
  /** Null where nothing is open. */
  open: {
    waitsFor: WaitsFor;
    waitsSince: string;
    /** Since when the line that waits longest at its step has been there. */
    stageSince: string;
    held: boolean;
    holdUntil: string | null;
    attention: readonly Attention[];
  } | null;
};

export type SetupListPage = {
  now: string;
  items: readonly SetupListItem[];
  page: number;
  /** Whether there is a page after this one. */
  more: boolean;
  /** How many each choice of `show` has, with the other filters as they are. */
  shows: Readonly<Record<SetupShow, ListCount>>;
  /** How many setups of what is shown have a line at each step, and how many are the reader's own. */
  stages: Readonly<Partial<Record<SetupStep, number>>>;
  mine: number;
  /** Whether more setups are open than are read: then these are the oldest. */
  cut: boolean;
};

export const SETUPS_A_PAGE = 50;

/** Whether an open setup belongs to what is shown. */
export function isShown({ open }: SetupListItem, show: SetupShow): boolean {
  if (open === null) return isClosedShow(show);
  if (show === 'open') return true;
  if (show === 'hold') return open.held;
  if (show === 'attention') return open.attention.length > 0;
  return !open.held && open.waitsFor === show;
}

const rankOf = ({ open }: SetupListItem): number =>
  open === null || open.held ? WAITS_FOR.length : WAITS_FOR.indexOf(open.waitsFor);

/** Orders setups: what waits for us first, what is on hold last; of each, what has waited longest. */
export const longestWaitFirst = (a: SetupListItem, b: SetupListItem): number =>
  rankOf(a) - rankOf(b) ||
  (a.open?.waitsSince ?? '').localeCompare(b.open?.waitsSince ?? '') ||
  a.setupId.localeCompare(b.setupId);

const hasStage = ({ lines }: SetupListItem, stage: SetupStep): boolean => lines.some(({ step }) => step === stage);

/** What the open setups give for a filter: the page, and a count beside each other choice. */
export function openSetupsPage(
  items: readonly SetupListItem[],
  { show, stage, mine, page }: SetupFilter,
  staffId: string,
): Pick<SetupListPage, 'items' | 'more' | 'stages' | 'mine'> & { countOf: (show: SetupShow) => number } {
  const isMine = ({ ownerId }: SetupListItem): boolean => ownerId === staffId;
  const inOther = items.filter((item) => (!mine || isMine(item)) && (stage === null || hasStage(item, stage)));
  const inStages = items.filter((item) => isShown(item, show) && (!mine || isMine(item)));
  const stages: Partial<Record<SetupStep, number>> = {};
  for (const { lines } of inStages)
    for (const step of new Set(lines.flatMap((line) => line.step ?? []))) stages[step] = (stages[step] ?? 0) + 1;
  const found = inOther.filter((item) => isShown(item, show)).toSorted(longestWaitFirst);
  const begin = (page - 1) * SETUPS_A_PAGE;
  return {
    items: found.slice(begin, begin + SETUPS_A_PAGE),
    more: found.length > begin + SETUPS_A_PAGE,
    stages,
    mine: items.filter((item) => isShown(item, show) && isMine(item) && (stage === null || hasStage(item, stage)))
      .length,
    countOf: (one) => inOther.filter((item) => isShown(item, one)).length,
  };
}
