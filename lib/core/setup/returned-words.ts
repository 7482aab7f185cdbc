import { intakeAdvice } from '#lib/core/finding/advise.ts';
import type { IntakeRefusal } from '#lib/core/key/intake.ts';
import { noticedWords } from '#lib/core/key/intake-words.ts';
import type {
  ClearedKey,
  Missing,
  NothingReturned,
  RefusedIdentifier,
  ReturnedLine,
  ReturnedRefusal,
} from './returned.ts';

/** A sentence for staff and, where there is something to ask, one to send. */
export type ReturnedWords = { staff: string; customer: string | null };

type NewRefusal = Exclude<ReturnedRefusal, IntakeRefusal>;

/** Why nothing was read, and what to do. */
export const NOTHING_RETURNED = {
  empty: 'Paste what the customer sent.',
  too_long: 'This is longer than 64,000 characters. Paste the customer’s own message, without attachments.',
  nothing_recognized:
    'Keydesk found no key ARN, alias, key ID, policy, contact or region in this. Paste the whole answer of the customer, or ask them again for the ARN of the key.',
  only_quoted_text:
    'All of this is quoted text, as of an older message, and nothing in it is new. Paste what the customer wrote themselves.',
} as const satisfies Record<NothingReturned, string>;

/** What is new beside the refusals that every intake has. */
const STAFF = {
  region_not_in_setup:
    'This key is in a region that is not part of this setup. Ask the customer which regions they need. If this one is meant too, add it to the setup first.',
  cleared_with_another_key:
    'The workspace of this setup in that region is cleared with another key. Ask the customer which key their backup job uses. If the first backup used this one, record it there under First backup.',
  related_multi_region_key:
    'This is the related key of a multi-Region key in another region. We register only the keys in the regions of this setup, so nothing is to be done about it.',
  aws_managed_alias:
    'This is the alias of an AWS managed key. Its policy can’t be changed, so it can never give our account access. Ask for the ARN of a customer managed key.',
  aws_managed_key:
    'The customer’s own output says that AWS manages this key. Its policy can’t be changed, so it can never give our account access. Ask for the ARN of a customer managed key.',
  not_for_encryption:
    'The customer’s own output says that this is not a symmetric key for encrypting and decrypting. That can’t be changed. Ask for the ARN of a key with key spec SYMMETRIC_DEFAULT and key usage ENCRYPT_DECRYPT.',
  own_example: 'This ARN is the example in our own instructions. Ask the customer for the ARN of their key.',
  placeholder:
    'This is an ARN with a placeholder in it, as in our own instructions. Ask the customer for the ARN of their key.',
  account_alone:
    'This may be the ID of an AWS account. It names no key. Ask the customer for the full ARN, which contains region, account and key ID.',
} as const satisfies Record<NewRefusal, string>;

const SEND_ARN =
  'Please send us the ARN of the key itself. It begins with arn:aws:kms: and ends with key/ and the key ID.';

/** What to send: it says what they sent, and nothing that we know beside it (H6). */
const CUSTOMER = {
  bare_key_id: `This is a key ID. A key ID alone does not name the region and the AWS account. ${SEND_ARN}`,
  multi_region_key_id:
    'This is the ID of a multi-Region key, which its primary key and its replicas share. Please send us the full ARN of the one in the region of your workspace.',
  alias_arn: `This is an alias, which can be pointed at another key at any time. ${SEND_ARN}`,
  wrong_partition:
    'This is a key outside of the commercial AWS regions, which our accounts cannot reach. Please send us the ARN of a key that begins with arn:aws:kms:.',
  damaged_arn:
    'Some characters of this ARN are missing or changed. Please copy it once more from the page of the key in the AWS console and send it exactly as AWS shows it.',
  console_address: `This is the address of a page in the AWS console. ${SEND_ARN}`,
  other_arn: `This is the ARN of another kind of AWS resource. ${SEND_ARN}`,
  region_not_hosted:
    'We host no workspaces in the region of this key. Please create a key in the region of your workspace, and send us its ARN.',
  region_not_in_setup:
    'This key is in a region that is not part of this setup. Please tell us whether you have a workspace in that region, or send us the ARN of a key in the region of your workspace.',
  cleared_with_another_key:
    'For the workspace in that region, we use the key that you sent before. Please tell us which key your backup job uses.',
  vendor_account_key:
    'This is a key in one of our own AWS accounts. Please send us the ARN of the key in your own AWS account.',
  related_multi_region_key: null,
  aws_managed_alias: `This is the alias of a key that AWS manages, and its policy cannot be changed. Please create a customer managed key, and send us its ARN.`,
  aws_managed_key:
    'AWS manages this key, and its policy cannot be changed. Please create a customer managed key, and send us its ARN.',
  not_for_encryption:
    'This is not a symmetric key for encrypting and decrypting. Please create a key with the key spec SYMMETRIC_DEFAULT and the key usage ENCRYPT_DECRYPT, and send us its ARN.',
  own_example: `This is the example in our instructions. ${SEND_ARN}`,
  placeholder: `This still has a placeholder of our instructions in it. ${SEND_ARN}`,
  account_alone: `This does not name a key. ${SEND_ARN}`,
} as const satisfies Record<ReturnedRefusal, string | null>;

const isNew = (reason: ReturnedRefusal): reason is NewRefusal => Object.hasOwn(STAFF, reason);

/** Why an identifier fits no line: for staff, and to send. */
export function refusedWords({ as, reason, noticed }: RefusedIdentifier): ReturnedWords {
  const said = noticedWords(noticed);
  const staff = isNew(reason)
    ? [STAFF[reason], ...(said === null ? [] : [said])].join(' ')
    : intakeAdvice(reason, said);
  const customer = CUSTOMER[reason];
  // A quotation mark behind an ARN would count as a part of it.
  const sent = /^arn:/i.test(as) ? as : `“${as}”`;
  return { staff: `${as}: ${staff}`, customer: customer === null ? null : `You sent ${sent}. ${customer}` };
}

const CLEARED_STEP = {
  told: 'which is cleared. The customer has not been told yet: send the text “You may start”.',
  first_backup:
    'which is cleared and waits for the first backup. If this says that the backup ran, record it above, at that workspace.',
  finished: 'which is finished.',
} as const;

/** What is said of a key whose workspace is cleared already. Nothing is to be asked about it. */
export const clearedWords = ({ arn, workspaceName, region, step, another }: ClearedKey): string =>
  `${arn} is the key of ${workspaceName} in ${region}, ${CLEARED_STEP[step ?? 'finished']}${
    another ? ' If another workspace is to use it too, take it in at that workspace.' : ''
  }`;

/** What is said of an alias beside a key's ARN. */
export const aliasWords = (alias: string): string => `${alias}: An alias. The ARN counts, so nothing is to be asked.`;

const listed = (arns: readonly { arn: string }[]): string => arns.map(({ arn }) => arn).join(', ');
const forLine = ({ workspaceName, region }: Pick<ReturnedLine, 'workspaceName' | 'region'>): string =>
  `the workspace ${workspaceName} in ${region}`;

/** What the answer brought for the ARN of a line; null where it brought nothing. */
export function foundWords(line: ReturnedLine): ReturnedWords | null {
  const { found } = line;
  switch (found.kind) {
    case 'nothing':
      return null;
    case 'arn':
      return { staff: `${found.arn.arn} is a key in ${line.region}.`, customer: null };
    case 'again':
      return { staff: `The customer sent the same ARN for ${line.region} again.`, customer: null };
    case 'differs':
      return {
        staff: `Another ARN in ${line.region} than the one received before (${found.received}): ${listed(found.arns)}. Ask the customer which key we should use.`,
        customer: `You sent ${found.received} before, and ${listed(found.arns)} now. Please tell us which key we should use for ${forLine(line)}.`,
      };
    case 'several':
      return {
        staff: `${found.arns.length} ARNs in ${line.region}, and the setup has one workspace there: ${listed(found.arns)}. Ask the customer which key we should use.`,
        customer: `You sent ${listed(found.arns)}. Please tell us which of these keys we should use for ${forLine(line)}.`,
      };
    case 'choose':
      return {
        staff: `Several workspaces of this setup are in ${line.region}. Choose which of them uses ${listed(found.arns)}, or ask the customer.${found.suggested === null ? '' : ` Beside the name ${line.workspaceName} stands ${found.suggested}.`}`,
        customer: `You sent ${listed(found.arns)}. Please tell us which workspace in ${line.region} uses which key.`,
      };
    case 'quoted':
      return {
        staff: `${listed(found.arns)} is only in the quoted part, which may be an older message. Check it with the original message before you use it, or ask the customer.`,
        customer: `Your message quotes ${listed(found.arns)}. Please confirm that we should use this key for ${forLine(line)}.`,
      };
  }
}

/** What is still to be asked for, as an item of a list in a message to the customer. */
export function missingWords(missing: Missing): string {
  switch (missing.kind) {
    case 'arn':
      return `the ARN of the key for ${forLine(missing)}`;
    case 'which_arn':
      return `which key we should use for ${forLine(missing)}`;
    case 'region':
      return `a confirmation that ${missing.workspaceName} is hosted in ${missing.region}`;
    case 'policy':
      return `the policy of the key in ${missing.region}, as aws kms get-key-policy prints it`;
    case 'policy_change':
      return `the policy of the key in ${missing.region} again, after the change`;
    case 'contacts':
      return missing.count === 1
        ? 'one more contact for this key: name and e-mail address'
        : `${missing.count} contacts for this key: names and e-mail addresses`;
  }
}
