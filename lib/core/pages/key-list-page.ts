import type { Freshness } from '#lib/core/verdict/freshness.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { Acts, VerdictStatus } from '#lib/core/finding/status.ts';
import type { RegionFreshness } from '#lib/core/verdict/region-freshness.ts';
import type { Urgency } from '#lib/core/verdict/urgency.ts';

/** One key of the list as JSON. Instants are ISO text. */
export type KeyListItem = {
  id: string;
  /** The holder. */
  customerName: string;
  /** The customers whose workspaces it protects, where the holder is their provider. */
  clientNames: readonly string[];
  arn: string;
  region: string;
  role: KeyRole;
  /** When its checks ended; null where they go on, or where it never protected a workspace. */
  retiredAt: string | null;
  verdict: Verdict;
  /** The cause of the status in a few words; null where it has none. */
  causeWord: string | null;
  /** Who must act next; null where nobody must. */
  nextAction: Acts | null;
  /** Where it stands in "urgent first"; null in a row that no job has filled yet, and of a retired key. */
  urgency: Urgency | null;
  freshness: Freshness;
  /** The last conclusive check. */
  asOf: string | null;
  verdictSince: string | null;
  notUsableSince: string | null;
  keyState: string | null;
  deadlineAt: string | null;
  /** The approver who accepted the ownership without proof; null where it is proven, or nothing is shown. */
  acceptedBy: string | null;
  serviceLevel: string | null;
};

/** How many rows a list has: exactly, or at least so many. */
export type ListCount = { n: number; exact: boolean };

/** A page of the list of keys. A search has one page only. */
export type KeyListPage = {
  /** When the page was read: all its ages are counted from here. */
  now: string;
  items: KeyListItem[];
  before: string | null;
  after: string | null;
  /** True when the filters are so narrow together that the list stopped looking: `after` goes on, or `before` on the way back. */
  stopped: boolean;
  /** True when the search found more than it shows. */
  more: boolean;
  /** The number of keys that match the filters; null for a search. */
  count: ListCount | null;
  /** Keys by status within the other filters, as the rows show it. In a search, of the rows shown. */
  counts: Record<VerdictStatus, ListCount>;
  /** When KMS last answered in each region of the list, and what holds checks up there. */
  regions: RegionFreshness[];
};

/** One customer of the list: their most urgent key. */
export type CustomerListItem = {
  id: string;
  name: string;
  serviceLevel: string | null;
  /** How many keys not retired they hold or use, at most so many as are counted. */
  keys: ListCount;
  /** Null for a customer without keys. */
  lead: KeyListItem | null;
};

export type CustomerListPage = {
  now: string;
  items: CustomerListItem[];
  before: string | null;
  after: string | null;
  /** As in `KeyListPage`. */
  stopped: boolean;
  more: boolean;
  count: ListCount | null;
  /** As in `KeyListPage`. */
  regions: RegionFreshness[];
};
