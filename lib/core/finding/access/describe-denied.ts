import { storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { contextHint, policyAdvice } from '#lib/core/finding/access/denial-advice.ts';
import { ruleOfKind } from '#lib/core/finding/access/denial-kind.ts';
import { policyText } from '#lib/core/finding/access/denial-text.ts';
import { defineFinding } from '#lib/core/finding/finding-record.ts';

export const describeDenied = defineFinding<DenialDetail>()({
  code: 'describe_denied',
  family: 'access',
  status: 'unverified',
  traits: { waitsForOurSide: true },
  confidenceIfNotKept: 'one_of_several',
  rule: ruleOfKind('describe_only'),
  fromRecord: storedDenial,
  word: 'state not visible',
  advice: policyAdvice({
    headline: () => 'Denied: kms:DescribeKey. The key can be used, but we cannot see its state.',
    cause: (_, subject) =>
      `Other actions with the same key are allowed. While we cannot see its state, we would not see a scheduled deletion either.${contextHint(subject)}`,
  }),
  text: policyText(
    'has a state that our account cannot see',
    'Other actions are allowed. While we cannot see the state of the key, we cannot warn you of a scheduled deletion either.',
    () => ['DescribeKey'],
  ),
});
