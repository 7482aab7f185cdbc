import { storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { actionsInHeadline, denialCause, policyAdvice } from '#lib/core/finding/access/denial-advice.ts';
import { ruleOfKind } from '#lib/core/finding/access/denial-kind.ts';
import { policyText } from '#lib/core/finding/access/denial-text.ts';
import { defineFinding } from '#lib/core/finding/finding-record.ts';

export const accessLost = defineFinding<DenialDetail>()({
  code: 'access_lost',
  family: 'access',
  status: 'unusable',
  traits: { waitsForOurSide: true },
  confidenceIfNotKept: 'one_of_several',
  rule: ruleOfKind('lost'),
  fromRecord: storedDenial,
  word: 'access lost',
  advice: policyAdvice(
    {
      headline: ({ actions }) => `AWS denies ${actionsInHeadline(actions)}, which it allowed before.`,
      cause: denialCause,
    },
    { sudden: true },
  ),
  text: policyText({
    subject: 'can no longer be used by our account',
    more: () => 'AWS allowed this before.',
    sudden: true,
  }),
});
