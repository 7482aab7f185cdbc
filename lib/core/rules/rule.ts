import type { RegionView } from '#lib/core/control.ts';
import type { DenialJudgement } from '#lib/core/denial.ts';
import type { LatestEvidence } from '#lib/core/evidence.ts';
import type { Finding } from '#lib/core/finding.ts';
import type { ActionResults, KeyRecord } from '#lib/core/key-record.ts';
import type { ProbeReport } from '#lib/core/probe.ts';

/** All that a rule may look at: what was seen, what we knew, what we were told, and the instant at which it judges. */
export type Circumstances = {
  report: ProbeReport;
  record: KeyRecord;
  /** The last conclusive answer of every action, the report's own included. */
  actions: ActionResults;
  /** Denials in a row, the report's own included, and when the first was. */
  denialCount: number;
  firstDenialAt: Date | null;
  region: RegionView;
  denial: DenialJudgement;
  evidence: LatestEvidence;
  now: Date;
};

/** One rule: a finding, or nothing. It checks its own preconditions and holds no prose. */
export type Rule = (circumstances: Circumstances) => Finding | null;
