import { CONFIRM_DENIALS } from '#lib/core/confirmation.ts';
import type { Confidence, Finding, FindingDetail } from '#lib/core/finding.ts';
import { instantWords } from '#lib/core/time-words.ts';
import { lossLines, ownSideLines, suppliedLines } from './denial-words.ts';
import {
  actionsWords,
  ASK_INTENT,
  CHECK_AGAIN,
  contextWords,
  CROSS_ACCOUNT,
  DELETING,
  enableStep,
  KEY_STATES,
  kmsCommand,
  notBefore,
  passedWords,
  vendorRoot,
  type Acts,
  type AdviceSubject,
  type Step,
  type Words,
} from './words.ts';

/** A denial is laid on the customer only as surely as it was judged (H12). */
const whoeverDenies = ({ confidence }: Finding): Acts =>
  confidence === 'one_of_several' ? 'one_of_several' : 'customer';

const CONCLUSION = {
  certain: ['So it is their side: the key policy, their organisation’s policies, or the key itself.'],
  likely: ['So it is most likely their side: the key policy, their organisation’s policies, or the key itself.'],
  one_of_several: [],
} as const satisfies Record<Confidence, readonly string[]>;

/** What our own side, the customer's papers and the calendar say of a denial. */
const judgedLines = (detail: FindingDetail, { timeZone }: AdviceSubject, confidence: Confidence): readonly string[] => [
  ...ownSideLines(detail),
  ...CONCLUSION[confidence],
  ...suppliedLines(detail, timeZone),
  ...lossLines(detail, timeZone),
];

const anyReason = (subject: AdviceSubject, confidence: Confidence): string =>
  `From another account AWS gives one answer for a policy that lacks our account or the action, an explicit deny, ${
    confidence === 'one_of_several'
      ? 'a key that does not exist, and sometimes a permission missing on our own side'
      : 'and a key that does not exist'
  }.${contextWords(subject)}`;

const denialCause = (
  { othersAllowed = false }: FindingDetail,
  subject: AdviceSubject,
  confidence: Confidence,
): string =>
  othersAllowed
    ? `Other actions with the same key are allowed, so it exists and its policy knows us. The action is missing or denied in the key policy${
        confidence === 'one_of_several' ? ', or missing on our own side' : ''
      }.${contextWords(subject)}`
    : anyReason(subject, confidence);

const policySettles = (_: FindingDetail, __: AdviceSubject, confidence: Confidence): string =>
  confidence === 'one_of_several'
    ? 'The customer’s own copy of the key policy (aws kms get-key-policy), and the same action tried on a key of ours.'
    : 'The customer’s own copy of the key policy (aws kms get-key-policy).';

const ownerSettles = (): string => 'The owner’s own describe-key.';

const policySteps = (detail: FindingDetail, subject: AdviceSubject, confidence: Confidence): readonly Step[] => [
  ...(confidence === 'one_of_several'
    ? [{ text: `Rule out our own side: does the probing role in ${subject.region} reach other customers’ keys?` }]
    : []),
  {
    text: `Ask the customer to look at the key policy: does it allow ${actionsWords(detail)} to ${vendorRoot(subject)}?`,
    command: `${kmsCommand('get-key-policy', subject)} --policy-name default --output text`,
  },
  { text: 'Ask for recent PutKeyPolicy, DisableKey and ScheduleKeyDeletion events of this key in their CloudTrail.' },
  CHECK_AGAIN,
];

/** What a denial may mean, and what was done to find out whose it is. */
export const ACCESS_WORDS = {
  presumed_deleted: {
    acts: 'customer',
    headline: ({ deletionAt }, { timeZone }) =>
      `Presumed deleted${deletionAt ? `: deletion was due ${instantWords(deletionAt, timeZone)}` : ''}.`,
    cause: (detail) =>
      `${
        detail.deletionAt
          ? 'Deletion was scheduled, its date has passed, and KMS now answers as for a key that does not exist. A policy change would read the same.'
          : 'KMS answers as for a key that does not exist.'
      }${
        detail.ownerSaw && !detail.ownerSaw.exists
          ? ' If the owner sees none either, what was encrypted under it is unrecoverable.'
          : ' Until the owner has looked, nobody may call the data lost.'
      }`,
    because: (detail, { timeZone }) => [...ownSideLines(detail), ...suppliedLines(detail, timeZone)],
    settles: ownerSettles,
    steps: (_, subject) => [
      { text: 'Ask the customer to run this in their account, today.', command: kmsCommand('describe-key', subject) },
      { text: 'Hold every job that would overwrite or expire data under this key.' },
    ],
    reference: DELETING,
  },
  denied_while_pending_deletion: {
    acts: 'customer',
    headline: (detail, subject) => `Denied while deletion is pending${passedWords(detail, subject)}.`,
    cause: (detail, subject) =>
      `We can no longer see the key. When we last saw it, it was to be deleted${
        detail.deletionAt ? ` ${notBefore(detail.deletionAt, subject)}` : ', without a date yet'
      }. ${anyReason(subject, 'one_of_several')}`,
    because: (detail, subject) => judgedLines(detail, subject, 'one_of_several'),
    settles: ownerSettles,
    steps: (_, subject) => [
      ASK_INTENT,
      { text: 'Cancel the deletion first: it cannot wait.', command: kmsCommand('cancel-key-deletion', subject) },
      enableStep(subject),
      { text: `Then let the key policy allow ${vendorRoot(subject)} again.` },
      CHECK_AGAIN,
    ],
    reference: DELETING,
  },
  access_lost: {
    acts: whoeverDenies,
    headline: (detail) => `Denied: ${actionsWords(detail)}. It was allowed before.`,
    cause: denialCause,
    because: judgedLines,
    settles: policySettles,
    steps: policySteps,
    reference: CROSS_ACCOUNT,
  },
  no_access_yet: {
    acts: whoeverDenies,
    headline: () => 'Our account has not been let in.',
    cause: (_, subject, confidence) => anyReason(subject, confidence),
    because: judgedLines,
    settles: policySettles,
    steps: policySteps,
    reference: CROSS_ACCOUNT,
  },
  key_not_found: {
    acts: whoeverDenies,
    headline: () => 'KMS knows no such key in this region.',
    cause: () => 'The ARN may be mistyped, the key may be gone, or it is so new that AWS has not told all its parts.',
    because: judgedLines,
    settles: ownerSettles,
    steps: (_, subject) => [
      { text: 'Compare the ARN with the customer’s.', command: kmsCommand('describe-key', subject) },
      CHECK_AGAIN,
    ],
    reference: KEY_STATES,
  },
  partial_access: {
    acts: whoeverDenies,
    headline: (detail) => `Denied: ${actionsWords(detail)}. Other actions are allowed.`,
    cause: denialCause,
    because: judgedLines,
    settles: policySettles,
    steps: policySteps,
    reference: CROSS_ACCOUNT,
  },
  describe_denied: {
    acts: whoeverDenies,
    headline: () => 'Denied: kms:DescribeKey. The key can be used, but its state cannot be seen.',
    cause: (_, subject) =>
      `Other actions with the same key are allowed. While its state cannot be seen, a scheduled deletion would stay invisible to us.${contextWords(subject)}`,
    because: judgedLines,
    settles: policySettles,
    steps: policySteps,
    reference: CROSS_ACCOUNT,
  },
  access_denied_unconfirmed: {
    acts: 'nobody',
    headline: (detail) =>
      `Denied: ${actionsWords(detail)}. Confirming: ${Math.min(detail.denialCount ?? 1, CONFIRM_DENIALS)} of ${CONFIRM_DENIALS}.`,
    cause: (detail, subject) =>
      `A change of policy takes minutes to settle in KMS, so one denial proves nothing.${
        detail.confirmAt ? ` We are confirming until ${instantWords(detail.confirmAt, subject.timeZone)}.` : ''
      }${contextWords(subject)}`,
    because: ownSideLines,
    settles: () => 'Three denials over at least five minutes, or one green grid.',
    reference: CROSS_ACCOUNT,
  },
  resource_control_policy_denies: {
    acts: whoeverDenies,
    headline: (detail) => `Denied by an organisation’s policy: ${actionsWords(detail)}.`,
    cause: () =>
      'AWS names a resource control policy. Such a policy stands in the key owner’s organisation and denies accounts outside it, whatever the key policy says.',
    because: judgedLines,
    settles: () => 'What the administrators of the customer’s AWS organisation say of their resource control policies.',
    steps: (_, subject) => [
      {
        text: `Ask the customer to have the administrators of their AWS organisation except ${vendorRoot(subject)} from it. The key policy need not change.`,
      },
      CHECK_AGAIN,
    ],
    reference: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html',
  },
  production_denied_probe_allowed: {
    acts: 'vendor',
    headline: ({ production }) =>
      `Denied in production${production?.action ? ` (${production.action})` : ''}, allowed to our probe.`,
    cause: ({ production }, { timeZone }) =>
      `Our probe is permitted, and yet production was denied${
        production ? ` on ${instantWords(production.asOf, timeZone)}` : ''
      }. A green probe does not close that: the principal, the encryption context, the network endpoint or the time may differ.`,
    settles: () =>
      'Production’s own message: its principal, its encryption context, its endpoint and its time, compared with ours.',
    steps: () => [
      { text: 'Compare the principal in production’s message with our probing role: same account, other role?' },
      { text: 'Compare the encryption context and the endpoint (VPC or public) that production uses.' },
      { text: 'Ask the people who run backups whether the job still fails now.' },
    ],
  },
} as const satisfies Record<string, Words>;
