import { stateRefusal } from '#lib/core/probe/state-refusals.ts';
import type { Circumstances } from '#lib/core/finding/circumstances.ts';
import type { Cell, StateRefusal } from '#lib/core/probe/report.ts';
import type { TextStep } from '#lib/core/text/blocks.ts';
import { consolePath, kmsCommand } from '#lib/core/text/commands.ts';
import type { TextKey } from '#lib/core/text/text-subject.ts';

// Key states are facts: they count as soon as they are seen, whatever a dry run says (H10, H11).
// Source: KMS developer guide, "Key states of AWS KMS keys".

/**
 * Whether DescribeKey reports one of these states, another call was refused for one of these reasons, or a call was refused
 * before and no answer has said anything else since: such a key gets no more calls that could be refused (H21).
 */
export function isInState(
  { report, record }: Pick<Circumstances, 'report' | 'record'>,
  states: readonly string[],
  refusals: readonly StateRefusal[] = [],
): boolean {
  if (report.facts.seen) {
    if (states.includes(report.facts.value.keyState)) return true;
  } else if (!report.cells.some(answersOfState)) {
    const { namedState } = record.check;
    if (namedState?.by === 'refusal' && refusals.length > 0 && states.includes(namedState.state)) return true;
  }
  const refusal = stateRefusal(report, record.facts);
  return refusal !== null && refusals.includes(refusal);
}

/** Whether a cryptographic call got an answer that says something about the state. A denial comes before the state. */
const answersOfState = ({ action, result }: Cell): boolean =>
  action !== 'DescribeKey' && (result === 'allowed' || result === 'wrong_state' || result === 'denied');

/** Enables a disabled key. Only ever a step of "by mistake" (H3). */
export const enableStep = (subject: TextKey, first: string): TextStep => ({
  text: `${first} enable the key, as an administrator of the key: ${consolePath(subject)}, then Key actions > Enable. Or on the command line:`,
  verbatim: kmsCommand('enable-key', subject),
});
