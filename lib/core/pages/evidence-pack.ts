import type { AssignmentRole } from '#lib/core/key/role.ts';
import type { CallCounts } from '#lib/core/probe/calls.ts';

/** The form of the file. A change that a reader could trip over gets a new name. */
export const PACK_FORMAT = 'keydesk-evidence-pack-1';
/** A longer period than a year, for audits that overlap. */
export const LONGEST_PACK_DAYS = 400;
/** A pack has the details of so many keys; it says when there are more. */
export const PACK_KEYS = 500;

/** A page of a pack has about so many rows of statuses, rotations and calls: a browser and the server still make it quickly. */
const PAGE_ROWS = 3_000;

const DAY_MS = 24 * 3_600_000;

/** Whole UTC days; `to` is the last one. Both as "2026-03-14". */
export type PackPeriod = { from: string; to: string };

/** How long a key protected a workspace, in which role. */
export type PackRole = {
  workspace: string;
  /** The customer whose workspace it is, where a provider holds the key for them; else null. */
  client: string | null;
  role: AssignmentRole;
  from: string;
  to: string | null;
  origin: string;
};

/** A period with one status in words; a gap has none. Clipped to the pack's period. */
export type PackStatus = { from: string; to: string; status: string | null };

export type PackKey = {
  arn: string;
  region: string;
  awsAccountId: string;
  /** The provider that holds it for the customer; null for the customer's own key. */
  heldBy: string | null;
  /** Since when its ownership is proven; null where it is not, or no longer. */
  provenAt: string | null;
  /** How and by whom it was proven, and what was taken back. None for a key from before that was stored. */
  ownership: { words: string; at: string; by: string | null; reason: string | null; withdrawnAt: string | null }[];
  roles: PackRole[];
  /** Null where its ownership is not proven: nothing about the key itself is said then (H16). */
  observed: {
    statuses: PackStatus[];
    /** The statuses before this time are left out, because there were too many; else null. */
    statusesFrom: string | null;
    rotations: { at: string; words: string }[];
    calls: ({ day: string } & CallCounts)[];
  } | null;
};

/** A workspace that was cleared to start with a key. */
export type PackClearance = {
  workspace: string;
  region: string;
  arn: string;
  at: string;
  by: string;
  toldAt: string | null;
};

/** What a person with more rights decided. */
export type PackApproval = { at: string; by: string; what: string; about: string; reason: string };

/** An exception that holds when the pack is made; some have no date on which they are looked at again. */
export type PackException = PackApproval & { reviewAt: string | null };

/** Everything that shows how a customer's keys were looked after in a period. Times are ISO texts in UTC. */
export type EvidencePack = {
  customer: { name: string; externalId: string | null; provider: string | null };
  period: PackPeriod;
  madeAt: string;
  madeBy: string;
  keys: PackKey[];
  /** There are more keys than a pack has. */
  moreKeys: boolean;
  clearances: PackClearance[];
  approvals: PackApproval[];
  exceptions: PackException[];
};

const rowsOf = ({ observed }: PackKey): number =>
  observed === null ? 1 : observed.statuses.length + observed.rotations.length + observed.calls.length;

/** The pack as its page shows it: as many of its first keys as make a page. The files have all of them. */
export function onPage(pack: EvidencePack): EvidencePack {
  let rows = 0;
  const shown = pack.keys.filter((key, place) => {
    rows += rowsOf(key);
    return place === 0 || rows <= PAGE_ROWS;
  });
  return { ...pack, keys: shown };
}

export type PeriodProblem = 'not_a_day' | 'ends_before_it_begins' | 'begins_in_the_future' | 'too_long';

export const PERIOD_PROBLEM_WORDS = {
  not_a_day: 'Give both days as a date, such as 2026-03-14.',
  ends_before_it_begins: 'The last day is before the first one.',
  begins_in_the_future: 'The first day is in the future.',
  too_long: `A pack covers at most ${LONGEST_PACK_DAYS} days.`,
} as const satisfies Record<PeriodProblem, string>;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const dayStart = (day: string): Date | null => {
  const at = new Date(`${day}T00:00:00.000Z`);
  // The database has no year 0, and no key is older than the clock that counts from 1970.
  return DAY.test(day) && day >= '1970' && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? at : null;
};
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** The 90 days up to today. */
export const usualPeriod = (now: Date): PackPeriod => ({
  from: dayOf(new Date(now.getTime() - 89 * DAY_MS)),
  to: dayOf(now),
});

/**
 * The period that two days name; a last day in the future becomes today.
 * @returns its bounds, of which `until` is excluded and never later than just after now; or what is wrong
 */
export function readPeriod(
  given: PackPeriod,
  now: Date,
): { ok: true; period: PackPeriod; since: Date; until: Date } | { ok: false; problem: PeriodProblem } {
  const [since, last] = [dayStart(given.from), dayStart(given.to)];
  if (since === null || last === null) return { ok: false, problem: 'not_a_day' };
  if (since > now) return { ok: false, problem: 'begins_in_the_future' };
  if (last < since) return { ok: false, problem: 'ends_before_it_begins' };
  const until = new Date(Math.min(last.getTime() + DAY_MS, now.getTime() + 1));
  if (last.getTime() - since.getTime() >= LONGEST_PACK_DAYS * DAY_MS) return { ok: false, problem: 'too_long' };
  return { ok: true, period: { from: given.from, to: dayOf(last > now ? now : last) }, since, until };
}

/** A stored period of one status; one that is still open has no end. */
export type SeenStatus = { words: string; checked: boolean; from: Date; to: Date | null };

/**
 * The statuses of a key in a period, oldest first, with the gaps between them: time in which nobody checked. Before the
 * key was known there is none. The time since the last check is a gap once the next one is overdue.
 * @param known since when the key's ownership is proven
 * @param lastSeenAt when the open status was last confirmed
 * @param silenceMs how long a key may go unchecked before that counts as a gap
 */
export function statusesWithGaps(
  spans: readonly SeenStatus[],
  {
    since,
    until,
    known,
    lastSeenAt,
    silenceMs,
  }: { since: Date; until: Date; known: Date; lastSeenAt: Date | null; silenceMs: number },
): PackStatus[] {
  const pieces: PackStatus[] = [];
  const add = (from: number, to: number, status: string | null): void =>
    void pieces.push({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), status });
  let cursor = Math.max(since.getTime(), known.getTime());
  const end = until.getTime();
  const seen = spans
    .filter(({ checked }) => checked)
    .map(({ words, from, to }) => ({ words, from: from.getTime(), to: (to ?? lastSeenAt ?? from).getTime() }))
    .toSorted((a, b) => a.from - b.from);
  for (const span of seen) {
    const [from, to] = [Math.max(span.from, since.getTime()), Math.min(Math.max(span.to, span.from), end)];
    // A status that was seen only once has no length but counts.
    if (from > end || to < from || (to === from && span.from < since.getTime())) continue;
    if (from - cursor > (pieces.length === 0 ? silenceMs : 0)) add(cursor, from, null);
    add(from, to, span.words);
    cursor = Math.max(cursor, to);
  }
  if (end - cursor > silenceMs || (cursor < end && pieces.length === 0)) add(cursor, end, null);
  return pieces;
}
