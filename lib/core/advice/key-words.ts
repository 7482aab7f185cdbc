import { durationWords, instantWords } from '#lib/core/time-words.ts';
import {
  ASK_INTENT,
  CHECK_AGAIN,
  DELETING,
  enableStep,
  KEY_STATES,
  KMS_GUIDE,
  kmsCommand,
  notBefore,
  passedWords,
  type Words,
} from './words.ts';

/** What is wrong with the key itself: AWS says so, and only its owner can mend it. */
export const KEY_WORDS = {
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
    settles: () => 'The next check.',
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
    settles: () => 'AWS’s documentation of this state; tell the people who build Keydesk.',
    reference: KEY_STATES,
  },
} as const satisfies Record<string, Words>;
