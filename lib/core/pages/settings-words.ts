import type { ControlAnswer } from '#lib/core/verdict/control-answer.ts';
import { REQUIRED_ACTIONS, type ProbeAction } from '#lib/core/probe/actions.ts';
import { CONFIRMING_MINUTES, regularMinutes, type CheckPolicy } from '#lib/core/probe/schedule.ts';
import type { RegionSettings } from '#lib/core/pages/settings-page.ts';

/** How a fact of our own side reads: `bad` and `wanting` are for us to act on, `open` is not known. */
export type OwnSideWords = { words: string; is: 'plain' | 'bad' | 'wanting' | 'open'; next: string };

const WHEN_ASKED = 'It is asked when a customer’s key denies something, at most once a minute.';
/** What a denial may then be called at most (H12). */
export const WITHOUT_CONTROL = 'owners of denials stay one of several, or likely';

const named = (actions: readonly ProbeAction[]): string => actions.map((action) => `kms:${action}`).join(', ');

/**
 * The control key's last answer in words: the fact, and who acts next; its age is to follow the words. It is asked only when
 * something is denied, so an old answer may long be put right.
 */
export function controlAnswerWords(answer: ControlAnswer): OwnSideWords {
  switch (answer.kind) {
    case 'no_control_key':
      return { words: 'There is none to ask', is: 'open', next: 'Whoever runs Keydesk can declare a controlKeyArn.' };
    case 'never_asked':
      return { words: 'Never asked', is: 'open', next: WHEN_ASKED };
    case 'no_answer':
      return {
        words: noAnswerWords(answer.actions),
        is: 'open',
        next: `It says nothing of our side. ${WHEN_ASKED}`,
      };
    case 'bad_state':
      return {
        words: badStateWords(answer.keyState),
        is: 'wanting',
        next: `If it still is, we must put it right: until then ${WITHOUT_CONTROL}.`,
      };
    case 'denied':
      return {
        words: `Denied: ${named(answer.actions)}`,
        is: 'bad',
        next: 'If it still is, we must act: the probing role lacks it, or the control key’s own policy does.',
      };
    case 'passed':
      return { words: 'Passed every required action', is: 'plain', next: WHEN_ASKED };
  }
}

const noAnswerWords = (actions: readonly ProbeAction[]): string =>
  actions.length >= REQUIRED_ACTIONS.length ? 'No answer' : `No answer for ${named(actions)}; the rest was allowed`;

function badStateWords(keyState: string | null): string {
  if (keyState === null) return 'In a bad state of its own: KMS does not find it, or refuses it';
  return keyState === 'Enabled'
    ? 'In a bad state of its own: KMS refuses it for its state or type'
    : `In a bad state of its own: ${keyState}`;
}

/** Whether denials of the region are held, and why (H25). A hold's beginning is to follow the words. */
export function holdWords({ hold, controlAnswer }: Pick<RegionSettings, 'hold' | 'controlAnswer'>): OwnSideWords {
  if (hold !== null)
    return {
      words: 'Held; it began',
      is: 'bad',
      next: `Many customers turned from usable to denied within 30 minutes of each other${hold.actions.length === 0 ? '' : ` (${named(hold.actions)})`}, so their denials lie on nobody. We look at our own side first. It ends when few are turned and our own side passes.`,
    };
  return {
    words: 'Not held',
    is: 'plain',
    next:
      controlAnswer.kind === 'denied'
        ? 'While the control key is denied the same, a denial lies on nobody either.'
        : 'They are held when many customers turn together.',
  };
}

/** Whether the sweep rests in the region (H24). Where it rests or did, the end of it is to follow the words. */
export function restWords({ rest }: Pick<RegionSettings, 'rest'>, now: Date): OwnSideWords {
  if (rest === null)
    return { words: 'Does not rest', is: 'plain', next: 'Nothing is known of KMS throttling us here.' };
  const batches = rest.throttledInARow === 1 ? 'the last batch' : `the last ${rest.throttledInARow} batches`;
  return rest.until > now
    ? {
        words: 'Rests, and goes on',
        is: 'wanting',
        next: `KMS throttled ${batches}. Checks of this region come later; nobody needs to act.`,
      }
    : {
        words: 'Goes on; its rest ended',
        is: 'open',
        next: `KMS throttled ${batches}. The next one tells whether it still does.`,
      };
}

/** The pace of checks in words. */
export const paceWords = (policy: CheckPolicy): string =>
  `A usable key every ${policy.intervalMinutes} min, any other every ${regularMinutes('unusable', policy)} min`;

/** What the estimate leaves out, a line each, so that nobody takes it for a bill. */
export const NOT_IN_THE_ESTIMATE: readonly string[] = [
  'A key that is disabled or pending deletion is only described. A count by verdict does not tell which keys these are, so every key that is not usable is counted with the whole grid: an upper bound.',
  `Not counted: checks and proofs that people ask for, control keys, candidates, a grid that follows a change, keys that give no answer, and keys whose denial is being confirmed (every ${CONFIRMING_MINUTES} min for some minutes).`,
  'The cost is 0.03 USD for 10,000 requests, dry runs too, without the free tier, for a month of 30 days. What accounts pay differs.',
];
