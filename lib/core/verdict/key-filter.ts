import { KEY_ROLES, type KeyRole } from '#lib/core/key/role.ts';
import { VERDICT_STATUSES, type VerdictStatus } from '#lib/core/finding/status.ts';

export const KEY_SORTS = ['worst', 'latest'] as const;
export type KeySort = (typeof KEY_SORTS)[number];

/** What a list of keys is filtered by. It is kept in the URL. */
export type KeyFilter = {
  search: string | null;
  verdict: VerdictStatus | null;
  region: string | null;
  role: KeyRole | null;
  /** AWS's own term, as typed in the URL. */
  keyState: string | null;
  changedWithinHours: 24 | null;
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
    region: plain('region', 32),
    role: wordOf(KEY_ROLES, parameter('role')),
    keyState: plain('state', 64),
    changedWithinHours: parameter('changed') === '24h' ? 24 : null,
    sort: wordOf(KEY_SORTS, parameter('sort')) ?? 'worst',
  };
}

/** The URL parameters of a filter, without the default values. */
export function keyFilterParameters(filter: KeyFilter): URLSearchParams {
  const entries: [string, string | null][] = [
    ['q', filter.search],
    ['verdict', filter.verdict],
    ['region', filter.region],
    ['role', filter.role],
    ['state', filter.keyState],
    ['changed', filter.changedWithinHours === null ? null : '24h'],
    ['sort', filter.sort === 'worst' ? null : filter.sort],
  ];
  return new URLSearchParams(entries.filter((entry): entry is [string, string] => entry[1] !== null));
}
