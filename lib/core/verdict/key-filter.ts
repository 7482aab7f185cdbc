import { KEY_ROLES, type KeyRole } from '#lib/core/key/role.ts';
import { VERDICT_STATUSES, type VerdictStatus } from '#lib/core/finding/status.ts';

/** `urgent` is the default: urgency, deadline, since when not usable. `newest`: the newest change of status first. */
export const KEY_SORTS = ['urgent', 'newest'] as const;
export type KeySort = (typeof KEY_SORTS)[number];

/** How soon a deadline is, as the URL says it; `any` has a deadline at all. */
export const DEADLINE_FILTERS = ['24h', '7d', 'any'] as const;
export type DeadlineFilter = (typeof DEADLINE_FILTERS)[number];

/** Within which time the status changed, as the URL says it. */
export const CHANGED_FILTERS = ['1h', '24h', '7d'] as const;
export type ChangedFilter = (typeof CHANGED_FILTERS)[number];

/** The hours that a `24h` or `7d` of a filter means. */
export const FILTER_HOURS = { '1h': 1, '24h': 24, '7d': 168 } as const;

/** What a list of keys is filtered by. It is kept in the URL. */
export type KeyFilter = {
  search: string | null;
  verdict: VerdictStatus | null;
  /** A finding's code, as typed in the URL. */
  cause: string | null;
  region: string | null;
  /** Null: all but retired keys. */
  role: KeyRole | null;
  /** AWS's own term, as typed in the URL. */
  keyState: string | null;
  deadline: DeadlineFilter | null;
  changed: ChangedFilter | null;
  sort: KeySort;
};

/** A longer search is no name, ID or ARN. */
export const LONGEST_SEARCH = 200;

const wordOf = <T extends string>(words: readonly T[], text: string | null): T | null =>
  words.find((word) => word === text) ?? null;

/** Reads a filter from URL parameters. Unknown values are ignored. */
export function readKeyFilter(parameter: (name: string) => string | null): KeyFilter {
  const plain = (name: string, longest: number): string | null =>
    parameter(name)?.replaceAll('\0', '').trim().slice(0, longest) || null;
  return {
    search: plain('q', LONGEST_SEARCH),
    verdict: wordOf(VERDICT_STATUSES, parameter('verdict')),
    cause: plain('cause', 64),
    region: plain('region', 32),
    role: wordOf(KEY_ROLES, parameter('role')),
    keyState: plain('state', 64),
    deadline: wordOf(DEADLINE_FILTERS, parameter('deadline')),
    changed: wordOf(CHANGED_FILTERS, parameter('changed')),
    sort: wordOf(KEY_SORTS, parameter('sort')) ?? 'urgent',
  };
}

/** The URL parameters of a filter, without the default values. */
export function keyFilterParameters(filter: KeyFilter): URLSearchParams {
  const entries: [string, string | null][] = [
    ['q', filter.search],
    ['verdict', filter.verdict],
    ['cause', filter.cause],
    ['region', filter.region],
    ['role', filter.role],
    ['state', filter.keyState],
    ['deadline', filter.deadline],
    ['changed', filter.changed],
    ['sort', filter.sort === 'urgent' ? null : filter.sort],
  ];
  return new URLSearchParams(entries.filter((entry): entry is [string, string] => entry[1] !== null));
}
