import { CHANNEL_WORD } from '#lib/core/customer/told.ts';
import { STEP_TITLE } from '#lib/core/departure/departure-words.ts';
import { findingRecord } from '#lib/core/finding/all-findings.ts';
import { ACTS_SHORT_WORD, VERDICT_WORD, type Acts } from '#lib/core/finding/status.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import { stateAndNext } from '#lib/core/replacement/next-words.ts';
import type { LineNext } from '#lib/core/replacement/standing.ts';
import type { SetupStep } from '#lib/core/setup/stage.ts';
import { ATTENTION_AND_NEXT, ENCRYPT_TEST_MISSING, STEP_AND_NEXT } from '#lib/core/setup/next-words.ts';
import type { Attention } from '#lib/core/setup/standing.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import type { DepartureListItem } from './departure-page.ts';
import type { HomeGroupName } from './home-asked.ts';
import type { Direction, KeyRow, PlacedKeys, ToldKey } from './home-groups.ts';
import type { HomeRow } from './home-page.ts';
import type { ReplacementListItem } from './replacement-page.ts';
import { replacementStandingWords } from './replacement-list-words.ts';
import type { SetupListItem } from './setup-list-page.ts';

type Row = Omit<HomeRow, 'status'>;
const MANY_REGIONS = 2;

function besideOf({ keys }: KeyRow): string {
  const regions = [...new Set(keys.map(({ region }) => region))];
  const where = regions.length > MANY_REGIONS ? `${regions.length} regions` : regions.join(', ');
  return keys.length === 1 ? where : `${keys.length} keys, ${where}`;
}

const causeWord = ({ cause }: Verdict): string =>
  cause === null ? VERDICT_WORD.usable.toLowerCase() : findingRecord(cause).word;

const byWord = (acts: Acts | null): string => (acts === null ? 'nobody' : ACTS_SHORT_WORD[acts]);
/** The same while the customer must be told first: that is always ours. */
const untoldByWord = (acts: Acts | null): string =>
  acts === 'customer' ? 'us, then customer' : ACTS_SHORT_WORD.vendor;

/** Where a row of keys leads: to its one key, or to the customer who holds them. */
const hrefOf = ({ lead, keys }: KeyRow): string =>
  keys.length === 1 ? `/keys/${lead.id}` : `/customers/${lead.customerId}`;
const replyOf = (row: KeyRow): string => (row.keys.length === 1 ? `${hrefOf(row)}#reply` : hrefOf(row));
const openAction = (row: KeyRow): Row['action'] => ({
  label: 'Open',
  href: hrefOf(row),
});

/**
 * What a row says of its tickets, whether the reader copied the reply of its one key and did not send it, in words who else
 * copied one, and the open replacements of its keys.
 */
export type RowFacts = {
  owner: string | null;
  ticket: string | null;
  copied: boolean;
  copiedByOther: string | null;
  replacementIds: readonly string[];
};

const keyRow = (
  group: HomeGroupName,
  row: KeyRow,
  { owner, ticket, copied, copiedByOther, replacementIds }: RowFacts,
  { mark, action, ...says }: Pick<Row, 'problem' | 'by' | 'mark' | 'action'>,
): Row => ({
  id: `${group} ${row.lead.id}`,
  href: hrefOf(row),
  name: row.lead.customerName,
  beside: besideOf(row),
  notUsableSince: row.inIncident ? null : (row.notUsableSince?.toISOString() ?? null),
  deadlineAt: row.deadlineAt?.toISOString() ?? null,
  owner,
  ticket,
  // What changed without being in another group is under a heading that says so.
  mark:
    [group === 'changed' ? null : newWords(row), mark, promisedWords(row), copiedByOther]
      .filter((words) => words !== null)
      .join('; ') || null,
  links: replacementIds.map((id) => ({
    label: row.keys.length === 1 ? 'Replacement of this key' : 'Replacement of one of these keys',
    href: `/replacements/${id}`,
  })),
  // Two people would answer the same customer.
  action:
    copiedByOther !== null && !copied && action.href === replyOf(row) ? { ...action, label: 'Open the reply' } : action,
  ...says,
});

/** What we promised the customer of a row; null where we promised nothing. */
const promisedWords = ({ promise }: KeyRow): string | null =>
  promise === null
    ? null
    : `we promised to write again by ${instantWords(promise.by)}${promise.passed ? ': overdue' : ''}`;

/** What is wrong with the keys of a row. Of a denial that may be ours it says only that (H25). */
const problemOf = ({ lead, inIncident }: KeyRow): string =>
  inIncident ? `incident in ${lead.region}` : causeWord(lead.verdict);

const NOT_TOLD = 'customer not told';
const NOT_TOLD_AGAIN = 'customer not told of the change';
/** Of a usable key that the customer must do something about all the same. */
const STILL_TO_TELL = 'something for the customer to do';

/** Of a key that works and that somebody released: what is the case, and what happens next. */
const neededAgainWords = (untold: boolean): string =>
  `released, but something depends on it again: ${
    untold
      ? 'ask the customer to keep it enabled'
      : 'the customer was asked to keep it enabled; release it again when nothing depends on it'
  }`;

/** Keys that need us: a promise that is due, our own fault, or a customer who was not told. */
export function needsUsRow(row: PlacedKeys['needsUs'][number], facts: RowFacts): Row {
  const { verdict, nextAction, toldBefore } = row.lead;
  const untold = facts.copied ? 'reply copied, not recorded as sent' : toldBefore ? NOT_TOLD_AGAIN : NOT_TOLD;
  const tell = { label: facts.copied ? 'Record as sent' : 'Write the reply', href: replyOf(row) };
  if (row.why === 'promise')
    return keyRow('needs_us', row, facts, {
      problem: `write to the customer again (${problemOf(row)})`,
      by: ACTS_SHORT_WORD.vendor,
      mark: row.untold || facts.copied ? untold : null,
      action: tell,
    });
  if (row.why === 'ours')
    return keyRow('needs_us', row, facts, {
      problem: verdict.cause === null ? neededAgainWords(row.untold) : causeWord(verdict),
      by: verdict.cause === null && row.untold ? untoldByWord('customer') : ACTS_SHORT_WORD.vendor,
      mark: row.untold ? untold : null,
      // Nothing is wrong with a key that is only needed again: its owner must know, before they do anything with it.
      action:
        verdict.cause === null ? (row.untold ? tell : openAction(row)) : { label: 'Check our side', href: hrefOf(row) },
    });
  return keyRow('needs_us', row, facts, {
    problem: verdict.cause === null ? STILL_TO_TELL : causeWord(verdict),
    by: untoldByWord(nextAction),
    mark: untold,
    action: tell,
  });
}

/** Keys whose deadline comes before the customer can be expected to act on another reply. */
export const deadlineRow = (row: KeyRow, facts: RowFacts): Row =>
  keyRow('deadline', row, facts, {
    problem: causeWord(row.lead.verdict),
    by: byWord(row.lead.nextAction),
    mark: null,
    action: row.lead.nextAction === 'customer' ? { label: 'Remind', href: replyOf(row) } : openAction(row),
  });

const CHANGED_WORD: Readonly<Record<Direction, (before: Verdict | null) => string>> = {
  worse: (before) => `worse, was ${wasWords(before)}`,
  better: (before) => `better, was ${wasWords(before)}`,
  other_cause: (before) => `was ${wasWords(before)}`,
  again: () => 'another status in between',
  first: () => 'no status before',
};
const wasWords = (before: Verdict | null): string => (before === null ? 'not known' : causeWord(before));

/** That a row of another group is new, and how: "new (worse, was usable)"; null where nothing of it changed. */
function newWords({ keys, news }: KeyRow): string | null {
  if (news === null) return null;
  const which = news.keys === keys.length ? 'new' : `${news.keys} of ${keys.length} keys new`;
  return `${which} (${CHANGED_WORD[news.direction](news.before)})`;
}

/** Keys whose status changed, and that are in no other group. */
export function changedRow(row: PlacedKeys['changed'][number], facts: RowFacts): Row {
  const words = CHANGED_WORD[row.direction](row.lead.before);
  return keyRow('changed', row, facts, {
    // The status beside it says that a key without a cause is usable.
    problem: row.lead.verdict.cause === null ? words : `${causeWord(row.lead.verdict)} (${words})`,
    by: byWord(row.lead.nextAction),
    mark: null,
    action: openAction(row),
  });
}

const toldWords = ({ to, channel, at }: NonNullable<ToldKey['sent']>): string =>
  `told ${to} ${CHANNEL_WORD[channel]}, ${instantWords(at)}`;

/** Keys whose customer was told and must act, or waits until we write again: when, how and whom a person told. */
export function waitingRow(row: PlacedKeys['waiting'][number], facts: RowFacts): Row {
  const { nextAction, sent } = row.lead;
  return keyRow('waiting', row, facts, {
    problem: [problemOf(row), ...(sent === null ? [] : [toldWords(sent)])].join('; '),
    by: row.promise === null ? byWord(nextAction) : ACTS_SHORT_WORD.vendor,
    mark: row.overdue ? 'told more than two working days ago' : null,
    action: row.overdue ? { label: 'Remind', href: replyOf(row) } : openAction(row),
  });
}

const STEP_ACTION: Readonly<Record<SetupStep, string>> = {
  customer: 'Record the facts',
  instructions: 'Send instructions',
  key: 'Take in the key',
  ownership: 'Open',
  tests: 'Run the test',
  our_side: 'Record our side',
  clear: 'Clear to start',
  told: 'Tell the customer',
  first_backup: 'Open',
};
const ATTENTION_ACTION: Readonly<Record<Attention, string>> = {
  other_key: 'Ask the customer',
  ownership_withdrawn: 'Open',
  no_first_backup: 'Ask the customer',
  our_status: 'Check our side',
  status_unclear: 'Open',
  result_untold: 'Tell the customer',
  hold_over: 'Open',
  remind: 'Remind',
};

/** Whether the customer of a failing key has to be told, by the same rule as of a key in use. */
const isUntold = ({ open, failing }: SetupListItem): boolean =>
  open !== null && !open.held && failing !== null && failing.told === null;

/** Whether a setup waits for us, whatever else it waits for. */
export const setupNeedsUs = (item: SetupListItem): boolean =>
  item.open !== null &&
  (item.open.attention.length > 0 || (!item.open.held && item.open.waitsFor === 'us') || isUntold(item));

/** Whether the customer of a setup was told that the key fails its tests, and has to act now. */
export const setupWaitsForCustomer = (item: SetupListItem): boolean =>
  item.open !== null && !item.open.held && item.failing !== null && !setupNeedsUs(item);

const setupBase = ({ setupId, customerName, ownerName, ticket, failing }: SetupListItem) => ({
  id: `setup ${setupId}`,
  href: `/setups/${setupId}`,
  name: customerName,
  beside: 'setup',
  notUsableSince: failing?.notUsableSince ?? null,
  deadlineAt: failing?.deadlineAt ?? null,
  owner: ownerName,
  ticket,
  mark: null,
  links: failing === null ? [] : [{ label: 'Key', href: `/keys/${failing.keyId}` }],
});

/** A setup that waits for us. */
export function setupRow(item: SetupListItem): Row {
  const { lines, open, failing } = item;
  const untold = isUntold(item);
  // Nobody is reminded of what they were not told.
  const attention = (open?.attention ?? []).filter((one) => one !== 'remind' || !untold);
  const steps = lines.flatMap(({ step, waitsFor }) =>
    step !== null && waitsFor === open?.waitsFor && waitsFor === 'us' ? [step] : [],
  );
  const [first] = attention;
  const [step] = steps;
  const words = [
    // The problem and the mark say that the customer must be told.
    ...attention.filter((one) => one !== 'result_untold' || failing === null).map((one) => ATTENTION_AND_NEXT[one]),
    ...(failing === null ? [] : [failing.problem]),
    ...(attention.length > 0 ? [] : steps.map((one) => (one === 'tests' ? ENCRYPT_TEST_MISSING : STEP_AND_NEXT[one]))),
  ];
  return {
    ...setupBase(item),
    problem: [...new Set(words)].join('; '),
    by: untold ? untoldByWord('customer') : ACTS_SHORT_WORD.vendor,
    mark: untold ? (failing?.toldBefore === true ? NOT_TOLD_AGAIN : NOT_TOLD) : null,
    action: {
      label:
        first !== undefined
          ? ATTENTION_ACTION[first]
          : untold
            ? 'Tell the customer'
            : step !== undefined
              ? STEP_ACTION[step]
              : 'Open',
      href: `/setups/${item.setupId}`,
    },
  };
}

/** A setup whose customer was told that the key fails its tests: when, how and whom a person told. */
export function setupWaitingRow(item: SetupListItem): Row {
  const { failing } = item;
  const told = failing?.told ?? null;
  const words = [
    ...(failing === null ? [] : [failing.problem]),
    ...(told === null ? [] : [toldWords({ ...told, at: new Date(told.at) })]),
  ];
  return {
    ...setupBase(item),
    problem: words.join('; '),
    by: ACTS_SHORT_WORD.customer,
    action: { label: 'Open', href: `/setups/${item.setupId}` },
  };
}

const REPLACEMENT_ACTION: Readonly<Partial<Record<LineNext | 'tell', string>>> = {
  tell: 'Tell the customer',
  confirm_account: 'Confirm account',
  reject: 'Reject',
  run_tests: 'Run the tests',
  approve: 'Approve',
  switch: 'Order the switch',
  get_report: 'Get a report',
  release: 'Release',
};

/** Whether a replacement waits for somebody of us. An alarm makes it ours. */
export const replacementNeedsUs = ({ waitsFor }: ReplacementListItem): boolean =>
  waitsFor === 'us' || waitsFor === 'approver';

function replacementWords({ lines, next }: ReplacementListItem): string {
  const [only] = lines;
  return lines.length === 1 && only !== undefined
    ? stateAndNext(only.state, next)
    : `${replacementStandingWords(lines.map(({ state }) => state))}. ${next}`;
}

/** Who asked is not somebody whom we know: what they want, and by when, is said as theirs (H17). */
const unverifiedWords = ({ name, askedFor }: NonNullable<ReplacementListItem['unverified']>): string =>
  `Asked for by ${name}, not confirmed with a verified contact${askedFor === null ? '' : `; they named ${instantWords(new Date(askedFor))}, which doesn’t count as a deadline`}`;

/** A replacement that waits for us or for an approver. */
export const replacementRow = (item: ReplacementListItem): Row => ({
  id: `replacement ${item.id}`,
  href: `/replacements/${item.id}`,
  name: item.customerName,
  beside: 'replacement',
  problem: item.alarm ?? replacementWords(item),
  by: item.waitsFor === 'approver' ? 'an approver' : ACTS_SHORT_WORD.vendor,
  notUsableSince: null,
  deadlineAt: item.dueAt,
  owner: item.ownerName,
  ticket: item.ticket,
  mark: item.unverified === null ? null : unverifiedWords(item.unverified),
  links: item.oldKeys.map(({ id, region }) => ({
    label: item.oldKeys.length === 1 ? 'Old key' : `Old key in ${region}`,
    href: `/keys/${id}`,
  })),
  action: {
    label: (item.alarm === null ? REPLACEMENT_ACTION[item.step] : undefined) ?? 'Open',
    href: `/replacements/${item.id}`,
  },
});

/** A departure whose next step waits for us; null where no step is left. */
export const departureRow = ({ id, customerName, next, ticket }: DepartureListItem): Row | null =>
  next === null
    ? null
    : {
        id: `departure ${id}`,
        href: `/departures/${id}`,
        name: customerName,
        beside: 'departure',
        problem: `check, then record: ${STEP_TITLE[next].charAt(0).toLowerCase()}${STEP_TITLE[next].slice(1)}`,
        by: ACTS_SHORT_WORD.vendor,
        notUsableSince: null,
        deadlineAt: null,
        owner: null,
        ticket,
        mark: null,
        links: [],
        action: { label: 'Record the step', href: `/departures/${id}` },
      };
