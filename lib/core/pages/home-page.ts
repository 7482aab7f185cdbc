import type { VerdictStatus } from '#lib/core/finding/status.ts';
import type { Freshness } from '#lib/core/verdict/freshness.ts';
import type { RegionFreshness } from '#lib/core/verdict/region-freshness.ts';
import type { ListCount } from './key-list-page.ts';
import type { HomeGroupName } from './home-asked.ts';

/** One row of Home, in words. Instants are ISO text. */
export type HomeRow = {
  id: string;
  href: string;
  /** Who or what it is about, and what is said beside it: where its keys are, or that it is a setup. */
  name: string;
  beside: string;
  /** The status of its keys; null for what is not about keys. */
  status: { is: VerdictStatus; freshness: Freshness; candidate: boolean } | null;
  problem: string;
  /** Who acts next. */
  by: string;
  notUsableSince: string | null;
  deadlineAt: string | null;
  owner: string | null;
  ticket: string | null;
  /** What makes the row differ from its group: that it is new, or that nothing changed since they were told. */
  mark: string | null;
  /** What it is about beside the row's own page: customers, the key of a replacement, a replacement of the key. */
  links: readonly { label: string; href: string }[];
  action: { label: string; href: string };
};

/** A group of Home. In words: its heading, what it is and how it is sorted, and what stands in place of rows. */
export type HomeGroup = {
  title: string;
  hint: string | null;
  empty: string;
  rows: readonly HomeRow[];
  count: ListCount;
};

/** A region with an incident: its keys are in no row (H25). */
export type HomeIncident = {
  region: string;
  /** Null where its start lies in the future, so that nobody knows it (H26). */
  since: string | null;
  /** How many customers lost access together and are still denied. */
  customers: number;
  /** Whether somebody recorded during the incident that our own side was checked. */
  checked: boolean;
};

/** The home page of one member of staff. */
export type HomePage = {
  now: string;
  regions: readonly RegionFreshness[];
  /** Null while a worker is at work. `since`: its last sign; null where none ever was. */
  workerGone: { since: string | null } | null;
  incidents: readonly HomeIncident[];
  /**
   * By region: keys whose status ran out because no check got an answer (`failed`), those that keep an earlier status
   * because the last check got none (`kept`), and those that no check has reached yet.
   */
  unchecked: readonly { region: string; failed: number; kept: ListCount; never: number }[];
  /** Active and retained keys in all hosting regions. */
  liveKeys: number;
  /** Since when a change is new. */
  since: string;
  /** The one group that is shown whole; null where all are shown, each cut at `ROWS_A_GROUP`. */
  only: HomeGroupName | null;
  /**
   * Copied replies that nobody recorded as sent or as not sent, and about which the reader is asked: their own after half an
   * hour, what was handed over to them, and what the team has. `by`: who copied it, where that isn't the reader;
   * `hasTicket`: whether the customer has an open ticket.
   */
  unsent: readonly {
    textId: string;
    customerId: string;
    customerName: string;
    copiedAt: string;
    by: string | null;
    hasTicket: boolean;
  }[];
  /**
   * What was handed over to the reader or to the team and nobody acknowledged, `ShownHandover[]` as JSON, because only the
   * part that shows it reads it. Null where there is none.
   */
  handovers: string | null;
  groups: Readonly<Record<HomeGroupName, HomeGroup>>;
};

/** What waits for a person, for the rail. */
export type HomeCounts = Readonly<Record<'/' | '/setups' | '/replacements', ListCount>>;

/** A group shows so many rows, and all that are counted when it is shown alone. */
export const ROWS_A_GROUP = 50;
