import type { DenialDetail } from '#lib/core/finding/access/denial.ts';
import { at, type TextContext, type TextRule } from '#lib/core/finding/text-rule.ts';
import { isRequired, REQUIRED_ACTIONS, type RequiredAction } from '#lib/core/probe/actions.ts';
import { paragraph, type Part } from '#lib/core/text/blocks.ts';
import { actionWords } from '#lib/core/text/commands.ts';
import { knownConditions, otherReasons, statementParts } from '#lib/core/text/key-policy.ts';
import { deniedCallParts } from '#lib/core/text/our-calls.ts';
import type { DeniedCall } from '#lib/core/text/text-subject.ts';

/** Which actions the customer is asked to allow. */
export type Missing = readonly RequiredAction[] | 'all';

/**
 * The required actions that a denial is about, or `all` when none is known to be allowed. Naming only a few would then
 * send the customer to their policy several times.
 */
export function missingActions({ actions, othersAllowed }: DenialDetail): Missing {
  const named = REQUIRED_ACTIONS.filter((action) => actions.includes(action));
  return named.length === 0 || named.length === REQUIRED_ACTIONS.length || !othersAllowed ? 'all' : named;
}

/** The missing actions in words: "kms:Decrypt", or "the actions that our service needs". */
export const missingWords = (missing: Missing): string =>
  missing === 'all' ? 'the actions that our service needs' : actionWords(missing);

/**
 * What a statement must allow. It includes actions that AWS hid behind denied ones, so that the customer is asked only
 * once.
 */
const actionsToAllow = (missing: Missing, { hiddenActions }: DenialDetail): Missing =>
  missing === 'all'
    ? missing
    : REQUIRED_ACTIONS.filter((action) => missing.includes(action) || hiddenActions.includes(action));

/** The denied calls that belong to the finding; all of them when it names none. */
function deniedCalls({ denied, detail }: TextContext<DenialDetail>): readonly DeniedCall[] {
  const required = denied.filter(({ action }) => isRequired(action));
  const named = required.filter(({ action }) => detail.actions.some((one) => one === action));
  return named.length > 0 ? named : required;
}

/** The denied calls as evidence, and where to look (H5). */
export const evidenceParts = (context: TextContext<DenialDetail>): readonly Part[] =>
  deniedCallParts(context.subject, deniedCalls(context));

/** Whose side it may be. The control key narrows it down. Other customers are never mentioned (H6, H12). */
export function sideWords({ confidence, detail }: TextContext<DenialDetail>): string {
  const passed = detail.control === 'passed' ? 'The same calls on a key of our own are allowed. ' : '';
  switch (confidence) {
    case 'certain':
      return passed.trimEnd();
    case 'likely':
      return `${passed}A cause on our side is unlikely. We keep checking.`;
    case 'one_of_several':
      return `${passed}AWS gives one answer for several causes, so this may be on your side or on ours. We are checking our side, too.`;
  }
}

/** What the policy that the customer sent says about the denied actions; empty where they sent none. */
export function policyCopyParts(context: TextContext<DenialDetail>): readonly Part[] {
  const { policyCopy } = context.detail;
  if (policyCopy === null || policyCopy.lacks.length === 0) return [];
  const conditions = knownConditions(policyCopy.conditionKeys);
  return [
    paragraph(
      `The copy of the key policy that you sent us, taken ${at(policyCopy.asOf, context)}, does not allow our account ${actionWords(policyCopy.lacks)}.${
        conditions.length === 0 ? '' : ` It has conditions on ${conditions.join(', ')}.`
      }`,
    ),
  ];
}

/** What to add to the policy, and what else may deny our calls. */
export const policyParts = (context: TextContext<DenialDetail>, missing: Missing): readonly Part[] => [
  ...statementParts(context.subject, actionsToAllow(missing, context.detail)),
  ...otherReasons(context.subject),
  ...evidenceParts(context),
];

/** The denial in one sentence. */
export const deniedSentence = (missing: Missing): string =>
  `AWS denies our account ${missingWords(missing)} on this key.`;

/**
 * The text about a denial that the key policy may explain: the denial, whose side, what to add, other reasons, the
 * evidence.
 * @param more what follows the denial; @param missing what the customer is asked to allow
 */
export const policyText = (
  subject: string,
  more: string,
  missing: (detail: DenialDetail) => Missing = missingActions,
): TextRule<DenialDetail> => ({
  kind: 'ask',
  asked: 'dry_runs',
  subject,
  lead: ({ confidence, detail }) =>
    confidence === 'certain'
      ? `Please change the policy of this key so that it allows our account ${missingWords(missing(detail))}.`
      : `Please check whether the policy of this key allows our account ${missingWords(missing(detail))}.`,
  parts: (context) => [
    paragraph(`${deniedSentence(missing(context.detail))} ${more} ${sideWords(context)}`.trimEnd()),
    ...policyCopyParts(context),
    ...policyParts(context, missing(context.detail)),
  ],
  also: ({ detail }) => `AWS denies our account ${missingWords(missing(detail))}.`,
});
