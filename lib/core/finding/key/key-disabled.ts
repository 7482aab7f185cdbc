import { ASK_INTENT, CHECK_AGAIN, KEY_STATES } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding, nothingKnown, type NoDetail } from '#lib/core/finding/finding-record.ts';
import { IF_NOTHING, intended, isInState, WHAT_TO_DO } from '#lib/core/finding/key/key-state.ts';
import { paragraph, steps } from '#lib/core/text/blocks.ts';
import { consolePath, kmsCommand } from '#lib/core/text/commands.ts';

export const keyDisabled = defineFinding<NoDetail>()({
  code: 'key_disabled',
  family: 'key',
  status: 'unusable',
  traits: { endsWhenDescribed: true },
  confidenceIfNotKept: 'certain',
  rule: ({ report }) => (isInState(report, ['Disabled'], ['disabled']) ? conclude('certain', {}) : null),
  fromRecord: nothingKnown,
  word: 'disabled',
  advice: {
    acts: 'customer',
    headline: () => 'The key is disabled.',
    cause: () =>
      'Backups cannot use it until the customer enables it. Canceling a deletion leaves a key disabled, too.',
    steps: (_, subject) => [
      ASK_INTENT,
      { text: 'Enable the key, as an administrator of the key.', command: kmsCommand('enable-key', subject) },
      CHECK_AGAIN,
    ],
    reference: KEY_STATES,
  },
  text: {
    kind: 'ask',
    asked: 'describe_only',
    subject: 'is disabled',
    lead: () => 'Please check whether this key is meant to be disabled; if it is not, enable it.',
    parts: (context) => [
      paragraph(
        'AWS reports the key as disabled. While it is disabled, our service can neither protect new data with it nor read data that it protects. A key also stays disabled after its deletion was canceled, until it is enabled.',
      ),
      WHAT_TO_DO,
      steps(intended('this', 'DisableKey', context), {
        text: `If it is not intended, enable the key, as an administrator of the key: ${consolePath(context.subject)}, then Key actions > Enable. Or on the command line:`,
        verbatim: kmsCommand('enable-key', context.subject),
      }),
      IF_NOTHING,
      paragraph('The key stays disabled and cannot be used. Disabling alone deletes nothing.'),
    ],
    also: () => 'The key is disabled.',
  },
});
