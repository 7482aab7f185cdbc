import type { Finding } from '#lib/core/finding/all-findings.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import type { KeyFacts, RotationStatus } from '#lib/core/probe/report.ts';

/** What all checks so far found. It is stored next to the key's record because it changes with every check. */
export type KeyCheckState = {
  lastAttemptAt: Date | null;
  lastConclusiveAt: Date | null;
  /** When every required test was last allowed on an enabled key. After that, a denial needs confirming. */
  lastUsableAt: Date | null;
  /**
   * When DescribeKey last gave the facts. A deletion that began after that can't be complete within seven days (H13).
   */
  lastDescribedAt: Date | null;
  /** When a real encrypt/decrypt test last succeeded. */
  lastProofAt: Date | null;
  actions: ActionResults;
  /** The number of conclusive checks with a denial in a row, and when the first one was. */
  denialCount: number;
  firstDenialAt: Date | null;
  /** The number of checks in a row without an answer. */
  inconclusiveCount: number;
  spanLastSeenAt: Date | null;
  /** What the last conclusive check found, most severe first. */
  findings: readonly Finding[];
};

/** Everything that `decide` may use. */
export type KeyRecord = {
  arn: KeyArn;
  region: string;
  role: KeyRole;
  verdict: Verdict;
  verdictSince: Date;
  /** The last facts from DescribeKey, whatever their age. */
  facts: KeyFacts | null;
  /**
   * The last answer of GetKeyRotationStatus, whatever its age. `check.actions` says when it was called and whether it
   * is visible.
   */
  rotation: RotationStatus | null;
  check: KeyCheckState;
};
