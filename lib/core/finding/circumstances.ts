import type { ActionDenials } from '#lib/core/finding/confirmation.ts';
import type { LatestEvidence } from '#lib/core/finding/evidence.ts';
import type { Confidence, VerdictStatus } from '#lib/core/finding/status.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import type { ProbeAction } from '#lib/core/probe/actions.ts';
import type { KeyFacts, ProbeReport } from '#lib/core/probe/report.ts';

/** What we knew about a key before the report, as far as a finding may use it. */
export type KnownKey = {
  /** The last facts from DescribeKey, whatever their age. */
  facts: KeyFacts | null;
  verdict: { status: VerdictStatus };
  verdictSince: Date;
  /** Since when the key has not been usable without a break; null while it is, or while nothing is known. */
  notUsableSince: Date | null;
  check: {
    actions: ActionResults;
    /** When every required test was last allowed on an enabled key. After that, a denial needs confirming. */
    lastUsableAt: Date | null;
    lastDescribedAt: Date | null;
    denialCount: number;
    firstDenialAt: Date | null;
    /** The real calls that failed and did not succeed since, whatever dry runs say (H2). */
    realFailures: readonly RealFailure[];
    namedState: NamedState | null;
  };
};

/** A real call that KMS refused or could not carry out, and AWS's name for the error. */
export type RealFailure = { at: Date; action: ProbeAction; errorName: string | null };

/** A key state, when an answer named it, and whether DescribeKey or a refused call did. */
export type NamedState = { state: string; at: Date; by: 'describe' | 'refusal' };

/**
 * What the control key says about a denial. `broken`: the control key has a bad key state. `contradicted`: it was
 * denied what another customer's key allowed since, so its own policy is wrong and our role is not.
 */
export const CONTROL_JUDGEMENTS = ['absent', 'passed', 'failed', 'broken', 'contradicted', 'unknown'] as const;
export type ControlJudgement = (typeof CONTROL_JUDGEMENTS)[number];

/** Which side a denial comes from, as far as our own side can tell (H12). */
export type DenialJudgement = {
  control: ControlJudgement;
  /** The same for denials that point to our side, including those whose message names our policies. */
  controlOfOurDenials: ControlJudgement;
  /** Whether another customer's key in the region was allowed the same actions since this denial began. */
  otherCustomersAllowed: boolean;
  /**
   * Why the denial is on hold, so that nobody is blamed: our own side fails too, or many customers lost access together
   * (H25).
   */
  onHold: 'own_side_fails' | 'many_denied' | null;
  /** Whether the role's IAM scope is declared to cover every key. A list of keys proves nothing about another key. */
  roleCoversEveryKey: boolean;
  /** When the region's incident began; null when there is none. */
  incidentSince: Date | null;
  /** Whether so many customers of the region lost access together that it looks like one fault, and how many. */
  manyDenied: boolean;
  customersDenied: number;
  /** How sure we may be that the denial comes from the customer's side. */
  confidence: Confidence;
};

/** Everything that a rule may use: what the check saw, what we knew, what the customer sent, and when it is judged. */
export type Circumstances = {
  report: ProbeReport;
  record: KnownKey;
  /** The last conclusive result of every action, this report included. */
  actions: ActionResults;
  /** Denials in a row, this report included, and when the first one was. */
  denialCount: number;
  firstDenialAt: Date | null;
  denial: DenialJudgement;
  /** The real calls that failed and did not succeed since, this report included (H2). */
  failures: readonly RealFailure[];
  /** The denials in a row of each action, this report included. */
  denials: ActionDenials;
  /** Until when a better key state may be an older answer of KMS; null when it need not wait (H26). */
  settlesAt: Date | null;
  evidence: LatestEvidence;
  now: Date;
};
