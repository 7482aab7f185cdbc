import type { ChangeKind, HeardChange } from '#lib/core/live/change.ts';

const SHOWN: ReadonlySet<string> = new Set<ChangeKind>(['key', 'region', 'customer']);

/**
 * Whether a change may be seen in a list of keys or customers, or on the deletion timeline: any key may come, move or get
 * a date, customers' names are in the rows, and the notices are about regions.
 */
export const concernsLists = ({ kind }: HeardChange): boolean => SHOWN.has(kind);
