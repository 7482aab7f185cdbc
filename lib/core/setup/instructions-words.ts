import { SESSION_NAME, DRY_RUNS, REAL_CALLS } from '#lib/core/text/our-calls.ts';
import { NO_JOB_YET } from '#lib/core/text/no-job-yet.ts';
import { regionName, type InstructionsInput, type SetupRegion } from '#lib/core/setup/instructions-input.ts';
import { CODE_NAME, descriptionOfNewKey } from '#lib/core/setup/template-description.ts';
import { greeting, heading, list, oneLine, paragraph, steps, verbatim, type Part } from '#lib/core/text/blocks.ts';
import { ASK_FOR_ARN, kmsCommand } from '#lib/core/text/commands.ts';
import { LONGEST_WAIT_STATEMENT } from '#lib/core/text/key-policy.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

type Regions = readonly SetupRegion[];

/** Reads the policy, in each region. It changes nothing. */
export const policyCommands = (regions: readonly { code: string; arn: string | null }[]): string =>
  regions
    .map(({ code, arn }) =>
      kmsCommand('get-key-policy', { arn, region: code }, ' --policy-name default --query Policy --output text'),
    )
    .join('\n');

const SEND_BACK = 'key ARN, its region, key policy';

/** A table of plain text: the columns are padded, and the first one is ours, so that no line begins with a name. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => Array.from(row[at] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) =>
          at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - Array.from(cell).length),
        )
        .join(' | '),
    )
    .join('\n');
}

export function beginningParts(input: InstructionsInput, regions: Regions): readonly Part[] {
  const { customerName, contactName, code, codeEndsAt, timeZone } = input;
  return [
    greeting(contactName),
    paragraph(
      'You asked us to protect your backups with a KMS key in your own AWS account. This message says what to set up and what to send back.',
    ),
    paragraph(NO_JOB_YET),
    list(
      `Customer: ${oneLine(customerName)}`,
      `One-time code: ${code}. It shows that the request comes from the account that holds the key. Please use it for this setup only. It is valid until ${instantWords(codeEndsAt, timeZone)}.`,
    ),
    heading('What to set up'),
    verbatim(
      tableOf([
        ['Region', 'Our account there', 'Workspace', 'Please send back'],
        ...regions.flatMap((region) =>
          region.workspaceNames.map((name) => [regionName(region), region.vendorAccountId, oneLine(name), SEND_BACK]),
        ),
      ]),
    ),
    paragraph(
      `The key must be in the same region as the workspace.${regions.length > 1 ? ' We use a different account in each region: a key that allows our account of another region does not give us access. If the keys are in different AWS accounts of yours, please tell us, and we send you a code for each account.' : ''}`,
    ),
    ...(regions.some(({ workspaceNames }) => workspaceNames.length > 1)
      ? [
          paragraph(
            'Workspaces in the same region can share a key, or have a key each. Please tell us which key is for which workspace.',
          ),
        ]
      : []),
  ];
}

const inRegions = (regions: Regions): string =>
  regions.length === 1 ? regions.map(regionName).join('') : 'one of the regions in the table';

/** The steps of the console. Source: KMS developer guide, "Create a symmetric encryption KMS key". */
export const consoleParts = ({ code }: InstructionsInput, regions: Regions): readonly Part[] => [
  heading('How to create the key in the AWS console'),
  ...(regions.length > 1 ? [paragraph('Please repeat these steps in each region of the table.')] : []),
  steps(
    {
      text: `Sign in to the AWS account that is to hold the key, and open Key Management Service (KMS). With the Region selector in the upper-right corner, choose ${inRegions(regions)}.`,
    },
    { text: 'In the navigation pane, choose Customer managed keys, and then Create key.' },
    {
      text: 'For Key type choose Symmetric, and for Key usage choose Encrypt and decrypt. Leave the advanced options as they are: KMS as the origin of the key material, and a Single-Region key. Choose Next.',
    },
    {
      text: 'Type an alias of your choice. As the description, enter the following text. It has your one-time code, and it says whom to ask. You can add the names of your own contacts to it. Choose Next.',
      verbatim: descriptionOfNewKey(code),
    },
    {
      text: 'Select who may administer the key. To keep these administrators from deleting it, clear "Allow key administrators to delete this key". Choose Next.',
    },
    {
      text: 'On the page with the key users, go to "Other AWS accounts" at the bottom, choose "Add another AWS account", and enter our account of this region. You do not need to select key users for us. Choose Next.',
      verbatim: regions.map(({ code, vendorAccountId }) => `${code}: ${vendorAccountId}`).join('\n'),
    },
    {
      text: 'Leave the key policy as the console wrote it. Choose Next, read the settings again, and choose Finish.',
    },
    { text: 'Open the new key, and copy its ARN.' },
  ),
];

/** What to send back. Only the owner can read the policy, and its second statement can't be tested from our account. */
export const sendBackParts = ({ replyTo }: InstructionsInput, regions: Regions): readonly Part[] => [
  heading('What to send back'),
  list(
    'For each line of the table, the ARN of the key. Please copy the whole ARN, not the key ID and not an alias.',
    'The region in which the key is, as a confirmation.',
    'The policy of each key, as AWS prints it (see below). AWS does not let us read it, and only the policy shows whether AWS services that call for us may use grants.',
    'Two contacts: the names and email addresses of two people who administer the key. We write to them when something is wrong with it, so that it does not depend on one person.',
  ),
  paragraph(
    'To print the policy, use AWS CloudShell or another shell with the AWS CLI, signed in to the account that holds the key. These commands only read:',
  ),
  steps(
    { text: 'Run this command, and paste the ARN of the key:', verbatim: ASK_FOR_ARN },
    {
      text: regions.length === 1 ? 'Then run this command:' : 'Then run the command for the region of that key:',
      verbatim: policyCommands(regions.map(({ code }) => ({ code, arn: null }))),
    },
  ),
  paragraph(`To send all of this, or if you have a question, please ${replyTo}.`),
];

const often = (minutes: number): string => (minutes === 1 ? 'every minute' : `every ${minutes} minutes`);

/** Which of our calls the customer sees, and how often (H22). Denied calls are recorded only on our side (H5). */
export const cloudTrailParts = ({ checkEveryMinutes }: InstructionsInput, regions: Regions): readonly Part[] => [
  heading('What you will see from us in CloudTrail'),
  paragraph(
    `Our checks appear as calls from ${regions.map(({ code, vendorAccountId }) => `account ${vendorAccountId} in ${code}`).join(', ')}, with the session name ${SESSION_NAME}.`,
  ),
  list(
    'DescribeKey reads the state and the description of the key.',
    `We test permissions with Encrypt, Decrypt, ReEncrypt, GenerateDataKey and GenerateDataKeyWithoutPlaintext. ${DRY_RUNS} ${REAL_CALLS}`,
    `If you send us a text that you encrypted with the key, we decrypt it once. That call shows the encryption context ${CODE_NAME}.`,
    `In the first hours after you send us something new we check every few minutes, after that about every hour, and at least once a day. Once you have started, we check about ${often(checkEveryMinutes)}, and whenever one of our staff starts a check.`,
    'AWS records a call that it denies only in the account that made it, which is ours. So you see only the calls that it allows.',
  ),
];

export const laterParts = (): readonly Part[] => [
  heading('Rotation, and changes to the key later'),
  paragraph(
    'Automatic rotation and on-demand rotation by AWS KMS need nothing from you: the ARN stays the same, and AWS keeps the earlier key material of a key that it made.',
  ),
  paragraph(
    'Please write to us before you replace the key by another one, disable it, schedule its deletion, or change its policy. Backups that were made with a key need that key, for as long as you want to restore them.',
  ),
];

const ALARM_PAGE = 'https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys-creating-cloudwatch-alarm.html';

/** Protection against a deletion by mistake, each with its reason. */
export const protectionParts = (): readonly Part[] => [
  heading('Optional protection'),
  paragraph(
    'A key that AWS has deleted cannot be restored by anybody, and neither can the backups that need it. These measures make a deletion by mistake less likely:',
  ),
  list(
    'Administrators who cannot delete the key: clear "Allow key administrators to delete this key", because fewer people can then delete it by mistake. An IAM policy of your account can still give the permission.',
    'A waiting period of at least 30 days, with the statement below. From its first day AWS refuses every use of the key, so backups fail while it runs. The longest period leaves most time to notice a mistake, to cancel the deletion, and to enable the key again.',
    'A description that says whom to ask, as above, because whoever cleans up old keys sees it first.',
    'Two contacts, so that our message about the key reaches somebody who can act.',
    `An alarm for every use of a key that is pending deletion. It tells you that the key is still needed. AWS describes it here: ${ALARM_PAGE}`,
  ),
  paragraph(
    'The statement for the waiting period denies a shorter period to everybody. Add it to the list "Statement" of the key policy, for a key that exists only after you saved a copy of the present policy. Leave every other statement as it is:',
  ),
  verbatim(LONGEST_WAIT_STATEMENT),
];
