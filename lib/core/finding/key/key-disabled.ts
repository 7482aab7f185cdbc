import { ASK_INTENT, CHECK_AGAIN, KEY_STATES, undoStep } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding, nothingKnown, type NoDetail } from '#lib/core/finding/finding-record.ts';
import { enableStep, isInState } from '#lib/core/finding/key/key-state.ts';
import { affectedPart, stateSeen } from '#lib/core/finding/situation-words.ts';
import { WHILE_IT_EXISTS, ONLY_IF, threeAnswers } from '#lib/core/finding/three-answers.ts';
import { paragraph, steps } from '#lib/core/text/blocks.ts';
import { kmsCommand } from '#lib/core/text/commands.ts';

/** For who suspects our service, which has no call that could have done it. */
const NEVER_OURS = 'Our service makes no call that disables a key.';

export const keyDisabled = defineFinding<NoDetail>()({
  code: 'key_disabled',
  family: 'key',
  status: 'unusable',
  traits: { endsWhenDescribed: true },
  confidenceIfNotKept: 'certain',
  rule: (circumstances) => (isInState(circumstances, ['Disabled'], ['disabled']) ? conclude('certain', {}) : null),
  fromRecord: nothingKnown,
  word: 'disabled',
  advice: {
    acts: 'customer',
    headline: () => 'The key is disabled.',
    cause: () =>
      'Backups cannot use it until the customer enables it. Canceling a deletion leaves a key disabled, too.',
    steps: (_, subject) => [
      ASK_INTENT,
      undoStep('enable the key, as an administrator of the key.', kmsCommand('enable-key', subject)),
      CHECK_AGAIN,
    ],
    reference: KEY_STATES,
  },
  text: {
    kind: 'ask',
    subject: () => 'is disabled',
    lead: () =>
      'Please check whether it is intended that this key is disabled, and follow one of the three answers below.',
    parts: (context) => [
      paragraph(
        `${stateSeen(context, 'the key as disabled')} While a key is disabled, AWS refuses every use of it. ${NEVER_OURS}`,
      ),
      ...affectedPart(context),
      ...threeAnswers(context, {
        what: 'this',
        find: { event: 'DisableKey' },
        stopped: 'all',
        mistake: [steps(enableStep(context.subject, ONLY_IF))],
        until: WHILE_IT_EXISTS,
        data: null,
        purpose: 'until',
      }),
    ],
    also: (context) =>
      `${stateSeen(context, 'the key as disabled')} Please check whether that is intended. While it is disabled, AWS refuses every use of it.`,
  },
});
