import type { AdviceWords } from '#lib/core/finding/advice-words.ts';
import type { Circumstances, KnownKey } from '#lib/core/finding/circumstances.ts';
import type { Confidence, VerdictStatus } from '#lib/core/finding/status.ts';
import type { TextRule } from '#lib/core/finding/text-rule.ts';
import type { ProbeFault } from '#lib/core/probe/report.ts';

/** For a finding without detail. */
export type NoDetail = Readonly<Record<string, never>>;

/** What a rule concludes. The code is the record's. */
export type Conclusion<D> = { confidence: Confidence; detail: D };
export const conclude = <D>(confidence: Confidence, detail: D): Conclusion<D> => ({ confidence, detail });

/** How a finding affects other judgements. Every trait is off by default. */
export type Traits<F extends ProbeFault = ProbeFault> = {
  /** It is about a key state, or a deletion that we can't see: any DescribeKey answer replaces it. */
  endsWhenDescribed?: true;
  /** It never improves an unusable key, because it is unconfirmed or about our own side. */
  neverImproves?: true;
  /** A denial that may be the customer's: while our own side is in doubt, the reply is about our side instead (H12, H25). */
  waitsForOurSide?: true;
  /** A fault on our side that explains denials. It replaces them in the reply to the customer. */
  explainsDenials?: true;
  /** It says why real calls fail, so a failed one that no policy denied is not told beside it. */
  explainsRealFailures?: true;
  /** The key still works, so it is checked like a usable one. */
  keyWorks?: true;
  /** Only the key state can't be seen: AWS allows the calls that backups make. */
  callsAllowed?: true;
  /** A denial that is being re-checked: the key is checked every few minutes. */
  confirming?: true;
  /** A newer answer than the status: nothing is sent until it is confirmed, and the text says why (H26). */
  newerThanStatus?: true;
  /** It is about the future, so it comes after what is happening now. */
  forecast?: true;
  /** The key was not checked yet: the status history shows no status for this time. */
  notChecked?: true;
  /** Worth knowing, with nothing to do now. Only for a finding that stands for no status. */
  note?: true;
  /** The faults of a call that lead to this finding. It says why a check got no answer, and nothing about the key. */
  faults?: readonly F[];
};

/** The folder that the record is in. */
export type FindingFamily = 'intake' | 'key' | 'access' | 'our_side' | 'inconclusive' | 'notes';

/** Declared as a method so that a record of one detail fits the list of all records. */
type DeadlineOf<D> = { of(detail: D, record: KnownKey, now: Date): Date | null }['of'];

/** Everything about one finding. ARCHITECTURE.md says how to add one. */
export type FindingRecord<C extends string, D extends object, F extends ProbeFault = ProbeFault> = {
  code: C;
  family: FindingFamily;
  /** The status that it stands for; null leaves the status unchanged. */
  status: Exclude<VerdictStatus, 'usable'> | null;
  traits: Traits<F>;
  /** The confidence to tell when the check that found it was not kept: never higher than it can be known (H12, H13). */
  confidenceIfNotKept: Confidence;
  /** When it is found. Null when no rule finds it, as for intake findings, faults of a call and missing checks. */
  rule: ((circumstances: Circumstances) => Conclusion<D> | null) | null;
  /** The detail as far as the stored key alone gives it, when the check's own detail was not kept. */
  fromRecord: (record: KnownKey, now: Date) => D;
  /** By when somebody must have acted, where that is known. List, page and reply show the same date (H13, H27). */
  deadline?: DeadlineOf<D>;
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
