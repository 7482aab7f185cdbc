import type { KeyArn } from '#lib/core/key-arn.ts';
import type { KeyFacts, ProbeAction } from '#lib/core/probe.ts';
import type { Verdict } from '#lib/core/verdict.ts';

/** What a key is to us: only `active` carries backups; `retained` still opens old ones. */
export const KEY_ROLES = ['candidate', 'active', 'retained', 'retired'] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

/** The last conclusive answer for one action; an unanswered call never replaces it. */
export type ActionResult = { result: 'allowed' | 'denied' | 'wrong_state'; at: Date };
export type ActionResults = Partial<Record<ProbeAction, ActionResult>>;

/** What checking has told us so far: the hot row beside the record. */
export type KeyCheckState = {
  lastAttemptAt: Date | null;
  lastConclusiveAt: Date | null;
  /** When every tested permission was last allowed on an enabled key: from then on a denial needs confirming. */
  lastUsableAt: Date | null;
  actions: ActionResults;
  /** Consecutive conclusive checks with a denial, and when the first of them was. */
  denialCount: number;
  firstDenialAt: Date | null;
  /** Consecutive checks that told nothing. */
  inconclusiveCount: number;
  spanLastSeenAt: Date | null;
};

/** Everything that `decide` may look at. */
export type KeyRecord = {
  arn: KeyArn;
  region: string;
  role: KeyRole;
  verdict: Verdict;
  verdictSince: Date;
  /** The last facts DescribeKey gave, whenever that was. */
  facts: KeyFacts | null;
  check: KeyCheckState;
};
