import {
  ASK_INTENT,
  CHECK_AGAIN,
  DELETING,
  enableStep,
  notBefore,
  passedWords,
  undoStep,
} from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import {
  DELETION_LEAD,
  deletionDateWords,
  deletionParts,
  deletionSubject,
  replicaDeletionWords,
  shownDeletionAt,
} from '#lib/core/finding/key/deletion-text.ts';
import { isInState } from '#lib/core/finding/key/key-state.ts';
import { stateSeen } from '#lib/core/finding/situation-words.ts';
import { kmsCommand } from '#lib/core/text/commands.ts';

const SCHEDULED = 'the key as scheduled for deletion';
const WAITING = 'the key as scheduled for deletion once its replicas are deleted';

export type DeletionDetail = { deletionAt: Date | null; pendingDeletionWindowDays: number | null };

export const pendingDeletion = defineFinding<DeletionDetail>()({
  code: 'pending_deletion',
  family: 'key',
  status: 'unusable',
  traits: { endsWhenDescribed: true },
  confidenceIfNotKept: 'certain',
  rule: (circumstances) => {
    const { report, record } = circumstances;
    if (!isInState(circumstances, ['PendingDeletion'], ['pending_deletion'])) return null;
    const facts = report.facts.seen ? report.facts.value : null;
    return conclude('certain', {
      deletionAt: (facts ?? record.facts)?.deletionAt ?? null,
      pendingDeletionWindowDays: (facts ?? record.facts)?.pendingDeletionWindowDays ?? null,
    });
  },
  fromRecord: ({ facts }) => ({
    deletionAt: facts?.deletionAt ?? null,
    pendingDeletionWindowDays: facts?.pendingDeletionWindowDays ?? null,
  }),
  deadline: ({ deletionAt }) => deletionAt,
  word: 'deletion scheduled',
  advice: {
    acts: 'customer',
    headline: ({ deletionAt }, { now }) =>
      `Deletion is scheduled${passedWords(deletionAt, now)}, and AWS already refuses every use.`,
    cause: ({ deletionAt }, subject) =>
      deletionAt
        ? `AWS deletes the key ${notBefore(deletionAt, subject)}. After that, nothing encrypted with it can ever be read. Only the customer can cancel the deletion.`
        : 'AWS did not give the date. Only the customer can cancel the deletion.',
    steps: (_, subject) => [
      ASK_INTENT,
      undoStep('cancel the deletion, as an administrator of the key.', kmsCommand('cancel-key-deletion', subject)),
      enableStep(subject),
      CHECK_AGAIN,
    ],
    reference: DELETING,
  },
  text: {
    kind: 'ask',
    deletion: true,
    subject: (context) => deletionSubject(shownDeletionAt(context, context.detail.deletionAt), context.now),
    lead: () => DELETION_LEAD,
    parts: (context) => {
      const deletionAt = shownDeletionAt(context, context.detail.deletionAt);
      return deletionParts(stateSeen(context, SCHEDULED), deletionDateWords(deletionAt, context), deletionAt, context);
    },
    also: (context) =>
      `${stateSeen(context, SCHEDULED)} ${deletionDateWords(shownDeletionAt(context, context.detail.deletionAt), context)} Please check now whether that is intended, and write to us.`,
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
    headline: () => 'Deletion is scheduled and waits for the key’s replicas, and AWS already refuses every use.',
    cause: ({ pendingDeletionWindowDays }) =>
      `AWS sets the date when the last replica is deleted: ${
        pendingDeletionWindowDays
          ? `the waiting period of ${pendingDeletionWindowDays} days begins then`
          : 'the waiting period begins then'
      }.`,
    steps: (_, subject) => [
      ASK_INTENT,
      undoStep('cancel the deletion of this key.', kmsCommand('cancel-key-deletion', subject)),
      enableStep(subject),
      CHECK_AGAIN,
    ],
    reference: DELETING,
  },
  text: {
    kind: 'ask',
    deletion: true,
    subject: () => 'is scheduled for deletion once its replicas are deleted',
    lead: () => DELETION_LEAD,
    parts: (context) =>
      deletionParts(
        stateSeen(context, WAITING),
        replicaDeletionWords(context.detail.pendingDeletionWindowDays),
        null,
        context,
      ),
    also: (context) => `${stateSeen(context, WAITING)} Please check now whether that is intended, and write to us.`,
  },
});
