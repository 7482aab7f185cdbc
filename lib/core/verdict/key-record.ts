import type { Finding } from '#lib/core/finding/all-findings.ts';
import type { Acts } from '#lib/core/finding/status.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import type { NamedState, RealFailure } from '#lib/core/finding/circumstances.ts';
import type { ActionDenials } from '#lib/core/finding/confirmation.ts';
import type { RecentChange } from '#lib/core/verdict/recent-changes.ts';
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
  /** What changed in the last minutes: KMS may still give older answers beside newer ones. */
  recentChanges: readonly RecentChange[];
  realFailures: readonly RealFailure[];
  /** The key state that any answer named last. */
  namedState: NamedState | null;
  /** The denials in a row of each action. */
  denials: ActionDenials;
  /** The latest loss of an action that AWS had allowed: when it was noticed, and when it was last allowed. */
  lostAt: Date | null;
  lostAfter: Date | null;
  /** The organization whose policy denies us, as far as AWS named one: its customers are one cause, not many (H25). */
  denialGroup: string | null;
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
  /**
   * The start of the unbroken time in which the key has not been usable, whatever the causes were since; null while it is
   * usable, or while nobody knows.
   */
  notUsableSince: Date | null;
  /** The one date by which somebody must have acted, for list, page, reply and alerts; null when there is none. */
  deadlineAt: Date | null;
  /** Who must act next, as stored with the status; null for a usable key, and for a row of an earlier version. */
  nextAction: Acts | null;
  /** The last facts from DescribeKey, whatever their age. */
  facts: KeyFacts | null;
  /**
   * The last answer of GetKeyRotationStatus, whatever its age. `check.actions` says when it was called and whether it
   * is visible.
   */
  rotation: RotationStatus | null;
  check: KeyCheckState;
};
