import type { AdviceWords } from '#lib/core/finding/advice-words.ts';
import type { Circumstances, KnownKey } from '#lib/core/finding/circumstances.ts';
import type { Confidence, VerdictStatus } from '#lib/core/finding/status.ts';
import type { TextRule } from '#lib/core/finding/text-rule.ts';
import type { ProbeFault } from '#lib/core/probe/report.ts';

/** A finding that rests on nothing but its code. */
export type NoDetail = Readonly<Record<string, never>>;

/** What a rule concludes. The code is the record's. */
export type Conclusion<D> = { confidence: Confidence; detail: D };
export const conclude = <D>(confidence: Confidence, detail: D): Conclusion<D> => ({ confidence, detail });

/** What a finding does to other judgements. Every trait defaults to no. */
export type Traits<F extends ProbeFault = ProbeFault> = {
  /** It states a key state (or a deletion that we can't see): a DescribeKey answer that says otherwise ends it. */
  endsWhenDescribed?: true;
  /** It never improves an unusable key: it is unconfirmed, or about our own side. */
  neverImproves?: true;
  /** A denial that may be the customer's: the reply waits while our own side is in doubt (H12, H25). */
  waitsForOurSide?: true;
  /** A fault of our own side that explains denials: it replaces them in the reply to the customer. */
  explainsDenials?: true;
  /** The key works all the same, so it is checked as a usable key is. */
  keyWorks?: true;
  /** A denial that is being confirmed: the key is checked every few minutes. */
  confirming?: true;
  /** It is about the future, so it comes after what is happening now. */
  forecast?: true;
  /** Worth knowing, with nothing to do now. */
  note?: true;
  /** The faults of a call that lead to it. Such a finding says why a check told nothing; it says nothing about the key. */
  faults?: readonly F[];
};

export type FindingFamily = 'intake' | 'key' | 'access' | 'ours' | 'inconclusive' | 'notes';

/** Everything about one finding. ARCHITECTURE.md says how to add one. */
export type FindingRecord<C extends string, D extends object, F extends ProbeFault = ProbeFault> = {
  code: C;
  family: FindingFamily;
  /** The status that it stands for; null leaves the status alone. */
  status: Exclude<VerdictStatus, 'usable'> | null;
  traits: Traits<F>;
  /** How sure it may be at most when it is told without the check that found it (H12, H13). */
  confidenceLater: Confidence;
  /** When it is found; null where no rule finds it: intake, and what a call's fault or the lack of a check says. */
  rule: { find(circumstances: Circumstances): Conclusion<D> | null }['find'] | null;
  /** What it rests on as far as the stored key alone tells, for a finding whose check was not kept. */
  fromRecord: (record: KnownKey, now: Date) => D;
  /** A few words, for a row of a list. */
  word: string;
  advice: AdviceWords<D>;
  text: TextRule<D>;
};

/** Defines a finding with the detail `D`: `defineFinding<Detail>()({ code: … })`. */
export const defineFinding =
  <D extends object>() =>
  <const C extends string, F extends ProbeFault = never>(record: FindingRecord<C, D, F>): FindingRecord<C, D, F> =>
    record;

/** For findings without detail. */
export const nothingKnown = (): NoDetail => ({});
