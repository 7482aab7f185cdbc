import type { AdviceSubject, Step } from '#lib/core/finding/advice-words.ts';
import { findingRecord, type Finding } from '#lib/core/finding/all-findings.ts';
import type { Acts, Confidence } from '#lib/core/finding/status.ts';
import type { IntakeRefusal } from '#lib/core/key/intake.ts';

/**
 * What Keydesk says about a finding: fact, cause, what that is based on, who acts, what would settle it, what to do.
 */
export type Advice = {
  headline: string;
  cause: string;
  because: readonly string[];
  acts: Acts;
  confidence: Confidence;
  settles: string | null;
  steps: readonly Step[];
  reference: string | null;
};

/** The words for a finding about one key. */
export function adviseOn({ code, confidence, detail }: Finding, subject: AdviceSubject): Advice {
  const { advice } = findingRecord(code);
  return {
    headline: advice.headline(detail, subject, confidence),
    cause: advice.cause(detail, subject, confidence),
    because: advice.because?.(detail, subject, confidence) ?? [],
    acts: typeof advice.acts === 'function' ? advice.acts(confidence) : advice.acts,
    confidence,
    settles: advice.settles?.(detail, subject, confidence) ?? null,
    steps: advice.steps?.(detail, subject, confidence) ?? [],
    reference: advice.reference ?? null,
  };
}

/** The same about a released key: a fact that is expected. Nobody has to act, and nothing is undone. */
export const whileReleased = ({ headline, reference }: Advice): Advice => ({
  headline,
  cause:
    'This key is released: nothing of ours uses it any more, and its owner may disable or delete it. This is expected.',
  because: [],
  acts: 'nobody',
  confidence: 'certain',
  settles: null,
  steps: [],
  reference,
});

const NO_SUBJECT: AdviceSubject = {
  arn: '',
  region: '',
  vendorAccountId: null,
  timeZone: null,
  sendsContext: false,
  now: new Date(0),
};

/**
 * Why a pasted identifier was refused: the fact, what was noticed in the text, and the next step. No key is needed.
 * @param noticed a sentence, or null
 */
export function intakeAdvice(
  code: IntakeRefusal | 'key_held_by_another_customer',
  noticed: string | null = null,
): string {
  const { headline, cause } = adviseOn({ code, confidence: 'certain', detail: {} }, NO_SUBJECT);
  return [headline, ...(noticed === null ? [] : [noticed]), cause].join(' ');
}
