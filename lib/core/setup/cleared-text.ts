import { whyNotToSend } from '#lib/core/customer-text/outgoing-check.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import type { GateChecks } from '#lib/core/setup/stage.ts';
import { heading, layOutAll, list, oneLine, paragraph } from '#lib/core/text/blocks.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** What the text rests on. All of it was checked a moment ago. */
export type Cleared = {
  customerName: string;
  contactName: string;
  timeZone: string | null;
  workspace: string;
  region: HostingRegion;
  arn: string;
  awsAccountId: string;
  checks: GateChecks;
  /** Whether the customer's policy copy has the grant statement; null where nobody has pasted it. */
  grantStatement: boolean | null;
  /** The other workspaces of the setup whose customer was not told to start. */
  mustWait: readonly { workspace: string; region: string }[];
};

/** The words about the statement that can't be tested from our account. */
export const grantWords = (grantStatement: boolean | null): string =>
  grantStatement === true
    ? 'Your copy of the key policy has the statement that lets AWS services create grants for us.'
    : 'Grants for AWS services: not checked. We have not seen that statement in a copy of your key policy, and it cannot be tested from our account.';

/**
 * The text that tells a customer to start, with what was checked and when. It is frozen when the line is cleared.
 * @returns the text, or the words for staff on what in it must not leave (H6)
 */
export function clearedText(
  cleared: Cleared,
): { ok: true; subject: string; body: string } | { ok: false; words: string } {
  const {
    customerName,
    contactName,
    timeZone,
    workspace,
    region,
    arn,
    awsAccountId,
    checks,
    grantStatement,
    mustWait,
  } = cleared;
  const when = (at: Date): string => instantWords(at, timeZone);
  const subject = `You may start: your AWS KMS key for ${oneLine(workspace)} (${region.code})`;
  const body = `${layOutAll([
    paragraph(`Hello ${oneLine(contactName)},`),
    paragraph(
      `Your key is set up. You may now create your backup and archive jobs in the workspace ${oneLine(workspace)} in ${region.name}, ${region.code}.`,
    ),
    list(
      `Key: ${arn}`,
      `Region: ${region.name}, ${region.code}`,
      `Workspace: ${oneLine(workspace)}`,
      `Customer: ${oneLine(customerName)}`,
    ),
    ...(mustWait.length === 0
      ? []
      : [
          paragraph(
            'Please do not create a backup job or an archive job in these workspaces yet. We write to you when you may start there:',
          ),
          list(...mustWait.map((other) => `Workspace: ${oneLine(other.workspace)}, ${other.region}`)),
        ]),
    heading('What we checked'),
    list(
      `Our account ${region.vendorAccountId} is permitted to use this key: all permissions were tested on ${when(checks.first.startedAt)} and on ${when(checks.second.startedAt)}.`,
      `We encrypted a test value with the key and decrypted it again on ${when(checks.encryptTest.startedAt)}. This worked.`,
      'Our service in this workspace is set to use this key.',
      grantWords(grantStatement),
    ),
    heading('Please tell us before you'),
    list(
      'disable the key or schedule its deletion: our service cannot use it from that moment',
      'remove our account from the key policy, or set conditions on it',
      'move to a new key. Its ARN is different, and we have to switch at the same time',
    ),
    paragraph('You do not need to tell us about automatic or on-demand rotation of this key: its ARN stays the same.'),
    paragraph(
      'When the first backup has run, please send us the ARN of the key that the backup job used, as the job shows it, and when it ran. We then check that it used this key.',
    ),
  ])}\n`;
  const words = whyNotToSend(`${subject}\n${body}`, {
    customerName,
    contactName,
    arn,
    awsAccountId,
    region: region.code,
    regionName: region.name,
    vendorAccountId: region.vendorAccountId,
    timeZone,
    encryptionContextKeys: null,
    principalArn: null,
    replyTo: '',
  });
  return words === null ? { ok: true, subject, body } : { ok: false, words };
}
