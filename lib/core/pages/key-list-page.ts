import type { Freshness } from '#lib/core/verdict/freshness.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';

/** One key of the list as JSON. Instants are ISO text. */
export type KeyListItem = {
  id: string;
  customerName: string;
  arn: string;
  region: string;
  role: KeyRole;
  verdict: Verdict;
  /** The cause of the status in a few words; null where it has none. */
  causeWord: string | null;
  freshness: Freshness;
  asOf: string | null;
  verdictSince: string | null;
  notUsableSince: string | null;
  keyState: string | null;
  deadlineAt: string | null;
};

export type KeyListPage = {
  /** When the page was read: all its ages are counted from here. */
  now: string;
  items: KeyListItem[];
  before: string | null;
  after: string | null;
  /** Regions with an incident. A status of a key there may have been judged before it began. */
  incidents: { region: string; since: string }[];
  fleet: Record<VerdictStatus, number>;
  sweptAt: string | null;
};
