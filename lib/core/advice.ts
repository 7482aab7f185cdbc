import { CONFIRM_DENIALS } from '#lib/core/confirmation.ts';
import type { Confidence, Finding, FindingCode, FindingDetail } from '#lib/core/finding.ts';
import type { IntakeRefusal } from '#lib/core/intake.ts';
import { durationWords, instantWords } from '#lib/core/time-words.ts';

/** Who has to move next. */
export type Acts = 'customer' | 'vendor' | 'nobody' | 'one_of_several';

/** The key that the words are about, and the instant at which they are said. */
export type AdviceSubject = {
  arn: string;
  region: string;
  vendorAccountId: string | null;
  /** The customer's IANA zone, where known. */
  timeZone: string | null;
  /** Whether we send an encryption context: without one, a denial may be a condition on it (H23). */
  sendsContext: boolean;
  now: Date;
};

export type Step = { text: string; command?: string };

/** What Keydesk says of one finding: fact, cause, who acts, what would settle it, what to do. */
export type Advice = {
  headline: string;
  cause: string;
  acts: Acts;
  confidence: Confidence;
  settles: string | null;
  steps: readonly Step[];
  reference: string | null;
};

type Words = {
  acts: Acts;
  headline: (detail: FindingDetail, subject: AdviceSubject) => string;
  cause: (detail: FindingDetail, subject: AdviceSubject) => string;
  settles?: string;
  steps?: (detail: FindingDetail, subject: AdviceSubject) => readonly Step[];
  reference?: string;
};

const KMS_GUIDE = 'https://docs.aws.amazon.com/kms/latest/developerguide';
const KEY_STATES = `${KMS_GUIDE}/key-state.html`;
const DELETING = `${KMS_GUIDE}/deleting-keys.html`;
const CROSS_ACCOUNT = `${KMS_GUIDE}/key-policy-modifying-external-accounts.html`;

const kmsCommand = (verb: string, { arn, region }: AdviceSubject): string =>
  `aws kms ${verb} --region ${region} --key-id ${arn}`;

const actionsWords = ({ actions = [] }: FindingDetail): string =>
  actions.map((action) => `kms:${action}`).join(', ') || 'the action';

const vendorRoot = ({ vendorAccountId }: AdviceSubject): string =>
  vendorAccountId === null ? 'our account' : `arn:aws:iam::${vendorAccountId}:root`;

/** A deletion date as it may be said: not before, possibly a day later, never as a margin (H8). */
const notBefore = (at: Date, { timeZone }: AdviceSubject): string =>
  `not before ${instantWords(at, timeZone)}; AWS may delete it up to 24 hours after that`;

const enableStep = (subject: AdviceSubject): Step => ({
  text: 'Enable the key. Until then it stays unusable, although the deletion is cancelled.',
  command: kmsCommand('enable-key', subject),
});

const ASK_INTENT: Step = { text: 'Ask the customer whether this was intended before asking them to undo it.' };
const CHECK_AGAIN: Step = { text: 'Check the key again here.' };

const denialSettles =
  'The customer’s own copy of the key policy (aws kms get-key-policy), and the same action tried on a key of ours.';

/** What a denial may also be, where no encryption context is configured (H23). */
const contextWords = ({ sendsContext }: AdviceSubject): string =>
  sendsContext ? '' : ' A policy that demands an encryption context reads the same: we send none.';

const anyReason = (subject: AdviceSubject): string =>
  `From another account AWS gives one answer for a policy that lacks our account or the action, an explicit deny, a key that does not exist, and sometimes a permission missing on our own side.${contextWords(subject)}`;

const oneOfSeveral = ({ othersAllowed = false }: FindingDetail, subject: AdviceSubject): string =>
  !othersAllowed
    ? anyReason(subject)
    : `Other actions with the same key are allowed, so it exists and its policy knows us. The action is missing or denied in the key policy, or missing on our own side.${contextWords(subject)}`;

/** The page counts the time left; only a date that has passed is said in the headline. */
const passedWords = ({ deletionAt }: FindingDetail, { now }: AdviceSubject): string =>
  deletionAt && deletionAt <= now ? '; its date has passed' : '';

const policySteps = (detail: FindingDetail, subject: AdviceSubject): readonly Step[] => [
  { text: `Rule out our own side: does the probing role in ${subject.region} reach other customers’ keys?` },
  {
    text: `Ask the customer to look at the key policy: does it allow ${actionsWords(detail)} to ${vendorRoot(subject)}?`,
    command: `${kmsCommand('get-key-policy', subject)} --policy-name default --output text`,
  },
  { text: 'Ask for recent PutKeyPolicy, DisableKey and ScheduleKeyDeletion events of this key in their CloudTrail.' },
  CHECK_AGAIN,
];

const intakeWords = (headline: string, cause: string): Words => ({
  acts: 'customer',
  headline: () => headline,
  cause: () => cause,
});

const inconclusive = (headline: string, cause: string, acts: Acts = 'nobody'): Words => ({
  acts,
  headline: () => headline,
  cause: () => `${cause} This says nothing about the key: the verdict before it stands, and ages.`,
  settles: 'The next check that KMS answers.',
});

const WORDS = {
  not_an_arn: intakeWords(
    'This is not the ARN of a KMS key.',
    'A key ARN reads arn:aws:kms:<region>:<12-digit account>:key/<key id>. Copy it from the key’s page in the AWS console.',
  ),
  bare_key_id: intakeWords(
    'This is a key id, not an ARN.',
    'A key id alone would be looked up in our own account. Ask for the whole ARN, which names the region and the account.',
  ),
  alias_arn: intakeWords(
    'This is an alias, not a key.',
    'The customer can point an alias at another key at any time. Ask for the ARN of the key itself.',
  ),
  wrong_partition: intakeWords(
    'This key is outside the commercial AWS partition.',
    'Only keys whose ARN begins with arn:aws: can be used from our accounts (not aws-cn, aws-us-gov and the like).',
  ),
  region_not_hosted: intakeWords(
    'We host nobody in the region of this key.',
    'The key must be in the region in which the customer is hosted.',
  ),
  region_mismatch: intakeWords(
    'The key is in another region than the customer.',
    'The key must be in the region in which the customer is hosted. A multi-Region key needs its replica there.',
  ),
  vendor_account_key: intakeWords(
    'This key is in one of our own accounts.',
    'The account in the ARN is a vendor account. Ask the customer for the ARN of the key in their account.',
  ),
  key_held_by_another_customer: intakeWords(
    'This key is registered for another customer.',
    'One key has one owner. Do not tell either customer about the other; find out who owns the AWS account.',
  ),
  ownership_unproven: {
    acts: 'vendor',
    headline: () => 'The key’s AWS account is not proven to be the customer’s.',
    cause: () => 'Every customer’s key trusts our account, so a probe that passes does not say whose key it is.',
    settles: 'A proof of ownership of the AWS account, recorded with the customer.',
  },

  pending_deletion: {
    acts: 'customer',
    headline: (detail, subject) => `Deletion scheduled${passedWords(detail, subject)}. The key is already unusable.`,
    cause: ({ deletionAt }, subject) =>
      deletionAt
        ? `AWS deletes the key ${notBefore(deletionAt, subject)}. From then on nothing under it can ever be read. Only the customer can cancel it.`
        : 'AWS did not give the date. Only the customer can cancel it.',
    steps: (_, subject) => [
      ASK_INTENT,
      {
        text: 'Cancel the deletion, as an administrator of the key.',
        command: kmsCommand('cancel-key-deletion', subject),
      },
      enableStep(subject),
      CHECK_AGAIN,
    ],
    reference: DELETING,
  },
  pending_replica_deletion: {
    acts: 'customer',
    headline: () => 'Deletion scheduled; it waits for the key’s replicas. The key is already unusable.',
    cause: ({ pendingDeletionWindowDays }) =>
      `There is no date yet. ${
        pendingDeletionWindowDays ? `${pendingDeletionWindowDays} days begin` : 'The waiting period begins'
      } when the last replica is deleted.`,
    steps: (_, subject) => [
      ASK_INTENT,
      { text: 'Cancel the deletion of this key.', command: kmsCommand('cancel-key-deletion', subject) },
      enableStep(subject),
      CHECK_AGAIN,
    ],
    reference: DELETING,
  },
  presumed_deleted: {
    acts: 'customer',
    headline: ({ deletionAt }, { timeZone }) =>
      `Presumed deleted${deletionAt ? `: deletion was due ${instantWords(deletionAt, timeZone)}` : ''}.`,
    cause: () =>
      'Deletion was scheduled, its date has passed, and KMS now answers as for a key that does not exist. A policy change would read the same.',
    settles: 'The owner’s own describe-key. Until then nobody may call the data lost.',
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
      }. ${anyReason(subject)}`,
    settles: 'The owner’s own describe-key.',
    steps: (_, subject) => [
      ASK_INTENT,
      { text: 'Cancel the deletion first: it cannot wait.', command: kmsCommand('cancel-key-deletion', subject) },
      enableStep(subject),
      { text: `Then let the key policy allow ${vendorRoot(subject)} again.` },
      CHECK_AGAIN,
    ],
    reference: DELETING,
  },
  material_missing: {
    acts: 'customer',
    headline: () => 'The key has no usable key material.',
    cause: () => 'Imported material was deleted, has expired, or was never imported. The state is PendingImport.',
    steps: () => [
      ASK_INTENT,
      { text: 'Import the same key material again. Other material cannot open what was encrypted before.' },
      CHECK_AGAIN,
    ],
    reference: `${KMS_GUIDE}/importing-keys.html`,
  },
  material_expiring: {
    acts: 'customer',
    headline: ({ materialExpiresAt }, { now }) =>
      `Imported key material expires${
        materialExpiresAt ? ` in ${durationWords(materialExpiresAt.getTime() - now.getTime())}` : ' soon'
      }.`,
    cause: ({ materialExpiresAt }, { timeZone }) =>
      `${materialExpiresAt ? `On ${instantWords(materialExpiresAt, timeZone)}` : 'Then'} AWS deletes the material and the key stops working at once.`,
    steps: () => [{ text: 'Import the same key material again, with a later expiry or none.' }, CHECK_AGAIN],
    reference: `${KMS_GUIDE}/importing-keys.html`,
  },
  key_store_unavailable: {
    acts: 'customer',
    headline: () => 'The custom key store behind the key is unavailable.',
    cause: () => 'KMS cannot reach the customer’s CloudHSM cluster or external key store, or it refuses the key.',
    steps: () => [
      ASK_INTENT,
      { text: 'Reconnect the custom key store, or mend the proxy or cluster behind it.' },
      CHECK_AGAIN,
    ],
    reference: KEY_STATES,
  },
  key_disabled: {
    acts: 'customer',
    headline: () => 'The key is disabled.',
    cause: () =>
      'Backups cannot use it until the customer enables it. A key whose deletion was just cancelled is left disabled, too.',
    steps: (_, subject) => [
      ASK_INTENT,
      { text: 'Enable the key, as an administrator of the key.', command: kmsCommand('enable-key', subject) },
      CHECK_AGAIN,
    ],
    reference: KEY_STATES,
  },
  key_changing: {
    acts: 'nobody',
    headline: ({ keyState }) => `AWS is changing the key${keyState ? ` (${keyState})` : ''}.`,
    cause: () => 'A multi-Region key is being created or its primary moved. This passes within minutes.',
    settles: 'The next check.',
    reference: KEY_STATES,
  },
  wrong_key_type: {
    acts: 'customer',
    headline: () => 'The key is of the wrong type.',
    cause: () =>
      'Only a symmetric key for encryption and decryption can protect backups. A key’s type cannot be changed.',
    steps: () => [{ text: 'Create a new symmetric key (Encrypt and decrypt) and send its ARN.' }],
    reference: `${KMS_GUIDE}/create-keys.html`,
  },
  aws_managed_key: {
    acts: 'customer',
    headline: () => 'This key is managed by AWS.',
    cause: () => 'The policy of an AWS managed key cannot be changed, so it can never let our account in.',
    steps: () => [{ text: 'Create a customer managed key and send its ARN.' }],
    reference: `${KMS_GUIDE}/concepts.html`,
  },
  unknown_key_state: {
    acts: 'vendor',
    headline: ({ keyState }) =>
      keyState
        ? `KMS gave a key state we do not know: ${keyState}.`
        : 'KMS refused the key’s state in words we do not know.',
    cause: () => 'Until it is understood the key counts as unverified, never as healthy.',
    settles: 'AWS’s documentation of this state; tell the people who build Keydesk.',
    reference: KEY_STATES,
  },

  access_lost: {
    acts: 'one_of_several',
    headline: (detail) => `Denied: ${actionsWords(detail)}. It was allowed before.`,
    cause: oneOfSeveral,
    settles: denialSettles,
    steps: policySteps,
    reference: CROSS_ACCOUNT,
  },
  no_access_yet: {
    acts: 'one_of_several',
    headline: () => 'Our account has not been let in.',
    cause: (_, subject) => anyReason(subject),
    settles: denialSettles,
    steps: policySteps,
    reference: CROSS_ACCOUNT,
  },
  key_not_found: {
    acts: 'one_of_several',
    headline: () => 'KMS knows no such key in this region.',
    cause: () => 'The ARN may be mistyped, the key may be gone, or it is so new that AWS has not told all its parts.',
    settles: 'The owner’s own describe-key.',
    steps: (_, subject) => [
      { text: 'Compare the ARN with the customer’s.', command: kmsCommand('describe-key', subject) },
      CHECK_AGAIN,
    ],
    reference: KEY_STATES,
  },
  partial_access: {
    acts: 'one_of_several',
    headline: (detail) => `Denied: ${actionsWords(detail)}. Other actions are allowed.`,
    cause: oneOfSeveral,
    settles: denialSettles,
    steps: policySteps,
    reference: CROSS_ACCOUNT,
  },
  describe_denied: {
    acts: 'one_of_several',
    headline: () => 'Denied: kms:DescribeKey. The key can be used, but its state cannot be seen.',
    cause: (_, subject) =>
      `Other actions with the same key are allowed. While its state cannot be seen, a scheduled deletion would stay invisible to us.${contextWords(subject)}`,
    settles: denialSettles,
    steps: policySteps,
    reference: CROSS_ACCOUNT,
  },
  access_denied_unconfirmed: {
    acts: 'nobody',
    headline: (detail) =>
      `Denied: ${actionsWords(detail)}. Confirming: ${Math.min(detail.denialCount ?? 1, CONFIRM_DENIALS)} of ${CONFIRM_DENIALS}.`,
    cause: ({ confirmAt }, subject) =>
      `A change of policy takes minutes to settle in KMS, so one denial proves nothing.${
        confirmAt ? ` We are confirming until ${instantWords(confirmAt, subject.timeZone)}.` : ''
      }${contextWords(subject)}`,
    settles: 'Three denials over at least five minutes, or one green check.',
    reference: CROSS_ACCOUNT,
  },
  vendor_permission_fault: {
    acts: 'vendor',
    headline: (detail) => `Our own permissions deny ${actionsWords(detail)}.`,
    cause: (_, { region }) =>
      `AWS names a policy on our side (identity policy, boundary, session, service control or VPC endpoint policy) for the role of ${region}.`,
    settles: 'The same action tried by the same role on a key of ours.',
    steps: () => [
      { text: 'Do not write to the customer about this.' },
      { text: 'Give the message and request id below to the people who run our AWS accounts.' },
    ],
    reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
  },
  vendor_credentials_fault: inconclusive(
    'We could not sign in to AWS ourselves.',
    'Our role for this region could not be assumed, its credentials were refused, or our clock is wrong.',
    'vendor',
  ),

  throttled: inconclusive(
    'Could not be checked: AWS is throttling us.',
    'Our account has asked KMS too often in this region.',
  ),
  timed_out: inconclusive(
    'Could not be checked: KMS did not answer in time.',
    'The check was ended after its time limit.',
  ),
  unreachable: inconclusive(
    'Could not be checked: KMS could not be reached.',
    'The connection to KMS in this region failed.',
  ),
  kms_fault: inconclusive(
    'Could not be checked: KMS answered with a fault of its own.',
    'AWS reports an error on its side.',
  ),
  malformed_answer: inconclusive(
    'Could not be checked: the answer was not one of KMS’s.',
    'Something between us and KMS answered in its place, or answered about another key.',
  ),
  never_checked: {
    acts: 'nobody',
    headline: () => 'Not checked yet.',
    cause: () => 'Nothing is known about this key until KMS has been asked once.',
    settles: 'The first check.',
  },
  permission_tests_overdue: {
    acts: 'nobody',
    headline: () => 'The permission tests are missing or older than 24 hours.',
    cause: () =>
      'Usable is said only of a key that is seen enabled, with every tested permission allowed within 24 hours.',
    settles: 'One check that KMS answers in full.',
  },
} as const satisfies Record<FindingCode, Words>;

/** The words for one finding about one key. */
export function adviseOn(finding: Finding, subject: AdviceSubject): Advice {
  const words: Words = WORDS[finding.code];
  return {
    headline: words.headline(finding.detail, subject),
    cause: words.cause(finding.detail, subject),
    acts: words.acts,
    confidence: finding.confidence,
    settles: words.settles ?? null,
    steps: words.steps?.(finding.detail, subject) ?? [],
    reference: words.reference ?? null,
  };
}

const NO_SUBJECT: AdviceSubject = {
  arn: '',
  region: '',
  vendorAccountId: null,
  timeZone: null,
  sendsContext: false,
  now: new Date(0),
};

/** Why a pasted identifier was refused: fact and next act in two sentences. These words depend on no key. */
export function intakeAdvice(code: IntakeRefusal | 'key_held_by_another_customer'): string {
  const words: Words = WORDS[code];
  return `${words.headline({}, NO_SUBJECT)} ${words.cause({}, NO_SUBJECT)}`;
}
