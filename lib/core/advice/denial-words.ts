import type { ControlJudgement } from '#lib/core/control.ts';
import { earliestLossWords } from '#lib/core/earliest-loss.ts';
import type { FindingDetail } from '#lib/core/finding.ts';
import { instantWords } from '#lib/core/time-words.ts';

const CONTROL_WORDS = {
  absent: 'There is no control key in this region, so our own side is not ruled out.',
  passed: 'The same action on our control key was allowed since, so our own side works there.',
  failed: 'The same action on our own control key is denied too.',
  broken: 'Our control key is in a bad state of its own, so it settles nothing.',
  contradicted:
    'The same action is denied on our control key, but was allowed on another customer’s since: the two contradict each other.',
  unknown: 'Our control key has not answered since the denial began, so our own side is not ruled out.',
} as const satisfies Record<ControlJudgement, string>;

const listOf = (names: readonly string[]): string => names.join(', ');
const actionList = (actions: readonly string[]): string => listOf(actions.map((action) => `kms:${action}`));

/** What our own side says of a denial: the control key, and other customers of the region (H12). */
export const ownSideLines = ({ control, otherCustomersAllowed = false }: FindingDetail): string[] => [
  ...(control === undefined ? [] : [CONTROL_WORDS[control]]),
  ...(otherCustomersAllowed
    ? ['Another customer’s key in this region was allowed the same since the denial began.']
    : []),
];

/** What the customer's own papers add, said as theirs. */
export function suppliedLines({ ownerSaw, policyCopy }: FindingDetail, timeZone: string | null): string[] {
  const lines: string[] = [];
  if (ownerSaw) {
    const of = `The customer’s own describe-key of ${instantWords(ownerSaw.asOf, timeZone)}`;
    const state = ownerSaw.keyState === null ? '' : `, in state ${ownerSaw.keyState}`;
    lines.push(ownerSaw.exists ? `${of} says that the key exists${state}.` : `${of} finds no such key.`);
  }
  if (policyCopy) {
    const of = `The policy that the customer sent, taken ${instantWords(policyCopy.asOf, timeZone)},`;
    const conditions = policyCopy.conditionKeys.length > 0 ? ` (${listOf(policyCopy.conditionKeys)})` : '';
    lines.push(
      policyCopy.lacks.length > 0
        ? `${of} does not give us ${actionList(policyCopy.lacks)}.`
        : `${of} does not explain the denial: look at conditions${conditions}, at their organisation’s policies, and at our own side.`,
    );
  }
  return lines;
}

/** From when a key that we can no longer see may be gone, as far as that may be said (H13). */
export const lossLines = ({ loss }: FindingDetail, timeZone: string | null): string[] =>
  loss ? [earliestLossWords(loss, timeZone)] : [];
