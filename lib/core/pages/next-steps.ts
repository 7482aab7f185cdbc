import type { Advice } from '#lib/core/finding/advise.ts';
import { CHECK_AGAIN, CHECK_NOW, type Step } from '#lib/core/finding/advice-words.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';
import { CHECK_BEFORE_SENDING, type CustomerText, type TextBlock } from '#lib/core/customer-text/text-input.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import { nextActionWords, NEXT_WORDS } from '#lib/core/pages/next-action-words.ts';
import {
  SEND_NEEDED_AGAIN,
  STEP_BY_WORD,
  toldWords,
  VERIFY_FIRST,
  writeAgainStep,
} from '#lib/core/pages/next-step-words.ts';

/** Whose action it is, and what staff do now. */
export type Next = {
  /** For the first lines of the page: "Next action: customer (likely)". */
  action: string;
  steps: readonly NextStep[];
  /** What would settle it; null where nothing is open. */
  settles: string | null;
};

/** A step, and in a word who does it; null where there is nothing to do. */
export type NextStep = Step & { who: string | null };

const withWho = (step: Step): NextStep => ({ ...step, who: STEP_BY_WORD[step.by ?? 'us'] });

/** What the reply's own section asks for before it is sent comes before the step that sends it (H7, H27). */
function beforeSending(steps: readonly Step[], text: CustomerText, unverified: string | null): Step[] {
  const first = [
    ...(text.kind === 'text' && text.caution?.includes(CHECK_BEFORE_SENDING) === true ? [CHECK_NOW] : []),
    ...(unverified === null ? [] : [VERIFY_FIRST]),
  ];
  return steps.flatMap((step) => (step.sendsReply === 'now' ? [...first, step] : [step]));
}

/** While one of these holds, the next check comes before every other step. */
const CHECK_FIRST: readonly TextBlock[] = ['evidence_not_judged', 'confirming_recovery'];

/** The steps without a reply that can't be sent: the reason why there is none takes its place (H27). */
function withoutReply(steps: readonly Step[], block: Extract<CustomerText, { kind: 'blocked' }>): Step[] {
  const why: Step = { text: block.words };
  if (CHECK_FIRST.includes(block.reason)) return [why];
  return steps.flatMap((step) => (step.sendsReply === undefined ? [step] : step.sendsReply === 'now' ? [why] : []));
}

/** The steps of who was told all of it already: they wait for the answer, and send nothing twice. */
function afterTold(steps: readonly Step[], toldAt: Date): Step[] {
  if (!steps.some(({ sendsReply }) => sendsReply === 'now')) return [...steps];
  return steps.flatMap((step) => {
    if (step === CHECK_AGAIN) return [];
    return step.sendsReply === 'now' ? [{ text: toldWords(toldAt) }] : [step];
  });
}

/** A key that works and is needed again after its release has no finding, and its customer must be told all the same. */
const findsNothing = (lead: Advice | undefined): boolean => lead === undefined || lead.acts === 'nobody';

/**
 * What staff do now, from the most severe finding and from whether there is a reply to send.
 * @param findings the advice on each finding, most severe first, without notes
 * @param unverified that nobody has verified who reads the reply; null where somebody did
 * @param lastTold the last text that was sent, and what changed since; null where none was sent
 * @param promisedFor by when we promised to write again; null where we promised nothing
 */
export function nextSteps({
  status,
  role,
  neededAgain,
  findings,
  text,
  unverified,
  lastTold,
  promisedFor,
}: {
  status: VerdictStatus;
  role: KeyRole;
  neededAgain: boolean;
  findings: readonly Advice[];
  text: CustomerText;
  unverified: string | null;
  lastTold: { at: Date; changes: readonly string[] } | null;
  promisedFor: Date | null;
}): Next {
  const [lead] = findings;
  const all = [...(neededAgain && findsNothing(lead) ? [SEND_NEEDED_AGAIN] : []), ...(lead?.steps ?? [])];
  const toldAt = lastTold?.changes.length === 0 ? lastTold.at : null;
  const ofFinding =
    text.kind === 'blocked'
      ? withoutReply(all, text)
      : toldAt === null
        ? beforeSending(all, text, unverified)
        : afterTold(all, toldAt);
  const steps =
    promisedFor === null
      ? ofFinding
      : [writeAgainStep(promisedFor), ...ofFinding.filter(({ sendsReply }) => sendsReply !== 'if_asked')];
  return {
    action: actionWords(status, role, neededAgain || promisedFor !== null, lead),
    steps: steps.length > 0 ? steps.map(withWho) : [{ text: nothingElse(status, lead, text), who: null }],
    settles: lead?.settles ?? null,
  };
}

function actionWords(status: VerdictStatus, role: KeyRole, toWrite: boolean, lead: Advice | undefined): string {
  if (toWrite && findsNothing(lead)) return NEXT_WORDS.us;
  if (lead !== undefined) return nextActionWords(lead);
  return role === 'candidate' && status === 'usable' ? NEXT_WORDS.pendingSetup : NEXT_WORDS.none;
}

/** The one step where the finding has none. */
function nothingElse(status: VerdictStatus, lead: Advice | undefined, text: CustomerText): string {
  if (text.kind === 'text') return NEXT_WORDS.onlyIfAsked;
  return status === 'usable' || lead === undefined || text.reason === 'released'
    ? NEXT_WORDS.nothing
    : NEXT_WORDS.check;
}
