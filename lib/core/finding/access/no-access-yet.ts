import { storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { actionList, anyReason, denialCause, policyAdvice } from '#lib/core/finding/access/denial-advice.ts';
import { ruleOfKind } from '#lib/core/finding/access/denial-kind.ts';
import { policyText } from '#lib/core/finding/access/denial-text.ts';
import { defineFinding } from '#lib/core/finding/finding-record.ts';

export const noAccessYet = defineFinding<DenialDetail>()({
  code: 'no_access_yet',
  family: 'access',
  status: 'unusable',
  traits: { waitsForOurSide: true },
  confidenceIfNotKept: 'one_of_several',
  rule: ruleOfKind('never_granted'),
  fromRecord: storedDenial,
  word: 'access never granted',
  advice: policyAdvice({
    headline: () => 'Our account was never given access to the key.',
    cause: (_, subject, confidence) => anyReason(subject, confidence),
  }),
  text: policyText(
    'cannot be used by our account yet',
    'Until AWS allows them, our service cannot use the key.',
    () => 'all',
  ),
});

export const partialAccess = defineFinding<DenialDetail>()({
  code: 'partial_access',
  family: 'access',
  status: 'unusable',
  traits: { waitsForOurSide: true },
  confidenceIfNotKept: 'one_of_several',
  rule: ruleOfKind('partial'),
  fromRecord: storedDenial,
  word: 'a permission is missing',
  advice: policyAdvice({
    headline: ({ actions }) => `Denied: ${actionList(actions)}. Other actions are allowed.`,
    cause: denialCause,
  }),
  text: policyText('cannot be fully used by our account', 'Other actions are allowed. Our service needs all of them.'),
});
