import type { ToldChannel } from '#lib/core/customer/told.ts';
import { afterWorkingDays, type WorkingTimes } from '#lib/core/customer/working-days.ts';
import { isDue } from '#lib/core/customer-text/promise.ts';
import { FINDING_CODES, findingRecord, type FindingCode } from '#lib/core/finding/all-findings.ts';
import type { Acts, VerdictStatus } from '#lib/core/finding/status.ts';
import { sameVerdict, type Verdict } from '#lib/core/finding/verdict.ts';
import type { KeyRole } from '#lib/core/key/role.ts';

/** A key as Home places it. */
export type HomeKey = {
  id: string;
  /** The holder: a provider for the keys of its clients. */
  customerId: string;
  customerName: string;
  times: WorkingTimes;
  region: string;
  role: KeyRole;
  verdict: Verdict;
  notUsableSince: Date | null;
  deadlineAt: Date | null;
  nextAction: Acts | null;
  /** Whether the customer was told something about it before. */
  toldBefore: boolean;
  /** By when we promised its customer to write again; null where nothing is promised. */
  promisedFor: Date | null;
};
/** `before`: the status at the time since which changes are new; null where none is stored. */
export type ChangedKey = HomeKey & { verdictSince: Date; before: Verdict | null };
/** `sent`: the text that told its customer; null where it is one of a setup, which the row of the setup tells of. */
export type ToldKey = HomeKey & { sent: { at: Date; to: string; channel: ToldChannel } | null };

/** Keys of one customer with one cause. The first is the most urgent. */
export type KeyRow<Key extends HomeKey = HomeKey> = {
  lead: Key;
  keys: readonly Key[];
  /** How the status of the first key that changed did, and how many of them changed; null where none did. */
  news: { direction: Direction; before: Verdict | null; keys: number } | null;
  /** The earliest of all its keys. */
  notUsableSince: Date | null;
  deadlineAt: Date | null;
  /** By when we promised to write again, the earliest of all, and whether that time has passed; null for no promise. */
  promise: { by: Date; passed: boolean } | null;
  /** Whether the denial may be ours, because its region has an incident: then nothing of it is said (H25). */
  inIncident: boolean;
};

/** How a status changed: `again` where it is as it was and was another one between. */
export type Direction = 'worse' | 'better' | 'other_cause' | 'again' | 'first';

export type PlacedKeys = {
  /** `promise`: we promised to write about now. `untold`: the customer must be told something too. */
  needsUs: readonly (KeyRow & { why: 'promise' | 'ours' | 'untold'; untold: boolean })[];
  deadline: readonly KeyRow[];
  /** Changed keys that are in no other group. */
  changed: readonly (KeyRow<ChangedKey> & { direction: Direction })[];
  /** How many rows of the other groups have a changed key. */
  newElsewhere: number;
  /** `overdue`: nothing changed for two of the customer's working days. Promises wait here until they are due. */
  waiting: readonly (KeyRow<ToldKey> & { overdue: boolean })[];
};

/** The causes that are a fault on our side for a whole region: one row for the region, never one for each customer (H25). */
export const REGION_CAUSES: readonly FindingCode[] = FINDING_CODES.filter((code) => {
  const { family, status } = findingRecord(code);
  return family === 'our_side' && status !== null;
});

/** A deadline before this many working days of the customer are over can't wait for another reply. */
const DEADLINE_WORKING_DAYS = 2;
/** A customer who was told and did nothing for longer is reminded. */
const OVERDUE_WORKING_DAYS = 2;
/** Nobody's second working day is later: with one working day a week it is two weeks away. */
export const LONGEST_DEADLINE_MS = 15 * 24 * 3_600_000;

const earliest = (times: readonly (Date | null)[]): Date | null =>
  times.reduce((first, at) => (at !== null && (first === null || at < first) ? at : first), null);

type Changes = ReadonlyMap<string, ChangedKey>;
/** What rows are made with: which keys changed, and which may be denied by us. */
type Known = { changes: Changes; inDoubt: (key: HomeKey) => boolean; now: Date };

function newsOf(keys: readonly HomeKey[], changes: Changes): KeyRow['news'] {
  const changed = keys.flatMap(({ id }) => changes.get(id) ?? []);
  const [first] = changed;
  return first === undefined ? null : { direction: directionOf(first), before: first.before, keys: changed.length };
}

/** The rows of keys that belong together, in the order of their first keys. */
function rowsOf<Key extends HomeKey>(
  keys: readonly Key[],
  { changes, inDoubt, now }: Known,
  besides: (key: Key) => string = () => '',
): KeyRow<Key>[] {
  const together = Map.groupBy(keys, (key) => `${key.customerId} ${key.verdict.cause} ${besides(key)}`);
  return [...together.values()].flatMap((ofRow) => {
    const [lead] = ofRow;
    const promisedFor = earliest(ofRow.map((key) => key.promisedFor));
    return lead === undefined
      ? []
      : [
          {
            lead,
            keys: ofRow,
            news: newsOf(ofRow, changes),
            notUsableSince: earliest(ofRow.map(({ notUsableSince }) => notUsableSince)),
            deadlineAt: earliest(ofRow.map(({ deadlineAt }) => deadlineAt)),
            promise: promisedFor === null ? null : { by: promisedFor, passed: promisedFor <= now },
            inIncident: inDoubt(lead),
          },
        ];
  });
}

const RANK = { unusable: 0, attention: 1, unverified: 1, usable: 2 } as const satisfies Record<VerdictStatus, number>;
/** Unknown is worse than usable, and neither better nor worse than a bad status: nobody knows. */
const rankOf = ({ status }: Verdict, other: Verdict): number =>
  status === 'unusable' && other.status === 'unverified' ? RANK.unverified : RANK[status];

/** How a status changed since then. */
export function directionOf({ before, verdict }: Pick<ChangedKey, 'before' | 'verdict'>): Direction {
  if (before === null || (before.cause !== null && findingRecord(before.cause).traits.notChecked === true))
    return 'first';
  if (sameVerdict(before, verdict)) return 'again';
  const [then, now] = [rankOf(before, verdict), rankOf(verdict, before)];
  return then === now ? 'other_cause' : now < then ? 'worse' : 'better';
}

/** Whether a change tells nobody anything: a new key works, or no check has reached it yet. */
function isPlainStart(key: ChangedKey): boolean {
  const { cause } = key.verdict;
  return directionOf(key) === 'first' && (cause === null || findingRecord(cause).traits.notChecked === true);
}

const DIRECTION_RANK: Record<Direction, number> = { worse: 0, again: 1, other_cause: 2, first: 3, better: 4 };

const isOverdue = ({ sent, times, promisedFor }: ToldKey, now: Date): boolean =>
  sent !== null && promisedFor === null && afterWorkingDays(sent.at, OVERDUE_WORKING_DAYS, times) < now;

const sentMs = ({ sent }: ToldKey): number => sent?.at.getTime() ?? 0;
/** Reminders first, because somebody must write them, then promises. */
const waitingRank = ({ overdue, promise }: PlacedKeys['waiting'][number]): number =>
  overdue ? 0 : promise !== null ? 1 : 2;

/**
 * Places keys in the groups of Home: each once, in the first that it belongs to. What changed is a group of its own only
 * for keys in no other, and is marked in theirs. Rows are of one customer and one cause. Denials in a region with an incident
 * are in no row, because they may be ours (H25), but for a promise that we made, whose row says nothing of the denial.
 * @param found keys in the order in which they were read: urgent first, `dated` by deadline, `changed` newest first
 */
export function placeKeys(
  found: {
    promised: readonly ToldKey[];
    ours: readonly HomeKey[];
    untold: readonly HomeKey[];
    dated: readonly HomeKey[];
    changed: readonly ChangedKey[];
    told: readonly ToldKey[];
  },
  inIncident: ReadonlySet<string>,
  now: Date,
): PlacedKeys {
  const inDoubt = ({ region, verdict: { cause } }: HomeKey): boolean =>
    cause !== null && inIncident.has(region) && findingRecord(cause).traits.waitsForOurSide === true;
  const placed = new Set<string>();
  const place = <Key extends HomeKey>(keys: readonly Key[]): Key[] => {
    const left = keys.filter(({ id }) => !placed.has(id));
    for (const { id } of left) placed.add(id);
    return left;
  };
  const toTell = new Set(found.untold.map(({ id }) => id));
  const known: Known = {
    inDoubt,
    now,
    changes: new Map(
      found.changed.flatMap((key) => (inDoubt(key) || isPlainStart(key) ? [] : [[key.id, key] as const])),
    ),
  };
  const isUntold = ({ keys }: KeyRow): boolean => keys.some(({ id }) => toTell.has(id));
  const certain = <Key extends HomeKey>(keys: readonly Key[]): Key[] => keys.filter((key) => !inDoubt(key));
  const due = found.promised.filter(({ promisedFor }) => promisedFor !== null && isDue(promisedFor, now));
  const promised = rowsOf(place(due), known).map((row) => ({
    ...row,
    why: 'promise' as const,
    untold: isUntold(row),
  }));
  const ours = rowsOf(place(certain(found.ours)), known).map((row) => ({
    ...row,
    why: 'ours' as const,
    untold: isUntold(row),
  }));
  const untold = rowsOf(place(certain(found.untold)), known).map((row) => ({
    ...row,
    why: 'untold' as const,
    untold: true,
  }));
  const soon = certain(found.dated).filter(
    ({ deadlineAt, times }) => deadlineAt !== null && deadlineAt < afterWorkingDays(now, DEADLINE_WORKING_DAYS, times),
  );
  const deadline = rowsOf(place(soon), known);
  const told = [...place(found.promised), ...place(certain(found.told))].toSorted((a, b) => sentMs(a) - sentMs(b));
  const waiting = rowsOf(told, known, (key) => `${isOverdue(key, now)} ${key.promisedFor !== null}`)
    .map((row) => ({ ...row, overdue: isOverdue(row.lead, now) }))
    .toSorted((a, b) => waitingRank(a) - waitingRank(b));
  const newElsewhere = [...promised, ...ours, ...untold, ...deadline, ...waiting].filter(
    ({ news }) => news !== null,
  ).length;
  const changed = rowsOf(place([...known.changes.values()]), known, directionOf).map((row) => ({
    ...row,
    direction: directionOf(row.lead),
  }));
  return {
    needsUs: [...promised, ...ours, ...untold],
    deadline,
    newElsewhere,
    changed: changed.toSorted((a, b) => DIRECTION_RANK[a.direction] - DIRECTION_RANK[b.direction]),
    waiting,
  };
}
