import type { ToldChannel } from '#lib/core/customer/told.ts';
import type { DeparturePath, DepartureStep, DepartureText } from '#lib/core/departure/departure.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import type { DoneBy } from '#lib/core/pages/setup-page.ts';

export type DepartureStepView = {
  step: DepartureStep;
  state: 'done' | 'current' | 'later';
  done: (DoneBy & { evidence: string }) | null;
};

/** A key of a departure, and what keeps it. */
export type DepartureKeyView = {
  id: string;
  arn: string;
  region: string;
  role: KeyRole;
  /** What depends on it, in one line, and how old the report is; null where nothing was ever reported. */
  dependents: { words: string; asOf: Date } | null;
  /** What keeps it, in words; empty where nothing does. */
  kept: readonly string[];
  /** Whether it goes on protecting a workspace that stays. */
  shared: boolean;
  /** Whether it was released, and something depends on it again. */
  neededAgain: boolean;
  /** What we see of it since it was released. */
  watch: { releasedAt: Date; lastSeenAt: Date | null; unseenSince: Date | null; retiredAt: Date | null } | null;
};

export type DepartureTextView = {
  id: string;
  kind: DepartureText;
  subject: string;
  body: string;
  frozen: DoneBy;
  told: (DoneBy & { to: string; channel: ToldChannel }) | null;
};

/** The page of one departure. */
export type DeparturePage = {
  id: string;
  revision: number;
  now: Date;
  customer: { id: string; name: string };
  path: DeparturePath;
  reason: string;
  ticket: string | null;
  started: DoneBy;
  request: { by: string; at: Date; reference: string; recorded: DoneBy } | null;
  withdrawn: (DoneBy & { reason: string }) | null;
  workspaces: readonly { id: string; name: string; region: string }[];
  steps: readonly DepartureStepView[];
  next: DepartureStep | null;
  keys: readonly DepartureKeyView[];
  exceptions: readonly (DoneBy & {
    id: string;
    reason: string;
    acceptance: string;
    reviewAt: Date;
    inForce: boolean;
  })[];
  texts: readonly DepartureTextView[];
};

/** One departure in the list. */
export type DepartureListItem = {
  id: string;
  customerName: string;
  path: DeparturePath;
  workspaces: number;
  /** The step that is next; null where all are done. */
  next: DepartureStep | null;
  /** What became of the keys that it released. */
  keys: 'needed_again' | 'watched' | 'none';
  startedAt: string;
  withdrawn: boolean;
  ticket: string | null;
};
export type DepartureListPage = { now: string; items: readonly DepartureListItem[]; more: boolean };
