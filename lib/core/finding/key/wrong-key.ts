import { CHECK_AGAIN, KMS_GUIDE, sendReply } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding, nothingKnown, type NoDetail } from '#lib/core/finding/finding-record.ts';
import { isInState } from '#lib/core/finding/key/key-state.ts';
import { affectedPart, stateSeen } from '#lib/core/finding/situation-words.ts';
import type { Acts } from '#lib/core/finding/status.ts';
import { WHAT_TO_DO } from '#lib/core/finding/three-answers.ts';
import type { KeyFacts } from '#lib/core/probe/report.ts';
import { heading, paragraph, steps, verbatim, type Part } from '#lib/core/text/blocks.ts';
import { kmsCommand } from '#lib/core/text/commands.ts';
import { policyOfNewKey } from '#lib/core/text/key-policy.ts';
import { regionWords, type TextKey } from '#lib/core/text/text-subject.ts';

const newKeyParts = (subject: TextKey): readonly Part[] => [
  WHAT_TO_DO,
  steps(
    {
      text: `In the AWS console, region ${regionWords(subject)}, open KMS > Customer managed keys > Create key, in the same AWS account as this key.`,
    },
    { text: 'Choose the key type Symmetric and the key usage Encrypt and decrypt.' },
    {
      text: `Under "Other AWS accounts", add our account ${subject.vendorAccountId}. The console then writes the two statements that we need.`,
    },
    {
      text: 'Send us the ARN of the new key. Leave the present key as it is until we have replied.',
    },
  ),
  heading('The policy, if you create the key with a template'),
  paragraph('This is a whole policy for the new key. Please do not use it for an existing key.'),
  verbatim(policyOfNewKey(subject)),
];

/** The type as DescribeKey gives it; null where it never described the key. */
type Detail = { keySpec: string | null; keyUsage: string | null };

const typeOf = (facts: KeyFacts | null): Detail => ({
  keySpec: facts?.keySpec ?? null,
  keyUsage: facts?.keyUsage ?? null,
});

/** Whether DescribeKey itself names another type. A refusal alone may have another reason. */
const namesOtherType = ({ keySpec, keyUsage }: Detail): boolean =>
  (keySpec !== null && keySpec !== 'SYMMETRIC_DEFAULT') || (keyUsage !== null && keyUsage !== 'ENCRYPT_DECRYPT');

/** Only AWS's own form of these values is repeated. */
const typeWords = ({ keySpec, keyUsage }: Detail): string =>
  [keySpec, keyUsage].filter((one) => one !== null && /^[A-Z0-9_]{1,40}$/.test(one)).join(', ');

export const wrongKeyType = defineFinding<Detail>()({
  code: 'wrong_key_type',
  family: 'key',
  status: 'unusable',
  traits: {},
  confidenceIfNotKept: 'one_of_several',
  // "Wrong key usage" beside a symmetric key for encryption and decryption contradicts itself, so it settles nothing.
  rule: (circumstances) => {
    const { report, record } = circumstances;
    const seen = report.facts.seen ? report.facts.value : record.facts;
    const inReport = report.facts.seen && isOtherType(report.facts.value);
    if (!inReport && !isInState(circumstances, [], ['wrong_key_type'])) return null;
    return conclude(inReport ? 'certain' : seen === null ? 'likely' : 'one_of_several', typeOf(seen));
  },
  fromRecord: ({ facts }) => typeOf(facts),
  word: 'wrong key type',
  advice: {
    acts: (confidence): Acts => (confidence === 'one_of_several' ? 'one_of_several' : 'customer'),
    headline: (detail, _, confidence) =>
      confidence === 'one_of_several'
        ? 'KMS refuses a call as if the key were of the wrong type.'
        : `The key is${confidence === 'certain' ? '' : ' most likely'} of the wrong type${namesOtherType(detail) ? ` (${typeWords(detail)})` : ''}.`,
    cause: (detail, _, confidence) =>
      confidence === 'one_of_several'
        ? `AWS answered InvalidKeyUsageException, but DescribeKey shows ${typeWords(detail) || 'no other type'}, which is not the wrong type. We can’t tell the cause from that.`
        : 'Only a symmetric key for encryption and decryption can protect backups. A key’s type cannot be changed.',
    settles: () => 'The owner’s own describe-key: KeySpec and KeyUsage.',
    steps: (_, __, confidence) =>
      confidence === 'one_of_several'
        ? [
            sendReply('It asks for the owner’s describe-key.'),
            { text: 'Compare its KeySpec and KeyUsage with AWS’s message under Permissions.' },
            { text: 'Do not ask for a new key before the type is settled.' },
            CHECK_AGAIN,
          ]
        : confidence === 'certain'
          ? [sendReply('It asks for a new symmetric key (Encrypt and decrypt) and its ARN.')]
          : [
              sendReply('It asks for the owner’s describe-key.'),
              { text: 'If it shows another type: ask for a new symmetric key (Encrypt and decrypt) and its ARN.' },
            ],
    reference: `${KMS_GUIDE}/create-keys.html`,
  },
  text: {
    kind: 'ask',
    asksForNewKey: ({ confidence }) => confidence === 'certain',
    subject: ({ confidence }) =>
      confidence === 'certain' ? 'is of a type that our service cannot use' : 'cannot be used by our service',
    lead: ({ confidence }) =>
      confidence === 'certain'
        ? 'Please create a new symmetric key for encryption and decryption, and send us its ARN.'
        : 'Please check the type of this key with the command below, and send us the whole output.',
    parts: (context) => {
      const { subject, detail, confidence } = context;
      if (confidence === 'certain')
        return [
          paragraph(
            `${stateSeen(context, `another type for this key${namesOtherType(detail) ? ` (${typeWords(detail)})` : ''}`)} Our service needs a symmetric key for encryption and decryption, and AWS does not let the type of a key be changed.`,
          ),
          ...affectedPart(context),
          ...newKeyParts(subject),
        ];
      return [
        paragraph(
          `AWS refused a call of ours as if this key were of another type than symmetric, for encryption and decryption.${confidence === 'one_of_several' ? ' But its description names that type, so we cannot tell the cause yet. Please do not replace the key for this.' : ''}`,
        ),
        ...affectedPart(context),
        WHAT_TO_DO,
        steps({
          text: `Run this in your account ${subject.awsAccountId} and send us the whole output. KeySpec should be SYMMETRIC_DEFAULT and KeyUsage ENCRYPT_DECRYPT.`,
          verbatim: kmsCommand('describe-key', subject),
        }),
      ];
    },
    also: ({ confidence }) =>
      confidence === 'certain'
        ? 'The key is not a symmetric key for encryption and decryption, so our service cannot use it. Please create one and send us its ARN.'
        : 'AWS refused a call as if this key were of the wrong type. Please send us the output of aws kms describe-key for it.',
  },
});

const isOtherType = ({ keySpec, keyUsage }: KeyFacts): boolean =>
  keySpec !== 'SYMMETRIC_DEFAULT' || keyUsage !== 'ENCRYPT_DECRYPT';

export const awsManagedKey = defineFinding<NoDetail>()({
  code: 'aws_managed_key',
  family: 'key',
  status: 'unusable',
  traits: {},
  confidenceIfNotKept: 'certain',
  rule: ({ report }) => (report.facts.seen && report.facts.value.keyManager === 'AWS' ? conclude('certain', {}) : null),
  fromRecord: nothingKnown,
  word: 'AWS managed key',
  advice: {
    acts: 'customer',
    headline: () => 'This key is managed by AWS.',
    cause: () =>
      'The policy of an AWS managed key cannot be changed, so it can never give our account access to the key.',
    steps: () => [sendReply('It asks for a customer managed key and its ARN.')],
    reference: `${KMS_GUIDE}/concepts.html`,
  },
  text: {
    kind: 'ask',
    asksForNewKey: () => true,
    subject: () => 'is managed by AWS, so our service cannot use it',
    lead: () => 'Please create a customer managed key and send us its ARN.',
    parts: (context) => [
      paragraph(
        `${stateSeen(context, 'this key as managed by AWS')} The policy of such a key cannot be changed, so it can never let another account use it.`,
      ),
      ...affectedPart(context),
      ...newKeyParts(context.subject),
    ],
    also: () =>
      'The key is managed by AWS, so our service can never use it. Please create a customer managed key and send us its ARN.',
  },
});
