import { deletionDenial, type PendingSeen } from '#lib/core/finding/access/deletion-denial.ts';
import { denialDetail, storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { anyReason, judgedLines } from '#lib/core/finding/access/denial-advice.ts';
import { evidenceParts, policyParts, sideWords } from '#lib/core/finding/access/denial-text.ts';
import {
  ASK_INTENT,
  CHECK_AGAIN,
  DELETING,
  enableStep,
  notBefore,
  passedWords,
  undoStep,
  vendorRoot,
} from '#lib/core/finding/advice-words.ts';
import { lossOf } from '#lib/core/finding/earliest-loss.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import {
  cancelSteps,
  DELETION_LEAD,
  deletionAnswers,
  deletionDateWords,
  ONLY_IF_PENDING,
  shownDeletionAt,
} from '#lib/core/finding/key/deletion-text.ts';
import { affectedPart } from '#lib/core/finding/situation-words.ts';
import { at, type TextContext } from '#lib/core/finding/text-rule.ts';
import { customerSideDenials } from '#lib/core/probe/denials.ts';
import { heading, paragraph, type Part } from '#lib/core/text/blocks.ts';
import { kmsCommand } from '#lib/core/text/commands.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

type Detail = DenialDetail & PendingSeen;

/**
 * The date that everything shows: the earliest possible loss, because the deletion may have been rescheduled while we
 * can't see the key (H13), or what the owner told us where that is earlier. Else the date that was seen.
 */
const dateOf = ({ saidBy, deletionAt }: PendingSeen, loss: Date | null): Date | null => {
  if (loss === null || deletionAt === null) return loss ?? deletionAt;
  return saidBy === 'owner' && deletionAt < loss ? deletionAt : loss;
};

/** The same date as on the page and in the list (H27). Null where an earlier one, of key material, comes first. */
const shownDate = (context: TextContext<Detail>): Date | null =>
  context.situation.materialExpiresAt === null
    ? shownDeletionAt(context, dateOf(context.detail, context.detail.loss?.at ?? null))
    : null;

/**
 * The date that AWS gave when the key was last seen, where it isn't the one that everything shows. The customer sees it in
 * their console, so a text that named only the other one would not be believed.
 */
function laterDate(context: TextContext<Detail>): Date | null {
  const { deletionAt } = context.detail;
  const date = shownDate(context);
  return deletionAt !== null && date !== null && deletionAt > date ? deletionAt : null;
}

function dateWords(context: TextContext<Detail>): string {
  const date = shownDate(context);
  if (date !== null && laterDate(context) !== null)
    return `We cannot see whether that date has changed, so please act ${date > context.now ? 'before the earliest possible date' : 'at once'}: ${deletionDateWords(date, context)} The output of the command below shows the date itself.`;
  if (context.situation.materialExpiresAt !== null)
    return 'An earlier date is under "Also about this key" below, so please begin with that.';
  return date === null
    ? deletionDateWords(null, context)
    : `A deletion can be rescheduled meanwhile, so this is the earliest possible date: ${deletionDateWords(date, context)} The output of the command below shows the date itself.`;
}

/** Who saw the deletion, and when: our own observation, or the owner's word (H6). */
function seenWords(context: TextContext<Detail>): string {
  const { saidBy, asOf } = context.detail;
  const later = laterDate(context);
  if (saidBy === 'owner')
    return `You told us${asOf === null ? '' : `, as of ${at(asOf, context)},`} that the key is scheduled for deletion${later === null ? '' : `, not before ${at(later, context)}`}.`;
  if (later !== null)
    return `When we last saw the key${asOf === null ? '' : `, on ${at(asOf, context)},`} AWS reported the deletion for not before ${at(later, context)}.`;
  return `When we last saw the key${asOf === null ? '' : `, on ${at(asOf, context)},`} it was scheduled for deletion.`;
}

const scheduledParts = (context: TextContext<Detail>): readonly Part[] => {
  const { subject, situation } = context;
  const date = shownDate(context);
  return [
    paragraph(
      `${seenWords(context)} AWS denies our account access to the key, so we cannot see its state ourselves. ${dateWords(context)}`,
    ),
    paragraph(sideWords({ ...context, confidence: 'one_of_several' })),
    ...affectedPart(context),
    ...deletionAnswers(date, context, [
      {
        text: `Check the state of the key in your account ${subject.awsAccountId}, and send us the whole output of this command.`,
        verbatim: kmsCommand('describe-key', subject),
      },
      ...cancelSteps(context, ONLY_IF_PENDING),
      ...(situation.inRegionIncident
        ? []
        : [{ text: 'Once the key is enabled, check its policy as described below.' }]),
    ]),
    // While many customers are denied together, nobody is asked about their policy (H25).
    ...(situation.inRegionIncident
      ? []
      : [heading('Once the key is enabled, for answers 1 and 2'), ...policyParts(context, 'all')]),
    ...evidenceParts(context),
  ];
};

export const deniedWhilePendingDeletion = defineFinding<Detail>()({
  code: 'denied_while_pending_deletion',
  family: 'access',
  status: 'unusable',
  traits: { endsWhenDescribed: true },
  confidenceIfNotKept: 'one_of_several',
  rule: (circumstances) => {
    const found = deletionDenial(circumstances);
    return found?.kind === 'denied_while_pending' && found.pending !== null
      ? conclude('one_of_several', {
          ...denialDetail(circumstances, customerSideDenials(circumstances.report)),
          ...found.pending,
        })
      : null;
  },
  fromRecord: (record, now) => ({
    ...storedDenial(record, now),
    deletionAt: record.facts?.deletionAt ?? null,
    pendingDeletionWindowDays: record.facts?.pendingDeletionWindowDays ?? null,
    saidBy: 'us',
    asOf: record.check.lastDescribedAt,
  }),
  deadline: (detail, record, now) => dateOf(detail, lossOf(record, now)?.at ?? null),
  word: 'denied, deletion pending',
  advice: {
    acts: 'customer',
    headline: (detail, { now }) =>
      `AWS denies us the key while its deletion is pending${passedWords(dateOf(detail, detail.loss?.at ?? null), now)}.`,
    cause: (detail, subject) => {
      const date = dateOf(detail, detail.loss?.at ?? null);
      const seen =
        detail.saidBy === 'owner'
          ? `The customer told us${detail.asOf === null ? '' : `, as of ${instantWords(detail.asOf, subject.timeZone)},`} that its deletion is scheduled`
          : 'When we last saw it, its deletion was scheduled';
      const when = date === null ? '. We know no date' : `. The earliest possible date: ${notBefore(date, subject)}`;
      return `We cannot see the key. ${seen}${when}. ${anyReason(subject, 'one_of_several')}`;
    },
    // The cause gives the date, so the lines repeat none.
    because: (detail, subject) =>
      judgedLines({ ...detail, loss: detail.loss?.at ? null : detail.loss }, subject, 'one_of_several'),
    settles: ({ saidBy, ownerSaid }) =>
      saidBy === 'owner' || ownerSaid !== null
        ? 'A check that AWS allows, or a newer describe-key of the owner.'
        : 'The owner’s own describe-key.',
    steps: (_, subject) => [
      ASK_INTENT,
      undoStep('cancel the deletion first. That can’t wait.', kmsCommand('cancel-key-deletion', subject)),
      enableStep(subject),
      { text: `Once the key is enabled: check that the key policy still allows ${vendorRoot(subject)}.` },
      CHECK_AGAIN,
    ],
    reference: DELETING,
  },
  text: {
    kind: 'ask',
    deletion: true,
    subject: (context) => {
      const { detail, now } = context;
      const date = shownDate(context);
      const when = date !== null && date > now ? `, not before ${instantWords(date)}` : '';
      return detail.saidBy === 'owner'
        ? `is scheduled for deletion, as you told us${when}`
        : `may be deleted${when}: our account can no longer see it`;
    },
    lead: () => DELETION_LEAD,
    parts: scheduledParts,
    also: (context) => {
      return `${seenWords(context)} ${dateWords(context)} Please check now whether that is intended, and write to us.`;
    },
  },
});
