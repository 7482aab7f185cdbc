import type { HostingRegion } from '#lib/core/key/region.ts';
import { whyBlocked } from '#lib/core/setup/instructions-check.ts';
import { greeting, layOutAll, list, oneLine, paragraph } from '#lib/core/text/blocks.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** A first backup that used another key than the one that was cleared. */
export type OtherKey = {
  customerName: string;
  contactName: string | null;
  timeZone: string | null;
  workspace: string;
  region: HostingRegion;
  /** The key that the backup job should use. */
  arn: string;
  ranAt: Date;
};

/**
 * Asks the customer to choose the right key in the backup job. The other key is not named: it may be somebody else's (H6).
 * @returns the text, or null where a name in it must not leave
 */
export function otherKeyText({
  customerName,
  contactName,
  timeZone,
  workspace,
  region,
  arn,
  ranAt,
}: OtherKey): string | null {
  const body = `${layOutAll([
    greeting(contactName),
    paragraph(
      `The first backup in the workspace ${oneLine(workspace)} (${region.name}, ${region.code}) ran on ${instantWords(ranAt, timeZone)}, but with another key than the one that we set up with you. That backup is not protected by your key.`,
    ),
    paragraph('Please choose this key in the backup job, and run the backup again:'),
    list(`Key: ${arn}`),
    paragraph(
      'Then please send us the ARN of the key that the job used, as the job shows it. If you chose the other key on purpose, please tell us.',
    ),
    paragraph('If the other key is yours too, please keep it: the backup that was made with it needs it.'),
  ])}\n`;
  const unsafe = whyBlocked(body, {
    customerName,
    contactName,
    replyTo: '',
    regions: [{ ...region, workspaceNames: [workspace] }],
    awsAccountId: null,
    sentArns: [arn],
    code: null,
  });
  return unsafe === null ? body : null;
}
