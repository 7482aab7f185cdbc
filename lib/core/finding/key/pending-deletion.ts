import {
  ASK_INTENT,
  CHECK_AGAIN,
  DELETING,
  enableStep,
  notBefore,
  passedWords,
} from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import {
  DELETION_LEAD,
  deletionDateWords,
  deletionParts,
  replicaDeletionWords,
} from '#lib/core/finding/key/deletion-text.ts';
import { isInState } from '#lib/core/finding/key/key-state.ts';
import { kmsCommand } from '#lib/core/text/commands.ts';

export type DeletionDetail = { deletionAt: Date | null; pendingDeletionWindowDays: number | null };

export const pendingDeletion = defineFinding<DeletionDetail>()({
  code: 'pending_deletion',
  family: 'key',
  status: 'unusable',
  traits: { endsWhenDescribed: true },
  confidenceIfNotKept: 'certain',
  rule: ({ report, record }) => {
    if (!isInState(report, ['PendingDeletion'], ['pending_deletion'])) return null;
    const facts = report.facts.seen ? report.facts.value : null;
    return conclude('certain', {
      deletionAt: facts?.deletionAt ?? null,
      pendingDeletionWindowDays: (facts ?? record.facts)?.pendingDeletionWindowDays ?? null,
    });
  },
  fromRecord: ({ facts }) => ({
    deletionAt: facts?.deletionAt ?? null,
    pendingDeletionWindowDays: facts?.pendingDeletionWindowDays ?? null,
  }),
  countsDownTo: ({ facts }) => facts?.deletionAt ?? null,
  word: 'deletion scheduled',
  advice: {
    acts: 'customer',
    headline: ({ deletionAt }, { now }) =>
      `Deletion scheduled${passedWords(deletionAt, now)}. The key is already unusable.`,
    cause: ({ deletionAt }, subject) =>
      deletionAt
        ? `AWS deletes the key ${notBefore(deletionAt, subject)}. After that, nothing encrypted with it can ever be read. Only the customer can cancel the deletion.`
        : 'AWS did not give the date. Only the customer can cancel the deletion.',
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
  text: {
    kind: 'ask',
    asked: 'describe_only',
    subject: 'is scheduled for deletion',
    lead: () => DELETION_LEAD,
    parts: (context) => deletionParts(deletionDateWords(context.detail, context), context),
    also: () => 'The key is scheduled for deletion.',
  },
});

export const pendingReplicaDeletion = defineFinding<{ pendingDeletionWindowDays: number | null }>()({
  code: 'pending_replica_deletion',
  family: 'key',
  status: 'unusable',
  traits: { endsWhenDescribed: true },
  confidenceIfNotKept: 'certain',
  rule: ({ report }) =>
    report.facts.seen && report.facts.value.keyState === 'PendingReplicaDeletion'
      ? conclude('certain', { pendingDeletionWindowDays: report.facts.value.pendingDeletionWindowDays })
      : null,
  fromRecord: ({ facts }) => ({ pendingDeletionWindowDays: facts?.pendingDeletionWindowDays ?? null }),
  word: 'deletion waits for replicas',
  advice: {
    acts: 'customer',
    headline: () => 'Deletion scheduled; it waits for the key’s replicas. The key is already unusable.',
    cause: ({ pendingDeletionWindowDays }) =>
      `There is no date yet. ${
        pendingDeletionWindowDays
          ? `The waiting period of ${pendingDeletionWindowDays} days begins`
          : 'The waiting period begins'
      } when the last replica is deleted.`,
    steps: (_, subject) => [
      ASK_INTENT,
      { text: 'Cancel the deletion of this key.', command: kmsCommand('cancel-key-deletion', subject) },
      enableStep(subject),
      CHECK_AGAIN,
    ],
    reference: DELETING,
  },
  text: {
    kind: 'ask',
    asked: 'describe_only',
    subject: 'is scheduled for deletion',
    lead: () => DELETION_LEAD,
    parts: (context) => deletionParts(replicaDeletionWords(context.detail.pendingDeletionWindowDays), context),
    also: () => 'The key is scheduled for deletion and waits for its replicas.',
  },
});
