import { storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { actionsInHeadline, denialCause, policyAdvice } from '#lib/core/finding/access/denial-advice.ts';
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
  advice: policyAdvice(
    {
      headline: () => 'AWS has never allowed our account all it needs on the key.',
      cause: denialCause,
    },
    { sudden: false },
  ),
  text: policyText({
    subject: 'cannot be used by our account yet',
    more: () => 'AWS has never allowed our account all of them so far.',
    missing: () => 'all',
    sudden: false,
  }),
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
  advice: policyAdvice(
    {
      headline: ({ actions, othersAllowed }) =>
        `AWS denies ${actionsInHeadline(actions)}${othersAllowed ? ' but allows other actions' : ''}.`,
      cause: denialCause,
    },
    { sudden: false },
  ),
  text: policyText({
    subject: 'cannot be fully used by our account yet',
    more: ({ detail }) =>
      `${detail.othersAllowed ? 'In the same check AWS allowed other actions. ' : ''}Our service needs all of them.`,
    sudden: false,
  }),
});
