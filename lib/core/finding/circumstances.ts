import type { LatestEvidence } from '#lib/core/finding/evidence.ts';
import type { Confidence, VerdictStatus } from '#lib/core/finding/status.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import type { KeyFacts, ProbeReport } from '#lib/core/probe/report.ts';

/** What we knew of a key before the report, as far as a finding may rest on it. */
export type KnownKey = {
  /** The last facts DescribeKey gave, whenever that was. */
  facts: KeyFacts | null;
  verdict: { status: VerdictStatus };
  verdictSince: Date;
  check: {
    actions: ActionResults;
    /** When every tested permission was last allowed on an enabled key: after that, a denial needs confirming. */
    lastUsableAt: Date | null;
    lastDescribedAt: Date | null;
    denialCount: number;
    firstDenialAt: Date | null;
  };
};

/**
 * What the control key says about a denial. `broken`: the control key has a bad state of its own; `contradicted`: it
 * was denied what another customer's key allowed since then, so its own policy is wrong and not our role.
 */
export const CONTROL_JUDGEMENTS = ['absent', 'passed', 'failed', 'broken', 'contradicted', 'unknown'] as const;
export type ControlJudgement = (typeof CONTROL_JUDGEMENTS)[number];

/** Whose denial it is, as far as our own side can tell (H12). */
export type DenialJudgement = {
  control: ControlJudgement;
  /** The same for every denial that points to our side: those whose text names our policies included. */
  controlOfOurDenials: ControlJudgement;
  /** Whether another customer's key in the region was allowed the same actions since this denial began. */
  otherCustomersAllowed: boolean;
  /** Why the denial is on hold and nobody is blamed for it: our own side fails too, or many customers lost access together (H25). */
  onHold: 'own_side_fails' | 'many_denied' | null;
  /** Whether so many customers of the region lost access together that it looks like one fault, and how many. */
  manyDenied: boolean;
  customersDenied: number;
  /** How sure we may be that the customer's side denies. */
  confidence: Confidence;
};

/** Everything a rule may look at: what was seen, what we knew, what the customer sent, and when it is judged. */
export type Circumstances = {
  report: ProbeReport;
  record: KnownKey;
  /** The last conclusive answer of every action, the report's own included. */
  actions: ActionResults;
  /** Denials in a row, the report's own included, and when the first one was. */
  denialCount: number;
  firstDenialAt: Date | null;
  denial: DenialJudgement;
  evidence: LatestEvidence;
  now: Date;
};
