import { ACCESS_WORDS } from '#lib/core/advice/access-words.ts';
import { INTAKE_WORDS } from '#lib/core/advice/intake-words.ts';
import { KEY_WORDS } from '#lib/core/advice/key-words.ts';
import { OWN_WORDS } from '#lib/core/advice/own-words.ts';
import type { Acts, AdviceSubject, Step, Words } from '#lib/core/advice/words.ts';
import type { Confidence, Finding, FindingCode } from '#lib/core/finding.ts';
import type { IntakeRefusal } from '#lib/core/intake.ts';

/** What Keydesk says of one finding: fact, cause, what that rests on, who acts, what would settle it, what to do. */
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

/** The words for every finding. The compiler keeps the table complete. */
const WORDS = { ...INTAKE_WORDS, ...KEY_WORDS, ...ACCESS_WORDS, ...OWN_WORDS } satisfies Record<FindingCode, Words>;

/** The words for one finding about one key. */
export function adviseOn({ code, confidence, detail }: Finding, subject: AdviceSubject): Advice {
  const words: Words = WORDS[code];
  return {
    headline: words.headline(detail, subject, confidence),
    cause: words.cause(detail, subject, confidence),
    because: words.because?.(detail, subject, confidence) ?? [],
    acts: typeof words.acts === 'function' ? words.acts({ code, confidence, detail }) : words.acts,
    confidence,
    settles: words.settles?.(detail, subject, confidence) ?? null,
    steps: words.steps?.(detail, subject, confidence) ?? [],
    reference: words.reference ?? null,
  };
}

const NO_SUBJECT: AdviceSubject = {
  arn: '',
  region: '',
  vendorAccountId: null,
  timeZone: null,
  sendsContext: false,
  now: new Date(0),
};

/** Why a pasted identifier was refused: fact and next act in two sentences. These words depend on no key. */
export function intakeAdvice(code: IntakeRefusal | 'key_held_by_another_customer'): string {
  const words: Words = WORDS[code];
  return `${words.headline({}, NO_SUBJECT, 'certain')} ${words.cause({}, NO_SUBJECT, 'certain')}`;
}
