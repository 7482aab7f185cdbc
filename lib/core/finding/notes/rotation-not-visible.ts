import { conclude, defineFinding, nothingKnown, type NoDetail } from '#lib/core/finding/finding-record.ts';
import { nothingToSend } from '#lib/core/finding/text-rule.ts';

export const rotationNotVisible = defineFinding<NoDetail>()({
  code: 'rotation_not_visible',
  family: 'notes',
  status: null,
  traits: { note: true },
  confidenceIfNotKept: 'certain',
  rule: ({ actions }) => (actions.GetKeyRotationStatus?.result === 'denied' ? conclude('certain', {}) : null),
  fromRecord: nothingKnown,
  word: 'rotation not visible',
  advice: {
    acts: 'nobody',
    headline: () => 'The rotation schedule is not visible to us.',
    cause: () =>
      'kms:GetKeyRotationStatus is not in the standard policy, and backups do not need it. We still see a rotation when DescribeKey names other key material.',
    settles: () => 'The customer’s own list-key-rotations, or the permission.',
  },
  text: nothingToSend('nothing_to_say'),
});
