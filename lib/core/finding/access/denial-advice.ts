import type { DenialDetail, OwnerSaid, PolicyCopy } from '#lib/core/finding/access/denial.ts';
import { onlyExplicit } from '#lib/core/finding/access/denial-text.ts';
import { badStateBefore } from '#lib/core/finding/access/state-before-denial.ts';
import {
  ASK_INTENT,
  CHECK_AGAIN,
  CROSS_ACCOUNT,
  vendorRoot,
  type AdviceSubject,
  type AdviceWords,
  undoStep,
  sendReply,
  type Step,
} from '#lib/core/finding/advice-words.ts';
import type { ControlJudgement } from '#lib/core/finding/circumstances.ts';
import { earliestLossWords } from '#lib/core/finding/earliest-loss.ts';
import type { Acts, Confidence } from '#lib/core/finding/status.ts';
import { REQUIRED_ACTIONS, type ProbeAction } from '#lib/core/probe/actions.ts';
import { kmsCommand } from '#lib/core/text/commands.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

const CONTROL_WORDS = {
  absent: 'There is no control key in this region, so a fault on our side is not ruled out.',
  passed: 'AWS has allowed the same action on our control key since the denial began',
  failed: 'AWS denies the same action on our control key, too.',
  broken: 'Our control key is itself in a state that refuses use, so it tells us nothing about our own side.',
  contradicted:
    'AWS denies the same action on our control key, but has allowed it on another customer’s key since: the two contradict each other.',
  unknown: 'Our control key has not answered since the denial began, so a fault on our side is not ruled out.',
} as const satisfies Record<ControlJudgement, string>;

/** A role whose IAM scope is a list of keys proves nothing about a key that may be missing from the list (H12). */
const LIST_OF_KEYS =
  'Our role may use only a list of keys, so a missing entry for this key on our side is not ruled out.';

type OwnSide = Pick<DenialDetail, 'control' | 'otherCustomersAllowed' | 'roleCoversEveryKey'>;

/** What our own side says about a denial: the control key, and other customers of the region (H12). */
export function ownSideLines({ control, otherCustomersAllowed, roleCoversEveryKey }: OwnSide): string[] {
  const allowedElsewhere = control === 'passed' || otherCustomersAllowed;
  const controlLine =
    control === 'passed'
      ? `${CONTROL_WORDS.passed}${roleCoversEveryKey === true ? ', so our own side works in this region' : ''}.`
      : control === null
        ? null
        : CONTROL_WORDS[control];
  return [
    ...(controlLine === null ? [] : [controlLine]),
    ...(otherCustomersAllowed
      ? ['AWS has allowed the same action on another customer’s key in this region since the denial began.']
      : []),
    ...(allowedElsewhere && roleCoversEveryKey === false ? [LIST_OF_KEYS] : []),
  ];
}

const listOf = (names: readonly string[]): string => names.join(', ');

/** The actions of a denial, in AWS's names. */
export const actionList = (actions: readonly ProbeAction[]): string =>
  listOf(actions.map((action) => `kms:${action}`)) || 'the action';

/** The same for a headline, where more than three are counted. */
export const actionsInHeadline = (actions: readonly ProbeAction[]): string =>
  actions.length > 3
    ? `${actions.length} of the ${REQUIRED_ACTIONS.length} permissions that backups need`
    : actionList(actions);

/** The owner's word, never our observation (H6). */
function ownerLine({ asOf, exists, keyState }: OwnerSaid, timeZone: string | null): string {
  const source = `The customer told us, as of ${instantWords(asOf, timeZone)}, that`;
  const state = keyState === null ? '' : `, in state ${keyState}`;
  return exists ? `${source} the key exists${state}.` : `${source} AWS finds no such key.`;
}

function policyLine({ asOf, lacks, denies = [], conditionKeys }: PolicyCopy, timeZone: string | null): string {
  const source = `The policy that the customer sent, as of ${instantWords(asOf, timeZone)},`;
  const conditions = conditionKeys.length > 0 ? ` (${listOf(conditionKeys)})` : '';
  const notGiven = lacks.filter((action) => !denies.includes(action));
  if (denies.length > 0)
    return `${source} denies us ${actionList(denies)}${notGiven.length === 0 ? '' : ` and does not give us ${actionList(notGiven)}`}.`;
  return lacks.length > 0
    ? `${source} does not give us ${actionList(lacks)}.`
    : `${source} does not explain the denial: check conditions${conditions}, their organization’s policies, and our own side.`;
}

/** What evidence from the customer adds, marked as the customer's word. */
export const suppliedLines = (
  { ownerSaid, policyCopy }: Pick<DenialDetail, 'ownerSaid' | 'policyCopy'>,
  timeZone: string | null,
): string[] => [
  ...(ownerSaid === null ? [] : [ownerLine(ownerSaid, timeZone)]),
  ...(policyCopy === null ? [] : [policyLine(policyCopy, timeZone)]),
];

const CONCLUSION = {
  certain: ['So the cause is on their side: the key policy, their organization’s policies, or the key itself.'],
  likely: [
    'So the cause is most likely on their side: the key policy, their organization’s policies, or the key itself.',
  ],
  one_of_several: [],
} as const satisfies Record<Confidence, readonly string[]>;

/** A state that refuses use, seen before the denial, comes first: a changed policy does not help while it lasts. */
const lastSeenLines = (detail: DenialDetail, timeZone: string | null): string[] => {
  const before = badStateBefore(detail);
  if (before === null || before.saidBy === 'owner') return [];
  const when = before.asOf === null ? '' : `, on ${instantWords(before.asOf, timeZone)},`;
  return [`When we last saw the key${when} it was ${before.state}. Settle that before the policy.`];
};

/** What our own side, evidence from the customer and the calendar say about a denial. */
export const judgedLines = (
  detail: DenialDetail,
  { timeZone }: AdviceSubject,
  confidence: Confidence,
): readonly string[] => [
  ...ownSideLines(detail),
  ...CONCLUSION[confidence],
  ...lastSeenLines(detail, timeZone),
  ...suppliedLines(detail, timeZone),
  ...(detail.loss === null ? [] : [earliestLossWords(detail.loss, timeZone)]),
];

/** The customer acts on a denial, unless its judgement leaves several causes open (H12). */
export const whoeverDenies = (confidence: Confidence): Acts =>
  confidence === 'one_of_several' ? 'one_of_several' : 'customer';

/** What else a denial may be when no encryption context is configured (H23). */
export const contextHint = ({ sendsContext }: AdviceSubject): string =>
  sendsContext ? '' : ' A policy that requires an encryption context also leads to this answer, because we send none.';

/** Everything that AWS's single answer may mean. */
export const anyReason = (subject: AdviceSubject, confidence: Confidence): string =>
  `From another account AWS gives one answer for a policy that lacks our account or the action, an explicit deny, ${
    confidence === 'one_of_several'
      ? 'a key that does not exist, and sometimes a permission missing on our own side'
      : 'and a key that does not exist'
  }.${contextHint(subject)}`;

/** What every sentence about the repair of an explicit Deny says, and what the page looks for to say it once. */
export const DENY_WINS = 'A Deny always wins';

/** What an explicit Deny means for the repair. The message names one policy of possibly several. */
const explicitCause = ({ explicit }: DenialDetail): string =>
  `An explicit Deny refuses ${actionList(explicit)}. ${DENY_WINS}, so an added Allow does not help: the Deny statement has to be narrowed or removed. Once it is, another denial may appear.`;

/** What a denial means when another action was allowed in the same check. */
export function denialCause(detail: DenialDetail, subject: AdviceSubject, confidence: Confidence): string {
  if (detail.explicit.length === 0) return otherCause(detail, subject, confidence);
  return onlyExplicit(detail)
    ? explicitCause(detail)
    : `${explicitCause(detail)} ${otherCause(detail, subject, confidence)}`;
}

const otherCause = ({ othersAllowed }: DenialDetail, subject: AdviceSubject, confidence: Confidence): string =>
  othersAllowed
    ? `AWS allowed other actions on the same key in the same check, so the key exists and our account may use it in part. The action may be missing, denied or under a condition in the key policy, or denied by a policy of the customer’s organization${confidence === 'one_of_several' ? ', or missing on our own side' : ''}.${contextHint(subject)}`
    : anyReason(subject, confidence);

const policySettles = ({ policyCopy }: DenialDetail, _: AdviceSubject, confidence: Confidence): string => {
  // What they sent already isn't asked for again.
  if (policyCopy !== null)
    return policyCopy.lacks.length > 0
      ? 'A successful full check, once the policy is corrected.'
      : `Whether the key still has the policy that they sent, and what their organization’s policies say${confidence === 'one_of_several' ? '; and the same action tested on a key of our own' : ''}.`;
  return confidence === 'one_of_several'
    ? 'The customer’s own copy of the key policy (aws kms get-key-policy), and the same action tested on a key of our own.'
    : 'The customer’s own copy of the key policy (aws kms get-key-policy).';
};

/** What to do about the policy: ask for what their copy lacks, or whether the copy is still right, or for a copy. */
function policyStep(detail: DenialDetail, subject: AdviceSubject): Step {
  const { actions, policyCopy } = detail;
  const command = `${kmsCommand('get-key-policy', subject)} --policy-name default --query Policy --output text`;
  if (detail.explicit.length > 0)
    return undoStep(
      `narrow or remove the Deny statement that covers ${vendorRoot(subject)} for ${actionList(detail.explicit)}. ${onlyExplicit(detail) ? '' : 'The reply also has the statement to add for the other actions. '}${policyCopy === null ? 'If they find none: ask for the text of the policy and add it under Evidence.' : 'The policy that they sent is under Evidence.'}`,
      command,
    );
  if (policyCopy === null)
    return {
      text: `If they say that the key policy allows ${actionList(actions)} to ${vendorRoot(subject)}: ask for its text and add it under Evidence.`,
      command,
    };
  return policyCopy.lacks.length > 0
    ? {
        text: `Ask the customer to allow ${actionList(policyCopy.lacks)} to ${vendorRoot(subject)} in the key policy. The policy that they sent does not.`,
      }
    : { text: 'Ask the customer whether the policy that they sent is still the one that the key has.', command };
}

const policySteps = (
  detail: DenialDetail,
  subject: AdviceSubject,
  confidence: Confidence,
  sudden: boolean,
): readonly Step[] => [
  ...(confidence === 'one_of_several'
    ? [{ text: `Rule out our own side: can our role in ${subject.region} use other customers’ keys?` }]
    : []),
  sudden || detail.explicit.length > 0 ? ASK_INTENT : sendReply('It names what the key policy must allow.'),
  ...(badStateBefore(detail) === null
    ? []
    : [
        {
          text: 'Settle the state of the key before its policy: ask for this output and add it under Evidence.',
          command: kmsCommand('describe-key', subject),
        },
      ]),
  policyStep(detail, subject),
  ...(sudden
    ? [
        {
          text: 'If they say that nothing changed on their side: that may be so. The reply names who else may have (infrastructure code, another administrator, their organization) and which CloudTrail events show it. Ask for the PutKeyPolicy, DisableKey and ScheduleKeyDeletion events of this key since the day before.',
        },
      ]
    : []),
  CHECK_AGAIN,
];

/**
 * The advice for a denial that the key policy may explain, with its own headline and cause.
 * @param sudden whether AWS allowed it before, so that somebody may have ended it on purpose (H3)
 */
export const policyAdvice = (
  words: Pick<AdviceWords<DenialDetail>, 'headline' | 'cause'>,
  { sudden }: { sudden: boolean },
): AdviceWords<DenialDetail> => ({
  acts: whoeverDenies,
  ...words,
  because: judgedLines,
  settles: policySettles,
  steps: (detail, subject, confidence) => policySteps(detail, subject, confidence, sudden),
  reference: CROSS_ACCOUNT,
});
