import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { nothingToSend } from '#lib/core/finding/text-rule.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** When the better answer is believed. */
type Detail = { settlesAt: Date | null };

export const recoveryUnconfirmed = defineFinding<Detail>()({
  code: 'recovery_unconfirmed',
  family: 'notes',
  status: null,
  traits: { newerThanStatus: true },
  confidenceIfNotKept: 'certain',
  rule: ({ settlesAt }) => (settlesAt === null ? null : conclude('certain', { settlesAt })),
  fromRecord: () => ({ settlesAt: null }),
  word: 'enabled again, not confirmed yet',
  advice: {
    acts: 'nobody',
    headline: () => 'AWS now answers Enabled, and Keydesk waits to be sure.',
    cause: ({ settlesAt }, { timeZone }) =>
      `Minutes ago AWS gave another key state. A change sometimes takes minutes to reach all of KMS, so Enabled may be the older answer.${settlesAt === null ? '' : ` The status changes at the first check after ${instantWords(settlesAt, timeZone)} that still says Enabled.`}`,
    settles: () => 'The next check, a few minutes from now.',
    reference:
      'https://docs.aws.amazon.com/kms/latest/developerguide/accessing-kms.html#programming-eventual-consistency',
  },
  text: nothingToSend('confirming_recovery'),
});
