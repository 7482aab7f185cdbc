import type { Finding } from '#lib/core/finding/all-findings.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import type { KeyFacts, RotationStatus } from '#lib/core/probe/report.ts';

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
