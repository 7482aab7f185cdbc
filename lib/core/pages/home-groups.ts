import type { ToldChannel } from '#lib/core/customer/told.ts';
import { afterWorkingDays, type WorkingTimes } from '#lib/core/customer/working-days.ts';
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
};
/** `before`: the status at the time since which changes are new; null where none is stored. */
export type ChangedKey = HomeKey & { verdictSince: Date; before: Verdict | null };
export type ToldKey = HomeKey & { sent: { at: Date; to: string; channel: ToldChannel } };

/** Keys of one customer with one cause. The first is the most urgent. */
export type KeyRow<Key extends HomeKey = HomeKey> = {
  lead: Key;
  keys: readonly Key[];
  /** How the status of the first key that changed did, and how many of them changed; null where none did. */
  news: { direction: Direction; before: Verdict | null; keys: number } | null;
  /** The earliest of all its keys. */
  notUsableSince: Date | null;
  deadlineAt: Date | null;
};

/** How a status changed: `again` where it is as it was and was another one between. */
export type Direction = 'worse' | 'better' | 'other_cause' | 'again' | 'first';

export type PlacedKeys = {
  /** `untold`: the customer must be told something too. */
  needsUs: readonly (KeyRow & { why: 'ours' | 'untold'; untold: boolean })[];
  deadline: readonly KeyRow[];
  /** Changed keys that are in no other group. */
  changed: readonly (KeyRow<ChangedKey> & { direction: Direction })[];
  /** How many rows of the other groups have a changed key. */
  newElsewhere: number;
  /** `overdue`: nothing changed for two of the customer's working days. */
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

function newsOf(keys: readonly HomeKey[], changes: Changes): KeyRow['news'] {
  const changed = keys.flatMap(({ id }) => changes.get(id) ?? []);
  const [first] = changed;
  return first === undefined ? null : { direction: directionOf(first), before: first.before, keys: changed.length };
}

/** The rows of keys that belong together, in the order of their first keys. */
function rowsOf<Key extends HomeKey>(
  keys: readonly Key[],
  changes: Changes,
  besides: (key: Key) => string = () => '',
): KeyRow<Key>[] {
  const together = Map.groupBy(keys, (key) => `${key.customerId} ${key.verdict.cause} ${besides(key)}`);
  return [...together.values()].flatMap((ofRow) => {
    const [lead] = ofRow;
    return lead === undefined
      ? []
      : [
          {
            lead,
            keys: ofRow,
            news: newsOf(ofRow, changes),
            notUsableSince: earliest(ofRow.map(({ notUsableSince }) => notUsableSince)),
            deadlineAt: earliest(ofRow.map(({ deadlineAt }) => deadlineAt)),
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

const isOverdue = ({ sent, times }: ToldKey, now: Date): boolean =>
  afterWorkingDays(sent.at, OVERDUE_WORKING_DAYS, times) < now;

/**
 * Places keys in the groups of Home: each once, in the first that it belongs to. What changed is a group of its own only
 * for keys in no other, and is marked in theirs. Rows are of one customer and one cause. Denials in a region with an incident are in no row, because they may be ours (H25).
 * @param found keys in the order in which they were read: urgent first, `dated` by deadline, `changed` newest first
 */
export function placeKeys(
  found: {
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
    const left = keys.filter((key) => !placed.has(key.id) && !inDoubt(key));
    for (const { id } of left) placed.add(id);
    return left;
  };
  const toTell = new Set(found.untold.map(({ id }) => id));
  const changes = new Map(
    found.changed.flatMap((key) => (inDoubt(key) || isPlainStart(key) ? [] : [[key.id, key] as const])),
  );
  const ours = rowsOf(place(found.ours), changes).map((row) => ({
    ...row,
    why: 'ours' as const,
    untold: row.keys.some(({ id }) => toTell.has(id)),
  }));
  const untold = rowsOf(place(found.untold), changes).map((row) => ({ ...row, why: 'untold' as const, untold: true }));
  const soon = found.dated.filter(
    ({ deadlineAt, times }) => deadlineAt !== null && deadlineAt < afterWorkingDays(now, DEADLINE_WORKING_DAYS, times),
  );
  const deadline = rowsOf(place(soon), changes);
  const told = place(found.told).toSorted((a, b) => a.sent.at.getTime() - b.sent.at.getTime());
  const waiting = rowsOf(told, changes, (key) => String(isOverdue(key, now))).map((row) => ({
    ...row,
    overdue: isOverdue(row.lead, now),
  }));
  const newElsewhere = [...ours, ...untold, ...deadline, ...waiting].filter(({ news }) => news !== null).length;
  const changed = rowsOf(place([...changes.values()]), changes, directionOf).map((row) => ({
    ...row,
    direction: directionOf(row.lead),
  }));
  return {
    needsUs: [...ours, ...untold],
    deadline,
    newElsewhere,
    changed: changed.toSorted((a, b) => DIRECTION_RANK[a.direction] - DIRECTION_RANK[b.direction]),
    waiting: waiting.toSorted((a, b) => Number(b.overdue) - Number(a.overdue)),
  };
}
