import { whyItMustStay } from '#lib/core/customer-text/outgoing-check.ts';
import type { RestoreKey } from '#lib/core/service/restore-key.ts';
import { greeting, layOutAll, list, oneLine, paragraph, type Part } from '#lib/core/text/blocks.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** An answer and the ARNs of its keys, in its order. Every key is the customer's, and proven (H6, H16). */
export type RestoreTextInput = {
  answer: RestoreKey;
  at: Date;
  /** "default, eu-west-1". */
  workspace: string;
  contactName: string | null;
  timeZone: string | null;
  arns: readonly string[];
};

const THEREFORE = {
  one: 'Please keep this key enabled, and our permission to use it, until the restore is complete.',
  several: 'Please keep these keys enabled, and our permission to use them, until the restore is complete.',
} as const;

function said({ answer, timeZone, arns }: RestoreTextInput): readonly Part[] {
  const when = (at: Date): string => instantWords(at, timeZone);
  const keys = list(...arns);
  switch (answer.kind) {
    case 'reported':
      return [
        paragraph(
          answer.why === 'last_backup'
            ? `By our report of ${when(answer.asOf)}, the last backup before then was made with this key, so the restore needs it:`
            : `By our counts of ${when(answer.asOf)}, only this key has restore points that may be from then, so the restore needs it:`,
        ),
        keys,
      ];
    case 'guess':
      if (answer.why === 'by_roles')
        return [
          paragraph(
            'The restore probably needs this key, which was used for new backups then. We cannot confirm it yet:',
          ),
          keys,
        ];
      return [
        paragraph(
          'The restore probably needs the first of these keys, which is used for new backups now. We cannot confirm it yet:',
        ),
        keys,
        paragraph(
          `The second key was used for new backups then. Our counts ${answer.zeroSince === null ? `of ${when(answer.asOf)} show` : `since ${when(answer.zeroSince)} show`} no restore point that still needs it.`,
        ),
      ];
    default:
      return [paragraph('The restore may need any of these keys. We cannot say yet which one:'), keys];
  }
}

/**
 * Tells a customer which key a restore needs. It says nothing of the state of a key, and marks a guess as one.
 * @returns the text; null where no key is known, or where the text must not leave (H6)
 */
export function restoreText(input: RestoreTextInput): { subject: string; body: string } | null {
  const { at, workspace, contactName, timeZone, arns } = input;
  if (arns.length === 0) return null;
  const subject = 'Which AWS KMS key your restore needs';
  const body = `${layOutAll([
    greeting(contactName),
    paragraph(`You want to restore a backup of ${oneLine(workspace)} from ${instantWords(at, timeZone)}.`),
    ...said(input),
    paragraph(arns.length === 1 ? THEREFORE.one : THEREFORE.several),
  ])}\n`;
  const inserted = [
    { value: workspace, place: 'in the name of the workspace' },
    ...(contactName === null ? [] : [{ value: contactName, place: 'in the name of the contact' }]),
  ];
  const own = { arns, awsAccountIds: arns.flatMap((arn) => arn.split(':').slice(4, 5)) };
  return whyItMustStay(`${subject}\n${body}`, inserted, own) === null ? { subject, body } : null;
}
