import { deletionDenial } from '#lib/core/finding/access/deletion-denial.ts';
import { denialDetail, storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { ownSideLines, suppliedLines } from '#lib/core/finding/access/denial-advice.ts';
import { evidenceParts } from '#lib/core/finding/access/denial-text.ts';
import { DELETING } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { cancelSteps } from '#lib/core/finding/key/deletion-text.ts';
import { WHAT_TO_DO } from '#lib/core/finding/key/key-state.ts';
import { at, type TextContext } from '#lib/core/finding/text-rule.ts';
import { customerSideDenials } from '#lib/core/probe/denials.ts';
import { paragraph, steps, type Part } from '#lib/core/text/blocks.ts';
import { kmsCommand } from '#lib/core/text/commands.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

type Detail = DenialDetail & { deletionAt: Date | null };

/** Only the owner's own describe-key can say that a key is gone (H13). */
function presumedParts(context: TextContext<Detail>): readonly Part[] {
  const { deletionAt, ownerSaid } = context.detail;
  // An owner may report a deleted key although we never saw a deletion.
  const seen = deletionAt
    ? `When we last saw the key it was scheduled for deletion, not before ${at(deletionAt, context)} and up to 24 hours later. Since then AWS`
    : 'AWS';
  const facts = paragraph(
    `${seen} answers us as it does for a key that does not exist. A changed key policy looks the same from our account, so only you can tell which it is.`,
  );
  const ask = {
    text: `Run this in your account ${context.subject.awsAccountId} and send us the whole output.`,
    verbatim: kmsCommand('describe-key', context.subject),
  };
  if (ownerSaid?.exists === false)
    return [
      facts,
      paragraph(
        `Your own describe-key of ${at(ownerSaid.asOf, context)} says that the key does not exist. If that is final, data that only this key can decrypt is unrecoverable.`,
      ),
      WHAT_TO_DO,
      steps(ask, {
        text: 'Compare the ARN with your records, and ask AWS Support about this key, before anything else is changed or deleted.',
      }),
    ];
  const found =
    ownerSaid?.exists === true
      ? [paragraph(`Your own describe-key of ${at(ownerSaid.asOf, context)} shows that the key was there.`)]
      : [];
  return [
    facts,
    ...found,
    WHAT_TO_DO,
    steps(
      ask,
      { text: 'If it shows PendingDeletion, check whether the deletion is intended.' },
      ...cancelSteps(context),
    ),
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
          deletionAt: found.deletionAt,
        })
      : null;
  },
  fromRecord: (record, now) => ({ ...storedDenial(record, now), deletionAt: record.facts?.deletionAt ?? null }),
  word: 'presumed deleted',
  advice: {
    acts: 'customer',
    headline: ({ deletionAt }, { timeZone }) =>
      `Presumed deleted${deletionAt ? `: deletion was due ${instantWords(deletionAt, timeZone)}` : ''}.`,
    cause: ({ deletionAt, ownerSaid }) =>
      `${
        deletionAt
          ? 'Deletion was scheduled, its date has passed, and KMS now answers as for a key that does not exist. A policy change looks the same.'
          : 'KMS answers as for a key that does not exist.'
      }${
        ownerSaid?.exists === false
          ? ' If the owner finds no key either, what was encrypted with it is unrecoverable.'
          : ' Until the owner has checked, do not call the data lost.'
      }`,
    because: (detail, { timeZone }) => [...ownSideLines(detail), ...suppliedLines(detail, timeZone)],
    settles: () => 'The owner’s own describe-key.',
    steps: (_, subject) => [
      { text: 'Ask the customer to run this in their account, today.', command: kmsCommand('describe-key', subject) },
      { text: 'Pause every job that would overwrite or expire data that this key protects.' },
    ],
    reference: DELETING,
  },
  text: {
    kind: 'ask',
    asked: 'dry_runs',
    subject: 'can no longer be seen by us',
    lead: () =>
      'Please run the command below in your account today and send us its output: we can no longer see this key.',
    parts: (context) => [...presumedParts(context), ...evidenceParts(context)],
    also: null,
  },
});
