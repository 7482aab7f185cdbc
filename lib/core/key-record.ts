import type { Finding } from '#lib/core/finding.ts';
import type { KeyArn } from '#lib/core/key-arn.ts';
import type { KeyFacts, ProbeAction, RotationStatus } from '#lib/core/probe.ts';
import type { Verdict } from '#lib/core/verdict.ts';

/** What a key is to us: only `active` carries backups; `retained` still opens old ones. */
export const KEY_ROLES = ['candidate', 'active', 'retained', 'retired'] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

/** The last conclusive answer for one action; an unanswered call never replaces it. */
export type ActionResult = {
  result: 'allowed' | 'denied' | 'wrong_state' | 'not_testable';
  at: Date;
  /** Set where the call was really carried out, not as a dry run (H2). */
  real?: true;
};
export type ActionResults = Partial<Record<ProbeAction, ActionResult>>;

/** What checking has told us so far: the hot row beside the record. */
export type KeyCheckState = {
  lastAttemptAt: Date | null;
  lastConclusiveAt: Date | null;
  /** When every tested permission was last allowed on an enabled key: from then on a denial needs confirming. */
  lastUsableAt: Date | null;
  /** When DescribeKey last gave the facts: until seven days later a deletion that began since cannot be over (H13). */
  lastDescribedAt: Date | null;
  /** When a real round trip last gave back what was encrypted. */
  lastProofAt: Date | null;
  actions: ActionResults;
  /** Consecutive conclusive checks with a denial, and when the first of them was. */
  denialCount: number;
  firstDenialAt: Date | null;
  /** Consecutive checks that told nothing. */
  inconclusiveCount: number;
  spanLastSeenAt: Date | null;
  /** What the last conclusive check concluded, worst first. */
  findings: readonly Finding[];
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
  /** The last answer of GetKeyRotationStatus, whenever that was; when and whether it is visible stands in `check.actions`. */
  rotation: RotationStatus | null;
  check: KeyCheckState;
};
