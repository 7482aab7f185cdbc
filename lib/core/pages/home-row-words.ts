import { CHANNEL_WORD } from '#lib/core/customer/told.ts';
import { STEP_TITLE } from '#lib/core/departure/departure-words.ts';
import { findingRecord } from '#lib/core/finding/all-findings.ts';
import { ACTS_SHORT_WORD, VERDICT_WORD, type Acts } from '#lib/core/finding/status.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import { NEEDED_AGAIN } from '#lib/core/key/role-words.ts';
import type { LineNext } from '#lib/core/replacement/standing.ts';
import type { SetupStep } from '#lib/core/setup/stage.ts';
import { ATTENTION_WORD, STAGE_WORD } from '#lib/core/setup/setup-words.ts';
import type { Attention } from '#lib/core/setup/standing.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import type { DepartureListItem } from './departure-page.ts';
import type { HomeGroupName } from './home-asked.ts';
import type { Direction, KeyRow, PlacedKeys } from './home-groups.ts';
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
 * What a row says of its tickets, whether the reader copied the reply of its one key and did not send it, and in words who
 * else copied one.
 */
export type RowFacts = { owner: string | null; ticket: string | null; copied: boolean; copiedByOther: string | null };

const keyRow = (
  group: HomeGroupName,
  row: KeyRow,
  { owner, ticket, copied, copiedByOther }: RowFacts,
  { mark, action, ...says }: Pick<Row, 'problem' | 'by' | 'mark' | 'action'>,
): Row => ({
  id: `${group} ${row.lead.id}`,
  href: hrefOf(row),
  name: row.lead.customerName,
  beside: besideOf(row),
  notUsableSince: row.notUsableSince?.toISOString() ?? null,
  deadlineAt: row.deadlineAt?.toISOString() ?? null,
  owner,
  ticket,
  // What changed without being in another group is under a heading that says so.
  mark:
    [group === 'changed' ? null : newWords(row), mark, copiedByOther].filter((words) => words !== null).join('; ') ||
    null,
  // Two people would answer the same customer.
  action:
    copiedByOther !== null && !copied && action.href === replyOf(row) ? { ...action, label: 'Open the reply' } : action,
  ...says,
});

const NOT_TOLD = 'customer not told';
const NOT_TOLD_AGAIN = 'customer not told of the change';
/** Of a usable key that the customer must do something about all the same. */
const STILL_TO_TELL = 'something for the customer to do';

/** Keys that need us: our own fault, or a customer who was not told. */
export function needsUsRow(row: PlacedKeys['needsUs'][number], facts: RowFacts): Row {
  const { verdict, nextAction, toldBefore } = row.lead;
  const untold = facts.copied ? 'reply copied, not sent' : toldBefore ? NOT_TOLD_AGAIN : NOT_TOLD;
  const tell = { label: facts.copied ? 'Record as sent' : 'Write the reply', href: replyOf(row) };
  if (row.why === 'ours')
    return keyRow('needs_us', row, facts, {
      problem: verdict.cause === null ? NEEDED_AGAIN : causeWord(verdict),
      by: ACTS_SHORT_WORD.vendor,
      mark: row.untold ? untold : null,
      // Nothing is wrong with a key that is only needed again: its owner must know, before they do anything with it.
      action: verdict.cause === null && row.untold ? tell : { label: 'Check our side', href: hrefOf(row) },
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

/** Keys whose customer was told and must act: when, how and whom a person told. */
export function waitingRow(row: PlacedKeys['waiting'][number], facts: RowFacts): Row {
  const { verdict, nextAction, sent } = row.lead;
  return keyRow('waiting', row, facts, {
    problem: `${causeWord(verdict)}; told ${sent.to} ${CHANNEL_WORD[sent.channel]}, ${instantWords(sent.at)}`,
    by: byWord(nextAction),
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
  hold_over: 'Open',
  remind: 'Remind',
};

/** Whether a setup waits for us, whatever else it waits for. */
export const setupNeedsUs = ({ open }: SetupListItem): boolean =>
  open !== null && (open.attention.length > 0 || (!open.held && open.waitsFor === 'us'));

/** A setup that waits for us. */
export function setupRow({ setupId, customerName, ownerName, ticket, lines, open }: SetupListItem): Row {
  const attention = open?.attention ?? [];
  const steps = lines.flatMap(({ step, waitsFor }) => (step !== null && waitsFor === open?.waitsFor ? [step] : []));
  const [first] = attention;
  const [step] = steps;
  const words =
    attention.length > 0 ? attention.map((one) => ATTENTION_WORD[one]) : steps.map((one) => STAGE_WORD[one]);
  return {
    id: `setup ${setupId}`,
    href: `/setups/${setupId}`,
    name: customerName,
    beside: 'setup',
    problem: [...new Set(words)].join('; '),
    by: ACTS_SHORT_WORD.vendor,
    notUsableSince: null,
    deadlineAt: null,
    owner: ownerName,
    ticket,
    mark: null,
    action: {
      label: first !== undefined ? ATTENTION_ACTION[first] : step !== undefined ? STEP_ACTION[step] : 'Open',
      href: `/setups/${setupId}`,
    },
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

/** A replacement that waits for us or for an approver. */
export const replacementRow = (item: ReplacementListItem): Row => ({
  id: `replacement ${item.id}`,
  href: `/replacements/${item.id}`,
  name: item.customerName,
  beside: 'replacement',
  problem: item.alarm ?? replacementStandingWords(item.lines.map(({ state }) => state)),
  by: item.waitsFor === 'approver' ? 'an approver' : ACTS_SHORT_WORD.vendor,
  notUsableSince: null,
  deadlineAt: item.dueAt,
  owner: item.ownerName,
  ticket: item.ticket,
  mark: null,
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
        problem: `next step: ${STEP_TITLE[next].charAt(0).toLowerCase()}${STEP_TITLE[next].slice(1)}`,
        by: ACTS_SHORT_WORD.vendor,
        notUsableSince: null,
        deadlineAt: null,
        owner: null,
        ticket,
        mark: null,
        action: { label: 'Record the step', href: `/departures/${id}` },
      };
