import type { ControlAnswer } from '#lib/core/verdict/control-answer.ts';
import { REQUIRED_ACTIONS, type ProbeAction } from '#lib/core/probe/actions.ts';
import { CLOCK_DIFFERS_MS, clockSkewWords } from '#lib/core/finding/our-side/clock-differs.ts';
import type { RegionSettings } from '#lib/core/pages/regions-page.ts';

/** A fact about our own side: `bad` and `warning` need an action by us, `open` is unknown. */
export type OwnSideWords = { words: string; is: 'plain' | 'bad' | 'warning' | 'open'; next: string };

const WHEN_CHECKED = 'We check it when a customer’s key denies a call, at most once a minute.';
/** How sure the next action for a denial can be at most without a working control key (H12). */
export const WITHOUT_CONTROL = 'the next action for a denial stays likely or unclear';

const named = (actions: readonly ProbeAction[]): string => actions.map((action) => `kms:${action}`).join(', ');

/**
 * The last control key check in words: the fact, and who acts next; the screen adds its age. We only check the control
 * key when something is denied, so a fault in an old answer may already be fixed.
 */
export function controlAnswerWords(answer: ControlAnswer): OwnSideWords {
  switch (answer.kind) {
    case 'no_control_key':
      return {
        words: 'None configured',
        is: 'open',
        next: 'Whoever runs Keydesk can set a controlKeyArn for this region.',
      };
    case 'never_asked':
      return { words: 'Not checked yet', is: 'open', next: WHEN_CHECKED };
    case 'no_answer':
      return {
        words: noAnswerWords(answer.actions),
        is: 'open',
        next: `This says nothing about our own side. ${WHEN_CHECKED}`,
      };
    case 'bad_state':
      return {
        words: badStateWords(answer.keyState),
        is: 'warning',
        next: `If that hasn’t changed, we must fix it. Until then, ${WITHOUT_CONTROL}.`,
      };
    case 'denied':
      return {
        words: `Denied: ${named(answer.actions)}`,
        is: 'bad',
        next: 'If that hasn’t changed, we must act: our IAM role or the control key’s policy doesn’t allow it.',
      };
    case 'passed':
      return { words: 'Passed all permission tests', is: 'plain', next: WHEN_CHECKED };
  }
}

const noAnswerWords = (actions: readonly ProbeAction[]): string =>
  actions.length >= REQUIRED_ACTIONS.length ? 'No answer' : `No answer for ${named(actions)}; the others were allowed`;

function badStateWords(keyState: string | null): string {
  if (keyState === null) return 'Unusable: KMS can’t find it, or refuses it';
  return keyState === 'Enabled' ? 'Unusable: KMS refuses it for its state or type' : `Unusable: key state ${keyState}`;
}

/** Whether denials in the region are on hold, and why (H25). The screen adds when the incident began. */
export function incidentWords({ hold, controlAnswer }: Pick<RegionSettings, 'hold' | 'controlAnswer'>): OwnSideWords {
  if (hold !== null)
    return {
      words: 'On hold; the incident began',
      is: 'bad',
      next: `Many customers lost access within 30 minutes of each other${hold.actions.length === 0 ? '' : ` (${named(hold.actions)})`}, so we don’t blame a customer until the incident is over. ${hold.checked === null ? 'Check our own side first. Then record it here: while many are still denied, only that ends the incident.' : 'Our own side was checked. The incident ends when no more customers lose access.'}`,
    };
  return {
    words: 'Not on hold',
    is: 'plain',
    next:
      controlAnswer.kind === 'denied'
        ? 'While the control key is denied the same permission, we don’t blame a customer for that denial either.'
        : 'Denials go on hold when many customers lose access together.',
  };
}

/** Whether scheduled checks are paused in the region (H24). The screen adds when the pause ends or ended. */
export function pauseWords({ rest }: Pick<RegionSettings, 'rest'>, now: Date): OwnSideWords {
  if (rest === null) return { words: 'Not paused', is: 'plain', next: 'No throttling by KMS reported here.' };
  const batches = rest.throttledInARow === 1 ? 'the last batch' : `the last ${rest.throttledInARow} batches`;
  return rest.until > now
    ? {
        words: 'Paused; they resume',
        is: 'warning',
        next: `KMS throttled ${batches}. Checks in this region run later; nobody needs to act.`,
      }
    : {
        words: 'Pause ended',
        is: 'open',
        next: `KMS throttled ${batches}. The next batch shows whether it still does.`,
      };
}

/** How far our clock is from AWS's (H26). The screen adds when that was seen. */
export function clockWords({ clock }: Pick<RegionSettings, 'clock'>): OwnSideWords {
  if (clock === null) return { words: 'Not compared yet', is: 'open', next: 'Every scheduled check compares it.' };
  return Math.abs(clock.skewMs) < CLOCK_DIFFERS_MS
    ? { words: 'Agrees with AWS’s', is: 'plain', next: 'Every scheduled check compares it.' }
    : {
        words: clockSkewWords(clock.skewMs),
        is: 'bad',
        next: 'Whoever runs Keydesk must correct it: every time on every page comes from it.',
      };
}

/** What the policies of our role are for, and what they are not for (H1). */
export const ROLE_POLICY_WORDS = {
  title: 'IAM policies for our own side',
  summary:
    'For our own IAM role and for web and worker, as additional policies next to those that they have. They are no key policies: never send them to a customer.',
  role: 'Policy of our role',
  assumeRole: 'Policy of web and worker, to act as our role',
  trust:
    'The role’s trust policy must also name web and worker, with the external ID of HOSTING_REGIONS if there is one.',
} as const;
