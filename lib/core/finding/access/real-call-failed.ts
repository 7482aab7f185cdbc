import { replyIfAsked } from '#lib/core/finding/advice-words.ts';
import type { RealFailure } from '#lib/core/finding/circumstances.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { stoppedWords } from '#lib/core/finding/situation-words.ts';
import { at, type TextContext } from '#lib/core/finding/text-rule.ts';
import { paragraph } from '#lib/core/text/blocks.ts';
import { instantWords, nextUpdateAt } from '#lib/core/text/time-words.ts';

type Detail = { failure: RealFailure | null };

/** AWS's name of the error, which is the only part of it that a text repeats. */
const errorWords = ({ failure }: Detail): string =>
  failure?.errorName && /^[A-Za-z]{1,60}$/.test(failure.errorName) ? ` (${failure.errorName})` : '';

/** The failed call, and what the dry run of the same action said, if there was one since or before (H2). */
function failedWords(context: TextContext<Detail>): string {
  const { detail, situation } = context;
  const { failure } = detail;
  if (failure === null) return 'A test call of ours with this key failed.';
  const test = situation.tests[failure.action];
  const permitted =
    test?.result === 'allowed' && test.real !== true
      ? ` In a dry run on ${at(test.at, context)} AWS allowed the same action, but a dry run shows only the permission.`
      : '';
  return `A real kms:${failure.action} call with a test value of our own failed on ${at(failure.at, context)}${errorWords(detail)}.${permitted}`;
}

export const realCallFailed = defineFinding<Detail>()({
  code: 'real_call_failed',
  family: 'access',
  status: 'attention',
  traits: {},
  confidenceIfNotKept: 'one_of_several',
  // A dry run proves permission, not function, so an allowed one never outweighs a real call that failed (H2).
  rule: ({ failures }) => {
    const failure = failures[0] ?? null;
    return failure === null ? null : conclude('one_of_several', { failure });
  },
  fromRecord: ({ check }) => ({ failure: check.realFailures[0] ?? null }),
  word: 'a real call failed',
  advice: {
    acts: 'vendor',
    headline: (detail) =>
      detail.failure === null
        ? 'A real call failed.'
        : `A real kms:${detail.failure.action} failed${errorWords(detail)}.`,
    cause: ({ failure }, { timeZone }) =>
      `A dry run proves the permission, not that the key works. ${failure === null ? 'The last real call failed' : `The real call of ${instantWords(failure.at, timeZone)} failed`}, so the key is not Usable until one succeeds, whatever dry runs say.`,
    settles: () => 'An encrypt/decrypt test that passes.',
    steps: () => [
      { text: 'Run the encrypt/decrypt test again.' },
      {
        text: 'If it fails again, compare the error with the permission tests: a condition, the key state, or the key store.',
      },
      replyIfAsked('It says that we are looking into it, and asks for nothing.'),
    ],
  },
  text: {
    kind: 'hold',
    subject: () => 'failed in a test of ours, and we are looking into it',
    needs: () => 'leave_policy',
    because: () => 'a test call of ours with this key failed, and we are looking into it first',
    parts: (context) => [
      paragraph(failedWords(context)),
      paragraph(
        `${context.situation.pendingSetup ? '' : `If calls of our service fail in the same way, ${stoppedWords('all', context)}. `}We will write to you again by ${at(nextUpdateAt(context.now), context)} at the latest.`,
      ),
    ],
    also: (context) => `${failedWords(context)} We are looking into it.`,
  },
});
