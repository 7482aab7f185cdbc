import { deletionDenial } from '#lib/core/finding/access/deletion-denial.ts';
import { denialDetail, storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { anyReason, judgedLines } from '#lib/core/finding/access/denial-advice.ts';
import { policyParts, sideWords } from '#lib/core/finding/access/denial-text.ts';
import {
  ASK_INTENT,
  CHECK_AGAIN,
  DELETING,
  enableStep,
  notBefore,
  passedWords,
  vendorRoot,
} from '#lib/core/finding/advice-words.ts';
import { lossOf } from '#lib/core/finding/earliest-loss.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { cancelSteps, DELETION_LEAD, deletionDateWords } from '#lib/core/finding/key/deletion-text.ts';
import { WHAT_TO_DO } from '#lib/core/finding/key/key-state.ts';
import { at } from '#lib/core/finding/text-rule.ts';
import { customerSideDenials } from '#lib/core/probe/denials.ts';
import { paragraph, steps } from '#lib/core/text/blocks.ts';
import { kmsCommand } from '#lib/core/text/commands.ts';

type Detail = DenialDetail & { deletionAt: Date | null; pendingDeletionWindowDays: number | null };

export const deniedWhilePendingDeletion = defineFinding<Detail>()({
  code: 'denied_while_pending_deletion',
  family: 'access',
  status: 'unusable',
  traits: { endsWhenDescribed: true },
  confidenceIfNotKept: 'one_of_several',
  rule: (circumstances) => {
    const found = deletionDenial(circumstances);
    return found?.kind === 'denied_while_pending'
      ? conclude('one_of_several', {
          ...denialDetail(circumstances, customerSideDenials(circumstances.report)),
          deletionAt: found.deletionAt,
          pendingDeletionWindowDays: circumstances.record.facts?.pendingDeletionWindowDays ?? null,
        })
      : null;
  },
  fromRecord: (record, now) => ({
    ...storedDenial(record, now),
    deletionAt: record.facts?.deletionAt ?? null,
    pendingDeletionWindowDays: record.facts?.pendingDeletionWindowDays ?? null,
  }),
  // The stored date may have changed since we lost access, so the earliest possible loss counts.
  countsDownTo: (record, now) => lossOf(record, now)?.at ?? null,
  word: 'denied, deletion pending',
  advice: {
    acts: 'customer',
    headline: ({ deletionAt }, { now }) => `Denied while deletion is pending${passedWords(deletionAt, now)}.`,
    cause: ({ deletionAt }, subject) =>
      `We can no longer see the key. When we last saw it, its deletion was scheduled${deletionAt ? `, ${notBefore(deletionAt, subject)}` : ', without a date yet'}. ${anyReason(subject, 'one_of_several')}`,
    because: (detail, subject) => judgedLines(detail, subject, 'one_of_several'),
    settles: () => 'The owner’s own describe-key.',
    steps: (_, subject) => [
      ASK_INTENT,
      { text: 'Cancel the deletion first. That can’t wait.', command: kmsCommand('cancel-key-deletion', subject) },
      enableStep(subject),
      { text: `Then change the key policy so that it allows ${vendorRoot(subject)} again.` },
      CHECK_AGAIN,
    ],
    reference: DELETING,
  },
  text: {
    kind: 'ask',
    asked: 'dry_runs',
    subject: 'was scheduled for deletion when we last saw it',
    lead: () => DELETION_LEAD,
    parts: (context) => {
      const { detail, subject } = context;
      const seen = detail.loss === null ? '' : `, ${at(detail.loss.describedAt, context)},`;
      return [
        paragraph(
          `When we last saw the key${seen} it was scheduled for deletion. Since then, AWS has denied our account access to the key, so we cannot see whether it still is. ${deletionDateWords(detail, context, detail.loss?.at ?? null)}`,
        ),
        paragraph(sideWords({ ...context, confidence: 'one_of_several' })),
        WHAT_TO_DO,
        steps(
          {
            text: `Check the state of the key in your account ${subject.awsAccountId}, and send us the whole output of this command.`,
            verbatim: kmsCommand('describe-key', subject),
          },
          {
            text: `If it shows PendingDeletion, check whether that is intended. If it is, change nothing and ${subject.replyTo}.`,
          },
          ...cancelSteps(context),
          { text: 'When the key is enabled, check its policy as described below.' },
        ),
        ...policyParts(context, 'all'),
      ];
    },
    also: () => 'The key was scheduled for deletion when we last saw it.',
  },
});
