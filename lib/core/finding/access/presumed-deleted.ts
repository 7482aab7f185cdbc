import { deletionDenial, type PendingSeen } from '#lib/core/finding/access/deletion-denial.ts';
import { denialDetail, storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { ownSideLines, suppliedLines } from '#lib/core/finding/access/denial-advice.ts';
import { evidenceParts } from '#lib/core/finding/access/denial-text.ts';
import { ASK_INTENT, DELETING, notBefore } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import {
  AFTER_DELETION,
  AS_LONG_AS_IT_EXISTS,
  ASK_SUPPORT,
  cancelSteps,
  ONLY_IF_PENDING,
} from '#lib/core/finding/key/deletion-text.ts';
import { affectedPart } from '#lib/core/finding/situation-words.ts';
import { at, type TextContext } from '#lib/core/finding/text-rule.ts';
import { threeAnswers, WHAT_TO_DO } from '#lib/core/finding/three-answers.ts';
import { customerSideDenials } from '#lib/core/probe/denials.ts';
import { paragraph, steps, type Part } from '#lib/core/text/blocks.ts';
import { kmsCommand } from '#lib/core/text/commands.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** With the deletion that was seen before; null where none was, and only the owner finds no key. */
type Detail = DenialDetail & { deletionAt: Date | null; pending: PendingSeen | null };

/** Who saw the deletion, when, and its date: our own observation, or the owner's word (H6). */
function seenParts(context: TextContext<Detail>): readonly Part[] {
  const { deletionAt, pending, ownerSaid } = context.detail;
  const when = pending?.asOf ? `, ${pending.saidBy === 'owner' ? 'as of' : 'on'} ${at(pending.asOf, context)},` : '';
  const who =
    pending?.saidBy === 'owner' ? `You told us${when} that the key was` : `When we last saw the key${when} it was`;
  // An owner may report a deleted key although we never saw a deletion.
  const scheduled =
    deletionAt === null
      ? ''
      : `${who} scheduled for deletion, not before ${at(deletionAt, context)}; AWS may take up to 24 hours longer. `;
  const owner =
    ownerSaid === null || (pending?.saidBy === 'owner' && ownerSaid.exists)
      ? []
      : [
          paragraph(
            ownerSaid.exists
              ? `You told us, as of ${at(ownerSaid.asOf, context)}, that the key is there.`
              : `You told us, as of ${at(ownerSaid.asOf, context)}, that AWS finds no such key in your account. If that is final, data that only this key can decrypt is unrecoverable.`,
          ),
        ];
  return [
    paragraph(
      `${scheduled}AWS now answers us as it does for a key that does not exist. A changed key policy looks the same from our account, so only you can tell which it is.`,
    ),
    ...owner,
  ];
}

/** Whether data is lost, as far as it is known. Of a key that is pending setup there is none. */
function lostOrNot({ situation, detail }: TextContext<Detail>): string {
  if (situation.pendingSetup) return '';
  return detail.ownerSaid?.exists === false
    ? ' You told us that AWS finds no such key. If that is final, data that only this key can decrypt can no longer be read by anybody.'
    : ' Whether data is lost is not known yet, and the output tells: if AWS shows you the key, none is lost so far. If AWS has deleted it, data that only this key can decrypt can no longer be read by anybody.';
}

/** Only the owner's own describe-key can say that a key is gone (H13). */
function presumedParts(context: TextContext<Detail>): readonly Part[] {
  const { subject, detail } = context;
  const ask = {
    text: `Run this in your account ${subject.awsAccountId} and send us the whole output.`,
    verbatim: kmsCommand('describe-key', subject),
  };
  const affected = [...seenParts(context), ...affectedPart(context)];
  if (detail.ownerSaid?.exists === false)
    return [
      ...affected,
      WHAT_TO_DO,
      steps(
        ask,
        {
          text: 'Compare the ARN with your records, and ask AWS Support about this key, before anything else is changed or deleted.',
        },
        {
          text: `If another key replaces this one, send us its ARN.${context.situation.pendingSetup ? '' : ' Backups that exist still need this key.'}`,
        },
      ),
    ];
  return [
    ...affected,
    ...threeAnswers(context, {
      what: 'the deletion',
      find: { event: 'ScheduleKeyDeletion' },
      stopped: 'all',
      mistake: [
        steps(
          ask,
          ...cancelSteps(context, ONLY_IF_PENDING),
          { text: 'If it shows Enabled, the key is still there: tell us, and we check the policy together.' },
          ASK_SUPPORT,
        ),
      ],
      until: AS_LONG_AS_IT_EXISTS,
      data: AFTER_DELETION,
      purpose: 'final',
    }),
  ];
}

export const presumedDeleted = defineFinding<Detail>()({
  code: 'presumed_deleted',
  family: 'access',
  status: 'unusable',
  traits: { endsWhenDescribed: true },
  confidenceIfNotKept: 'likely',
  rule: (circumstances) => {
    const found = deletionDenial(circumstances);
    return found?.kind === 'presumed_deleted'
      ? conclude('likely', {
          ...denialDetail(circumstances, customerSideDenials(circumstances.report)),
          deletionAt: found.pending?.deletionAt ?? null,
          pending: found.pending,
        })
      : null;
  },
  fromRecord: (record, now) => ({
    ...storedDenial(record, now),
    deletionAt: record.facts?.deletionAt ?? null,
    pending: null,
  }),
  word: 'presumed deleted',
  advice: {
    acts: 'customer',
    headline: ({ deletionAt }, subject) =>
      `Presumed deleted${deletionAt ? `: deletion was scheduled for ${notBefore(deletionAt, subject)}` : ''}.`,
    cause: ({ deletionAt, ownerSaid, pending }, { timeZone }) => {
      const told = pending?.asOf ? `, as of ${instantWords(pending.asOf, timeZone)},` : '';
      const scheduled =
        pending?.saidBy === 'owner'
          ? `The customer told us${told} that a deletion was scheduled; its date has passed, and`
          : 'Deletion was scheduled, its date has passed, and';
      const fact = deletionAt
        ? `${scheduled} KMS now answers as for a key that does not exist. A policy change looks the same.`
        : 'KMS answers as for a key that does not exist.';
      return ownerSaid?.exists === false
        ? `${fact} The customer told us, as of ${instantWords(ownerSaid.asOf, timeZone)}, that AWS finds no such key: if that is final, what was encrypted with it is unrecoverable.`
        : `${fact} Until the owner has checked, do not call the data lost.`;
    },
    because: (detail, { timeZone }) => [...ownSideLines(detail), ...suppliedLines(detail, timeZone)],
    settles: ({ ownerSaid }) =>
      ownerSaid?.exists === false ? 'What AWS Support tells the owner about the key.' : 'The owner’s own describe-key.',
    steps: ({ ownerSaid }, subject) => [
      ASK_INTENT,
      ...(ownerSaid?.exists === false
        ? []
        : [
            {
              text: 'Add their output of this command under Evidence, today.',
              command: kmsCommand('describe-key', subject),
            },
          ]),
      { text: 'Pause every job that would overwrite or expire data that this key protects.' },
    ],
    reference: DELETING,
  },
  text: {
    kind: 'ask',
    deletion: true,
    subject: () => 'may have been deleted: our account can no longer see it',
    lead: (context) =>
      `Please run the command below in your account today and send us its output: we can no longer see this key.${lostOrNot(context)}`,
    parts: (context) => [...presumedParts(context), ...evidenceParts(context)],
    also: () =>
      'We can no longer see this key, and it may have been deleted. Please send us the output of aws kms describe-key for it today.',
  },
});
