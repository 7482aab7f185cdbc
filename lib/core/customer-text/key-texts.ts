import { heading, paragraph, steps, verbatim, type Part, type TextStep } from '#lib/core/customer-text/layout.ts';
import { evidenceParts } from '#lib/core/customer-text/evidence-parts.ts';
import { policyOfNewKey } from '#lib/core/customer-text/policy-parts.ts';
import { at, consoleWay, kmsCommand, regionWords, type TextContext } from '#lib/core/customer-text/text-context.ts';
import type { TextRule } from '#lib/core/customer-text/text-rule.ts';

const WHAT_TO_DO = heading('What to do');
const IF_NOTHING = heading('If nothing is done');

/** First whether it was intended (H3), and where that can be seen. */
const intended = (what: string, event: string, { subject }: TextContext): TextStep => ({
  text: `Check whether ${what} is intended. The event ${event} of this key in your CloudTrail of ${regionWords(subject)} shows who did it and when. If it is intended, change nothing and ${subject.replyTo}.`,
});

/** Cancelling leaves the key disabled, so enabling always follows (H4). */
export const cancelSteps = (context: TextContext): readonly TextStep[] => [
  {
    text: `If it is not intended, cancel the deletion, as an administrator of the key: ${consoleWay(context)}, then Key actions > Cancel key deletion. Or on the command line:`,
    verbatim: kmsCommand('cancel-key-deletion', context),
  },
  {
    text: 'Then enable the key: Key actions > Enable. A key whose deletion was cancelled stays disabled until this is done. Or on the command line:',
    verbatim: kmsCommand('enable-key', context),
  },
];

const ONLY_THIS_KEY = 'data that only this key can open can then not be read any more';

/** A deletion date as it may be said: not before, up to a day later, and no time to wait in (H8). */
export function deletionWords(context: TextContext): string {
  const { deletionAt, loss, pendingDeletionWindowDays } = context.detail;
  if (context.code === 'pending_replica_deletion' || (!deletionAt && pendingDeletionWindowDays))
    return `There is no date yet. The waiting period${
      pendingDeletionWindowDays ? ` of ${pendingDeletionWindowDays} days` : ''
    } begins when the last replica of the key is deleted.`;
  if (!deletionAt) return 'We do not know the date.';
  const date = `AWS deletes the key not before ${at(deletionAt, context)}, and may take up to 24 hours longer.`;
  if (deletionAt <= context.now) return `${date} That date has passed, so it can happen at any moment.`;
  // Of a key that we cannot see, the date that we saw may have been replaced by an earlier one (H13).
  const sooner =
    context.code === 'denied_while_pending_deletion' && loss?.at && loss.at < deletionAt
      ? ` As we cannot see the key now, that date may have been moved to as early as ${at(loss.at, context)}.`
      : '';
  return `${date}${sooner} Please do not count on these dates: act as soon as you can.`;
}

const deletionParts = (context: TextContext): readonly Part[] => [
  paragraph(
    `While a deletion is scheduled AWS refuses every use of the key, so our service can neither protect new data with it nor open data that is protected by it. ${deletionWords(context)}`,
  ),
  WHAT_TO_DO,
  steps(intended('the deletion', 'ScheduleKeyDeletion', context), ...cancelSteps(context)),
  IF_NOTHING,
  paragraph(`AWS deletes the key, and ${ONLY_THIS_KEY}. Nobody can undo that, neither you, nor we, nor AWS.`),
];

const deletionLead =
  'Please check now whether the deletion of this key is intended; if it is not, cancel it and then enable the key.';

const newKeyParts = (context: TextContext): readonly Part[] => [
  WHAT_TO_DO,
  steps(
    {
      text: `In the AWS console, region ${regionWords(context.subject)}, open KMS > Customer managed keys > Create key, in the same AWS account as this key.`,
    },
    { text: 'Choose the key type Symmetric and the key usage Encrypt and decrypt.' },
    {
      text: `Under "Other AWS accounts", add our account ${context.subject.vendorAccountId}. The console then writes the two statements that we need.`,
    },
    { text: 'Send us the ARN of the new key. Leave the present key as it is until we have answered.' },
  ),
  heading('The policy, if you create the key with a template'),
  paragraph('This is a whole policy for the new key. Please do not put it on a key that exists already.'),
  verbatim(policyOfNewKey(context)),
];

export const KEY_TEXTS = {
  pending_deletion: {
    kind: 'ask',
    asked: 'describe_only',
    subject: 'is scheduled for deletion',
    lead: () => deletionLead,
    parts: deletionParts,
    also: () => 'The key is scheduled for deletion.',
  },
  pending_replica_deletion: {
    kind: 'ask',
    asked: 'describe_only',
    subject: 'is scheduled for deletion',
    lead: () => deletionLead,
    parts: deletionParts,
    also: () => 'The key is scheduled for deletion and waits for its replicas.',
  },
  presumed_deleted: {
    kind: 'ask',
    asked: 'dry_runs',
    subject: 'cannot be seen by us any more',
    lead: () =>
      'Please run the command below in your account today and send us what it prints: we cannot see this key any more.',
    parts: (context) => [...presumedParts(context), ...evidenceParts(context)],
    also: null,
  },
  material_missing: {
    kind: 'ask',
    asked: 'dry_runs',
    subject: 'has no key material',
    lead: () =>
      'Please check whether the key material was removed on purpose; if not, import the same key material again.',
    parts: (context) => [
      paragraph(
        'AWS reports that imported key material of this key is missing: it expired, was deleted, or was never imported. Until it is back AWS refuses every use of the key.',
      ),
      WHAT_TO_DO,
      steps(
        intended('this', 'DeleteImportedKeyMaterial', context),
        {
          text: 'See which key material is missing. A key that was rotated has several, and needs every one of them.',
          verbatim: kmsCommand('list-key-rotations', context, ' --include-key-material ALL_KEY_MATERIAL'),
        },
        {
          text: `Import the same key material again: ${consoleWay(context, 'Key material')}. It has to be the same: other key material cannot open what is encrypted already.`,
        },
      ),
      IF_NOTHING,
      paragraph('The key stays as it is and cannot be used. Please keep your copy of the key material safe.'),
    ],
    also: () => 'Imported key material of the key is missing.',
  },
  material_expiring: {
    kind: 'ask',
    asked: 'dry_runs',
    subject: 'has key material that expires',
    lead: () =>
      'Please import the same key material again, with a later expiry or none, before the present one expires.',
    parts: (context) => [
      paragraph(
        `${expiryWords(context)} When it expires AWS deletes the key material, and from that moment refuses every use of the key.`,
      ),
      WHAT_TO_DO,
      steps({
        text: `Import the same key material again: ${consoleWay(context, 'Key material')}. It has to be the same: other key material cannot open what is encrypted already.`,
      }),
      IF_NOTHING,
      paragraph('The key cannot be used from then on, until the same key material is imported again.'),
    ],
    also: (context) => `Imported key material of the key expires. ${expiryWords(context)}`,
  },
  key_store_unavailable: {
    kind: 'ask',
    asked: 'dry_runs',
    subject: 'is in a key store that cannot be reached',
    lead: () =>
      'Please check whether the custom key store behind this key was disconnected on purpose; if not, connect it again.',
    parts: (context) => [
      paragraph(
        'AWS KMS cannot reach the CloudHSM cluster or external key store in which this key lives, or is refused by it. Until then AWS refuses every use of the key.',
      ),
      WHAT_TO_DO,
      steps(
        { text: `If it is intended, change nothing and ${context.subject.replyTo}.` },
        {
          text: `If not, open KMS > Custom key stores in the AWS console, region ${regionWords(context.subject)}. If the key store is disconnected, connect it.`,
        },
        {
          text: 'If it is connected, look at what stands behind it: the CloudHSM cluster, or the proxy of the external key store and the key in it.',
        },
      ),
      IF_NOTHING,
      paragraph('The key stays as it is and cannot be used. Nothing is lost as long as the key store keeps the key.'),
    ],
    also: () => 'The custom key store behind the key cannot be reached.',
  },
  key_disabled: {
    kind: 'ask',
    asked: 'describe_only',
    subject: 'is disabled',
    lead: () => 'Please check whether this key is meant to be disabled; if it is not, enable it.',
    parts: (context) => [
      paragraph(
        'AWS reports the key as disabled. While it is, our service can neither protect new data with it nor open data that is protected by it. A key whose deletion was cancelled is left disabled, too.',
      ),
      WHAT_TO_DO,
      steps(intended('this', 'DisableKey', context), {
        text: `If it is not intended, enable the key, as an administrator of the key: ${consoleWay(context)}, then Key actions > Enable. Or on the command line:`,
        verbatim: kmsCommand('enable-key', context),
      }),
      IF_NOTHING,
      paragraph('The key stays disabled and cannot be used. Disabling alone deletes nothing.'),
    ],
    also: () => 'The key is disabled.',
  },
  key_changing: {
    kind: 'hold',
    asked: 'dry_runs',
    subject: 'is being changed by AWS',
    lead: () => 'You need not do anything: AWS is changing this key, which passes within minutes.',
    parts: () => [
      paragraph(
        'This happens when a multi-Region key is created or its primary key is moved. We check the key again and write if it does not pass.',
      ),
    ],
    also: null,
  },
  unknown_key_state: {
    kind: 'hold',
    asked: 'dry_runs',
    subject: 'is being looked at by us',
    lead: () => 'You need not do anything: AWS gave us an answer about this key that we have to look into first.',
    parts: () => [paragraph('We write again as soon as we know what it means.')],
    also: null,
  },
  wrong_key_type: {
    kind: 'ask',
    asked: 'dry_runs',
    subject: 'is of a type that our service cannot use',
    lead: () => 'Please create a new symmetric key for encryption and decryption, and send us its ARN.',
    parts: (context) => [
      paragraph('This key is of another type, and AWS does not let the type of a key be changed.'),
      ...newKeyParts(context),
    ],
    also: () => 'The key is not a symmetric key for encryption and decryption.',
  },
  aws_managed_key: {
    kind: 'ask',
    asked: 'dry_runs',
    subject: 'is managed by AWS',
    lead: () => 'Please create a customer managed key and send us its ARN.',
    parts: (context) => [
      paragraph(
        'This key is managed by AWS. Its policy cannot be changed, so it can never let another account use it.',
      ),
      ...newKeyParts(context),
    ],
    also: () => 'The key is managed by AWS.',
  },
} as const satisfies Record<string, TextRule>;

function expiryWords(context: TextContext): string {
  const { materialExpiresAt } = context.detail;
  if (!materialExpiresAt) return 'AWS reports imported key material that expires soon.';
  const date = at(materialExpiresAt, context);
  return materialExpiresAt > context.now
    ? `AWS reports that it expires ${date}. Please do not wait for that moment.`
    : `AWS reported that it expires ${date}, and that time has passed.`;
}

/** A key that may be gone is called gone by its owner's own describe-key and by nothing else (H13). */
function presumedParts(context: TextContext): readonly Part[] {
  const { deletionAt, ownerSaw } = context.detail;
  // An owner may say that a key is gone of which we never saw a deletion.
  const seen = deletionAt
    ? `When we last saw the key it was scheduled for deletion, not before ${at(deletionAt, context)} and up to 24 hours later. Since then AWS`
    : 'AWS';
  const facts = paragraph(
    `${seen} answers us as it does for a key that does not exist. A changed key policy reads the same from our account, so only you can tell.`,
  );
  const ask = {
    text: `Run this in your account ${context.subject.awsAccountId} and send us all that it prints.`,
    verbatim: kmsCommand('describe-key', context),
  };
  if (ownerSaw?.exists === false)
    return [
      facts,
      paragraph(
        `Your own describe-key of ${at(ownerSaw.asOf, context)} says that the key does not exist. If it stays so, data that only this key can open is unrecoverable.`,
      ),
      WHAT_TO_DO,
      steps(ask, {
        text: 'Compare the ARN with your records, and ask AWS Support about this key, before anything else is changed or deleted.',
      }),
    ];
  if (ownerSaw?.exists === true)
    return [
      facts,
      paragraph(`Your own describe-key of ${at(ownerSaw.asOf, context)} shows that the key was there.`),
      WHAT_TO_DO,
      steps(
        ask,
        { text: 'If it shows PendingDeletion, check whether the deletion is intended.' },
        ...cancelSteps(context),
      ),
    ];
  return [
    facts,
    WHAT_TO_DO,
    steps(
      ask,
      { text: 'If it shows PendingDeletion, check whether the deletion is intended.' },
      ...cancelSteps(context),
    ),
  ];
}
