import { KMS_GUIDE } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding, nothingKnown, type NoDetail } from '#lib/core/finding/finding-record.ts';
import { isInState, WHAT_TO_DO } from '#lib/core/finding/key/key-state.ts';
import { heading, paragraph, steps, verbatim, type Part } from '#lib/core/text/blocks.ts';
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
    { text: 'Send us the ARN of the new key. Leave the present key as it is until we have replied.' },
  ),
  heading('The policy, if you create the key with a template'),
  paragraph('This is a whole policy for the new key. Please do not use it for an existing key.'),
  verbatim(policyOfNewKey(subject)),
];

export const wrongKeyType = defineFinding<NoDetail>()({
  code: 'wrong_key_type',
  family: 'key',
  status: 'unusable',
  traits: {},
  confidenceIfNotKept: 'certain',
  rule: ({ report }) => {
    const facts = report.facts.seen ? report.facts.value : null;
    const ofOtherType =
      facts !== null && (facts.keySpec !== 'SYMMETRIC_DEFAULT' || facts.keyUsage !== 'ENCRYPT_DECRYPT');
    return ofOtherType || isInState(report, [], ['wrong_key_type']) ? conclude('certain', {}) : null;
  },
  fromRecord: nothingKnown,
  word: 'wrong key type',
  advice: {
    acts: 'customer',
    headline: () => 'The key is of the wrong type.',
    cause: () =>
      'Only a symmetric key for encryption and decryption can protect backups. A key’s type cannot be changed.',
    steps: () => [
      { text: 'Ask the customer to create a new symmetric key (Encrypt and decrypt) and to send its ARN.' },
    ],
    reference: `${KMS_GUIDE}/create-keys.html`,
  },
  text: {
    kind: 'ask',
    asked: 'dry_runs',
    subject: 'is of a type that our service cannot use',
    lead: () => 'Please create a new symmetric key for encryption and decryption, and send us its ARN.',
    parts: ({ subject }) => [
      paragraph('This key is of another type, and AWS does not let the type of a key be changed.'),
      ...newKeyParts(subject),
    ],
    also: () => 'The key is not a symmetric key for encryption and decryption.',
  },
});

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
    steps: () => [{ text: 'Ask the customer to create a customer managed key and to send its ARN.' }],
    reference: `${KMS_GUIDE}/concepts.html`,
  },
  text: {
    kind: 'ask',
    asked: 'dry_runs',
    subject: 'is managed by AWS',
    lead: () => 'Please create a customer managed key and send us its ARN.',
    parts: ({ subject }) => [
      paragraph(
        'This key is managed by AWS. Its policy cannot be changed, so it can never let another account use it.',
      ),
      ...newKeyParts(subject),
    ],
    also: () => 'The key is managed by AWS.',
  },
});
