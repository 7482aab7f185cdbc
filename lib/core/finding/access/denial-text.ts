import type { DenialDetail, PolicyCopy } from '#lib/core/finding/access/denial.ts';
import { badStateBefore, stateBeforePolicy } from '#lib/core/finding/access/state-before-denial.ts';
import { affectedPart } from '#lib/core/finding/situation-words.ts';
import { at, isFresh, type TextContext, type TextRule } from '#lib/core/finding/text-rule.ts';
import { WHILE_IT_EXISTS, ONLY_IF, threeAnswers, type Undoing } from '#lib/core/finding/three-answers.ts';
import { isRequired, REQUIRED_ACTIONS, type RequiredAction } from '#lib/core/probe/actions.ts';
import { paragraph, type Part } from '#lib/core/text/blocks.ts';
import { actionWords } from '#lib/core/text/commands.ts';
import {
  denyParts,
  ifAllowedAlready,
  knownConditions,
  otherReasons,
  statementParts,
} from '#lib/core/text/key-policy.ts';
import { changesWords, deniedCallParts, ifNothingChanged, WHO_ELSE, whereToLook } from '#lib/core/text/our-calls.ts';
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
const actionsToAllow = (missing: Missing, { hiddenActions, explicit }: DenialDetail): Missing =>
  missing === 'all' && explicit.length === 0
    ? missing
    : REQUIRED_ACTIONS.filter(
        (action) =>
          (missing === 'all' || missing.includes(action) || hiddenActions.includes(action)) &&
          !explicit.includes(action),
      );

/** Whether an explicit Deny refuses all that is denied, so that there is no Allow to add. */
export const onlyExplicit = ({ actions, explicit }: Pick<DenialDetail, 'actions' | 'explicit'>): boolean =>
  explicit.length > 0 && actions.every((action) => explicit.includes(action));

/** The denied calls that belong to the finding; all of them when it names none. */
function deniedCalls({ denied, detail }: TextContext<DenialDetail>): readonly DeniedCall[] {
  const required = denied.filter(({ action }) => isRequired(action));
  const named = required.filter(({ action }) => detail.actions.some((one) => one === action));
  return named.length > 0 ? named : required;
}

/** The denied calls as evidence, where the text says elsewhere where to look (H5). */
export const callParts = (context: TextContext<DenialDetail>): readonly Part[] =>
  deniedCallParts(context.subject, deniedCalls(context));

/** The same, and where to look. */
export const evidenceParts = (context: TextContext<DenialDetail>): readonly Part[] => [
  ...callParts(context),
  ...whereToLook(context.subject),
];

/** For an answer of AWS that has one meaning. Its message alone proves nothing all the same (H12). */
export const NOT_PROVEN =
  'The message alone does not prove it, so this may be on your side or on ours. We are checking our side, too.';

/** " A statement with "Effect": "Deny" refuses kms:Decrypt …"; empty where nothing tells of one. */
const explicitWords = ({ explicit }: DenialDetail): string =>
  explicit.length === 0
    ? ''
    : ` A statement with "Effect": "Deny" refuses ${actionWords(explicit)}, so a further Allow would not help.`;

/** Whose side it may be. The control key narrows it down. Other customers are never mentioned (H6, H12). */
export function sideWords({ confidence, detail }: TextContext<DenialDetail>): string {
  const passed = detail.control === 'passed' ? 'AWS has allowed the same calls with a key of our own since then. ' : '';
  switch (confidence) {
    case 'certain':
      return passed.trimEnd();
    case 'likely':
      return `${passed}A cause on our side is unlikely${detail.roleCoversEveryKey === true ? '' : ', but a missing setting for this key is not ruled out'}.`;
    case 'one_of_several':
      if (detail.explicit.length > 0) return `${passed}${NOT_PROVEN}`;
      return `${passed}AWS gives one answer for several causes, so this may be on your side or on ours. We are checking our side, too.`;
  }
}

function copyWords({ lacks, denies = [] }: PolicyCopy): string {
  const lacksAllow = lacks.filter((action) => !denies.includes(action));
  return [
    ...(denies.length === 0 ? [] : [`denies our account ${actionWords(denies)}`]),
    ...(lacksAllow.length === 0 ? [] : [`does not allow our account ${actionWords(lacksAllow)}`]),
  ].join(' and ');
}

/** What the policy that the customer sent says about the denied actions; empty where they sent none. */
export function policyCopyParts(context: TextContext<DenialDetail>): readonly Part[] {
  const { policyCopy } = context.detail;
  if (policyCopy === null || policyCopy.lacks.length === 0) return [];
  const conditions = knownConditions(policyCopy.conditionKeys);
  return [
    paragraph(
      `The copy of the key policy that you sent us, as of ${at(policyCopy.asOf, context)}, ${copyWords(policyCopy)}.${
        conditions.length === 0 ? '' : ` It has conditions on ${conditions.join(', ')}.`
      }`,
    ),
  ];
}

/** What to change in the policy, and what to add to it. */
function changeParts({ subject, detail }: TextContext<DenialDetail>, missing: Missing): readonly Part[] {
  const { explicit } = detail;
  return [
    ...(explicit.length === 0 ? [] : denyParts(subject, explicit)),
    ...(onlyExplicit(detail) ? [] : statementParts(subject, actionsToAllow(missing, detail))),
  ];
}

/** The same, and what else may deny our calls. */
export const policyParts = (context: TextContext<DenialDetail>, missing: Missing): readonly Part[] => [
  ...changeParts(context, missing),
  ...(onlyExplicit(context.detail) ? [] : ifAllowedAlready(context.subject)),
];

/** The denial in one sentence, with its age when the denied tests are older than a few minutes (H7). */
export function deniedSentence(missing: Missing, context: TextContext<unknown>): string {
  const { testsRefused, tests } = context.situation;
  // To a key that was last seen disabled we only make one call, so nothing is known of the others (H21).
  const made: Missing = testsRefused ? ['DescribeKey'] : missing;
  const actions = made === 'all' ? REQUIRED_ACTIONS : made;
  const denied = actions.filter((action) => tests[action]?.result === 'denied');
  // A test that AWS allows meanwhile is not called denied.
  const named: Missing = made === 'all' || denied.length === 0 ? made : denied;
  const what = `${missingWords(named)} on this key${testsRefused ? ', the only call that we make to a key in its last known state' : ''}`;
  const times = denied.flatMap((action) => tests[action]?.at.getTime() ?? []);
  if (times.length === 0)
    return actions.some((action) => !isFresh(tests[action]?.at ?? context.now, context.now))
      ? `At an earlier check, AWS denied our account ${what}.`
      : `AWS denies our account ${what}.`;
  const [oldest, newest] = [new Date(Math.min(...times)), new Date(Math.max(...times))];
  if (isFresh(oldest, context.now)) return `AWS denies our account ${what}.`;
  return `On ${at(oldest, context)}${newest > oldest ? ' or later' : ''}, AWS denied our account ${what}.`;
}

/** Without DescribeKey we don't see a scheduled deletion either. */
const hiddenWords = ({ actions }: DenialDetail): string =>
  actions.includes('DescribeKey')
    ? ' While we cannot see the state of the key, we cannot warn you of a scheduled deletion either.'
    : '';

/** What a policy text says of its own: its subject line, what follows the denial, what is missing, and how it began. */
type PolicyWords = {
  subject: string;
  more: (context: TextContext<DenialDetail>) => string;
  missing?: (detail: DenialDetail) => Missing;
  /** Whether AWS allowed it before: then somebody may have ended it on purpose (H3). */
  sudden: boolean;
};

/**
 * The text about a denial that the key policy may explain: the denial, whose side, what is affected, the three answers
 * or what to add, other reasons, the evidence. A state that refuses use comes before the policy.
 */
export function policyText({ subject, more, missing = missingActions, sudden }: PolicyWords): TextRule<DenialDetail> {
  const words = ({ detail }: { detail: DenialDetail }) => missingWords(missing(detail));
  const wasAllowed = ({ situation }: TextContext<DenialDetail>): boolean => sudden && situation.wasUsable;
  return {
    kind: 'ask',
    subject: () => subject,
    lead: (context) => {
      if (badStateBefore(context.detail) !== null)
        return 'Please check first which state this key is in, and then whether its policy still allows our account to use it.';
      if (onlyExplicit(context.detail))
        return `Please check whether it is intended that a Deny refuses our account ${words(context)} on this key, and follow one of the three answers below.`;
      return sudden || context.detail.explicit.length > 0
        ? `Please check whether it is intended that our account does not get ${words(context)} on this key, and follow one of the three answers below.`
        : `Please check whether the policy of this key allows our account ${words(context)}.`;
    },
    parts: (context) => {
      const what = missing(context.detail);
      const before = stateBeforePolicy(context);
      const affected = affectedPart(context, what);
      // Whoever changed nothing is told what else may deny our calls, so it isn't said here too.
      const policy = [...before, ...(wasAllowed(context) ? changeParts : policyParts)(context, what)];
      return [
        paragraph(
          `${deniedSentence(what, context)}${explicitWords(context.detail)} ${more(context)}${hiddenWords(context.detail)} ${sideWords(context)}`.trimEnd(),
        ),
        ...policyCopyParts(context),
        ...affected,
        ...(sudden || before.length > 0 || context.detail.explicit.length > 0
          ? [
              ...deniedAnswers(context, {
                find: {
                  words: `${changesWords(context.subject)}${wasAllowed(context) && onlyExplicit(context.detail) ? ` ${WHO_ELSE}` : ''}`,
                },
                stopped: what,
                mistake: policy,
              }),
              ...callParts(context),
            ]
          : [...policy, ...evidenceParts(context)]),
        // A Deny that AWS names is in the key policy, which rules the other places out.
        ...(wasAllowed(context) && !onlyExplicit(context.detail)
          ? ifNothingChanged(fromWords(context, affected), otherReasons(context.subject))
          : []),
      ];
    },
    also: (context) =>
      `${deniedSentence(missing(context.detail), context)}${explicitWords(context.detail)} Please check the policy of the key, too.`,
  };
}

/** From when on the change may have been made: the instant stands here unless the words on what is affected have it. */
function fromWords(context: TextContext<unknown>, affected: readonly Part[]): string | null {
  const { notUsableSince } = context.situation;
  if (notUsableSince === null) return null;
  return affected.length > 0
    ? 'from the day before this began'
    : `from the day before ${at(notUsableSince, context)} on`;
}

/** The three answers about a denial that was no denial before. */
const deniedAnswers = (
  context: TextContext<DenialDetail>,
  { mistake, ...undoing }: Pick<Undoing, 'find' | 'stopped' | 'mistake'>,
): readonly Part[] =>
  threeAnswers(context, {
    ...undoing,
    what: 'this',
    mistake: [paragraph(ONLY_IF), ...mistake],
    until: WHILE_IT_EXISTS,
    data: null,
    purpose: 'until',
  });
