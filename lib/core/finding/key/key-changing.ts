import { KEY_STATES, replyIfAsked } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { isInState } from '#lib/core/finding/key/key-state.ts';
import { paragraph } from '#lib/core/text/blocks.ts';
import { instantWords, nextUpdateAt } from '#lib/core/text/time-words.ts';

export const keyChanging = defineFinding<{ keyState: string | null }>()({
  code: 'key_changing',
  family: 'key',
  status: 'attention',
  traits: { endsWhenDescribed: true, neverImproves: true },
  confidenceIfNotKept: 'certain',
  rule: (circumstances) => {
    const { report } = circumstances;
    if (!isInState(circumstances, ['Creating', 'Updating'], ['creating', 'updating'])) return null;
    const keyState = report.facts.seen ? report.facts.value.keyState : 'Enabled';
    return conclude('certain', { keyState: keyState === 'Enabled' ? null : keyState });
  },
  // A refusal with "Enabled" names no state.
  fromRecord: ({ facts }) => ({ keyState: facts === null || facts.keyState === 'Enabled' ? null : facts.keyState }),
  word: 'changing in AWS',
  advice: {
    acts: 'nobody',
    headline: ({ keyState }) => `AWS is changing the key${keyState ? ` (${keyState})` : ''}.`,
    cause: () =>
      'A multi-Region key is being created or its primary key is being moved. This usually passes within minutes.',
    settles: () => 'The next check.',
    steps: () => [
      { text: 'Wait some minutes: AWS ends this by itself, and the next check shows it.', by: 'aws' },
      replyIfAsked('It says that this passes within minutes, and asks for nothing.'),
    ],
    reference: KEY_STATES,
  },
  text: {
    kind: 'hold',
    subject: () => 'is being changed by AWS',
    needs: () => 'nothing',
    because: () => 'AWS is changing this key, which usually passes within minutes',
    parts: ({ subject, now, detail }) => [
      paragraph(
        `${detail.keyState === null ? 'AWS refused a call because the key is being changed.' : `AWS reports the key state ${detail.keyState}.`} This happens when a multi-Region key is created or its primary key is moved. If it has not passed by ${instantWords(nextUpdateAt(now), subject.timeZone)}, we will write to you by then.`,
      ),
    ],
    also: () => 'AWS is changing this key, which usually passes within minutes.',
  },
});
