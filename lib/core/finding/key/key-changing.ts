import { KEY_STATES } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { isInState } from '#lib/core/finding/key/key-state.ts';
import { paragraph } from '#lib/core/text/blocks.ts';

export const keyChanging = defineFinding<{ keyState: string | null }>()({
  code: 'key_changing',
  family: 'key',
  status: 'attention',
  traits: { endsWhenDescribed: true },
  confidenceIfNotKept: 'certain',
  rule: ({ report }) => {
    if (!isInState(report, ['Creating', 'Updating'], ['creating', 'updating'])) return null;
    const keyState = report.facts.seen ? report.facts.value.keyState : 'Enabled';
    return conclude('certain', { keyState: keyState === 'Enabled' ? null : keyState });
  },
  // A refusal with "Enabled" names no state.
  fromRecord: ({ facts }) => ({ keyState: facts === null || facts.keyState === 'Enabled' ? null : facts.keyState }),
  word: 'changing in AWS',
  advice: {
    acts: 'nobody',
    headline: ({ keyState }) => `AWS is changing the key${keyState ? ` (${keyState})` : ''}.`,
    cause: () => 'A multi-Region key is being created or its primary key is being moved. This passes within minutes.',
    settles: () => 'The next check.',
    reference: KEY_STATES,
  },
  text: {
    kind: 'hold',
    asked: 'dry_runs',
    subject: 'is being changed by AWS',
    lead: () => 'You do not need to do anything: AWS is changing this key, which passes within minutes.',
    parts: () => [
      paragraph(
        'This happens when a multi-Region key is created or its primary key is moved. We will check the key again and write to you if it does not pass.',
      ),
    ],
    also: null,
  },
});
