import { VERDICT_STATUSES, type VerdictStatus } from '#lib/core/finding/status.ts';
import { DEADLINE_FILTERS, LONGEST_SEARCH, type DeadlineFilter } from './key-filter.ts';

/** What the list of customers is filtered by: status, region and deadline are those of the most urgent key. */
export type CustomerFilter = {
  search: string | null;
  verdict: VerdictStatus | null;
  region: string | null;
  deadline: DeadlineFilter | null;
};

/** Reads a filter from URL parameters. Unknown values are ignored. */
export function readCustomerFilter(parameter: (name: string) => string | null): CustomerFilter {
  const plain = (name: string, longest: number): string | null =>
    parameter(name)?.replaceAll('\0', '').trim().slice(0, longest) || null;
  const [verdict, deadline] = [parameter('verdict'), parameter('deadline')];
  return {
    search: plain('q', LONGEST_SEARCH),
    verdict: VERDICT_STATUSES.find((status) => status === verdict) ?? null,
    region: plain('region', 32),
    deadline: DEADLINE_FILTERS.find((word) => word === deadline) ?? null,
  };
}

/** The URL parameters of a filter. */
export function customerFilterParameters(filter: CustomerFilter): URLSearchParams {
  const entries: [string, string | null][] = [
    ['q', filter.search],
    ['verdict', filter.verdict],
    ['region', filter.region],
    ['deadline', filter.deadline],
  ];
  return new URLSearchParams(entries.filter((entry): entry is [string, string] => entry[1] !== null));
}
