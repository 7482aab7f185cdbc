import type { Finding } from '#lib/core/finding.ts';
import type { KeyRecord } from '#lib/core/key-record.ts';
import type { ProbeReport } from '#lib/core/probe.ts';

/** All that a rule may look at: what was seen, what we knew, and the instant at which it judges. */
export type Evidence = {
  report: ProbeReport;
  record: KeyRecord;
  /** Denials in a row, the report's own included, and when the first was. */
  denialCount: number;
  firstDenialAt: Date | null;
  now: Date;
};

/** One rule: a finding, or nothing. It checks its own preconditions and holds no prose. */
export type Rule = (evidence: Evidence) => Finding | null;
