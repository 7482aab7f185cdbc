import type { TextContext } from '#lib/core/finding/text-rule.ts';
import { stateRefusal } from '#lib/core/probe/state-refusals.ts';
import type { ProbeReport, StateRefusal } from '#lib/core/probe/report.ts';
import { heading, type TextStep } from '#lib/core/text/blocks.ts';
import { regionWords } from '#lib/core/text/text-subject.ts';

// Key states are facts: they count as soon as they are seen, whatever a dry run says (H10, H11).
// Source: KMS developer guide, "Key states of AWS KMS keys".

/** Whether DescribeKey reports one of these states, or another call was refused for one of these reasons. */
export const isInState = (
  report: ProbeReport,
  states: readonly string[],
  refusals: readonly StateRefusal[] = [],
): boolean => {
  if (report.facts.seen && states.includes(report.facts.value.keyState)) return true;
  const refusal = stateRefusal(report);
  return refusal !== null && refusals.includes(refusal);
};

export const WHAT_TO_DO = heading('What to do');
export const IF_NOTHING = heading('If nothing is done');

/** Asks first whether it was intended (H3), and says where the customer can see that. */
export const intended = (what: string, event: string, { subject }: TextContext<unknown>): TextStep => ({
  text: `Check whether ${what} is intended. The event ${event} for this key in your CloudTrail in ${regionWords(subject)} shows who did it and when. If it is intended, change nothing and ${subject.replyTo}.`,
});
