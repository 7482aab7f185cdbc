import { defineFinding, nothingKnown, type NoDetail } from '#lib/core/finding/finding-record.ts';
import { nothingToSend } from '#lib/core/finding/text-rule.ts';

// A newer version may have stored a code that this version does not know. Its status is Unknown, never Usable.
export const unknownFinding = defineFinding<NoDetail>()({
  code: 'unknown_finding',
  family: 'notes',
  status: 'unverified',
  traits: {},
  confidenceLater: 'one_of_several',
  rule: null,
  fromRecord: nothingKnown,
  word: 'finding unknown to this version',
  advice: {
    acts: 'nobody',
    headline: () => 'Another version of Keydesk stored a finding that this one does not know.',
    cause: () => 'Until the key is checked again by this version, its status is Unknown.',
    settles: () => 'The next check, or the newer version of Keydesk.',
  },
  text: nothingToSend('not_checked'),
});
