import { storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { contextHint, denialCause, policyAdvice } from '#lib/core/finding/access/denial-advice.ts';
import { ruleOfKind } from '#lib/core/finding/access/denial-kind.ts';
import { policyText } from '#lib/core/finding/access/denial-text.ts';
import { defineFinding } from '#lib/core/finding/finding-record.ts';

export const describeDenied = defineFinding<DenialDetail>()({
  code: 'describe_denied',
  family: 'access',
  status: 'unverified',
  traits: { waitsForOurSide: true, callsAllowed: true },
  confidenceIfNotKept: 'one_of_several',
  rule: ruleOfKind('describe_only'),
  fromRecord: storedDenial,
  word: 'state not visible',
  advice: policyAdvice(
    {
      headline: () => 'AWS denies kms:DescribeKey, so we cannot see the state of the key.',
      cause: (detail, subject, confidence) =>
        `${detail.explicit.length === 0 ? '' : `${denialCause(detail, subject, confidence)} `}AWS allowed other actions with the same key in the same check. While we cannot see its state, we would not see a scheduled deletion either.${contextHint(subject)}`,
    },
    { sudden: true },
  ),
  text: policyText({
    subject: 'has a state that our account cannot see',
    more: ({ detail }) =>
      `In the same check AWS allowed other actions.${detail.actions.includes('DescribeKey') ? '' : ' We cannot see the state of the key.'}`,
    missing: () => ['DescribeKey'],
    sudden: true,
  }),
});
