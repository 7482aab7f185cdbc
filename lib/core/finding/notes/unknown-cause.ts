import { CHECK_NOW } from '#lib/core/finding/advice-words.ts';
import { defineFinding } from '#lib/core/finding/finding-record.ts';
import { nothingToSend } from '#lib/core/finding/text-rule.ts';

// A newer version may have stored a code that this one does not know: its status is Unknown, never Usable.
export const unknownCause = defineFinding<{ storedCodes: readonly string[] }>()({
  code: 'unknown_cause',
  family: 'notes',
  status: 'unverified',
  traits: {},
  confidenceIfNotKept: 'certain',
  rule: null,
  fromRecord: () => ({ storedCodes: [] }),
  word: 'cause unknown to this version',
  advice: {
    acts: 'vendor',
    headline: () => 'A newer version of Keydesk recorded a finding that this version doesn’t know.',
    cause: ({ storedCodes }) =>
      `${storedCodes.length > 0 ? `It is stored as ${storedCodes.join(', ')}. ` : ''}This version can’t tell what it means for the key.`,
    settles: () => 'The newer version, or a check by this one.',
    steps: () => [{ text: 'Run the same version of Keydesk in every web and worker process.' }, CHECK_NOW],
  },
  text: nothingToSend('not_checked'),
});
