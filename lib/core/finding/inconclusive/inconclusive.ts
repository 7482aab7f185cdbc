import type { Step } from '#lib/core/finding/advice-words.ts';
import type { Acts } from '#lib/core/finding/status.ts';
import {
  defineFinding,
  nothingKnown,
  type FindingFamily,
  type FindingRecord,
  type NoDetail,
} from '#lib/core/finding/finding-record.ts';
import { nothingToSend, type FindingTextBlock } from '#lib/core/finding/text-rule.ts';
import type { ProbeFault } from '#lib/core/probe/report.ts';

/** What settles every such finding. */
export const NEXT_ANSWER = 'The next check that KMS answers.';
/** Ends the cause of every such finding. */
export const SAYS_NOTHING = 'This says nothing about the key: its last status stays and gets older.';

/** A finding that says why a check got no answer. The status stays and gets older. */
export const inconclusive = <const C extends string, F extends ProbeFault>(
  code: C,
  given: {
    faults: readonly F[];
    word: string;
    headline: string;
    cause: string;
    family?: FindingFamily;
    acts?: Acts;
    /** What staff do about a fault of our own. */
    steps?: readonly Step[];
    reason?: FindingTextBlock;
  },
): FindingRecord<C, NoDetail, F> =>
  defineFinding<NoDetail>()({
    code,
    family: given.family ?? 'inconclusive',
    status: null,
    traits: { faults: given.faults },
    confidenceIfNotKept: 'certain',
    rule: null,
    fromRecord: nothingKnown,
    word: given.word,
    advice: {
      acts: given.acts ?? 'nobody',
      headline: () => given.headline,
      cause: () => `${given.cause} ${SAYS_NOTHING}`,
      settles: () => NEXT_ANSWER,
      steps: () => given.steps ?? [],
    },
    text: nothingToSend(given.reason ?? 'could_not_check'),
  });
