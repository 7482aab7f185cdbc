import { keyFilterParameters, readKeyFilter, type KeyFilter } from './key-filter.ts';

/** What the list of customers is filtered by: status, region and deadline are those of the most urgent key. */
export type CustomerFilter = Pick<KeyFilter, 'search' | 'verdict' | 'region' | 'deadline'>;

/** Reads a filter from URL parameters. Unknown values, and filters of keys alone, are ignored. */
export function readCustomerFilter(parameter: (name: string) => string | null): CustomerFilter {
  const { search, verdict, region, deadline } = readKeyFilter(parameter);
  return { search, verdict, region, deadline };
}

/** The URL parameters of a filter. */
export const customerFilterParameters = ({ search, verdict, region, deadline }: CustomerFilter): URLSearchParams =>
  keyFilterParameters({ ...readKeyFilter(() => null), search, verdict, region, deadline });
