import type { InstructionsInput, SetupRegion } from '#lib/core/setup/instructions-input.ts';
import { regionName } from '#lib/core/setup/instructions-input.ts';
import { policyCommands } from '#lib/core/setup/instructions-words.ts';
import { CODE_NAME, codeInDescription } from '#lib/core/setup/template-description.ts';
import { heading, layOutAll, list, paragraph, steps } from '#lib/core/text/blocks.ts';
import { NO_JOB_YET } from '#lib/core/text/no-job-yet.ts';
import { ASK_FOR_ARN, consolePath, kmsCommand } from '#lib/core/text/commands.ts';
import { statementParts } from '#lib/core/text/key-policy.ts';

const BEFORE = 'key-description-before.txt';

/**
 * How to use a key that exists already: the two statements and how to add them without losing others (H1), and two ways
 * to show that the request comes from the account that holds the key.
 */
export function existingKeyText({ code, replyTo }: InstructionsInput, region: SetupRegion): string {
  const key = { arn: null, region: region.code, vendorAccountId: region.vendorAccountId, replyTo };
  const describe = kmsCommand('describe-key', key, ' --query KeyMetadata.Description --output text');
  const withDescription = (description: string): string =>
    kmsCommand('update-key-description', key, ` --description "${description}"`);
  return `${layOutAll([
    paragraph(`How to use a KMS key that you already have, in ${regionName(region)}.`),
    paragraph(NO_JOB_YET),
    heading('Which key you can use'),
    list(
      `It is in ${region.code}, in your own account, and enabled.`,
      'It is a customer managed key of the type Symmetric, for Encrypt and decrypt. AWS managed keys cannot be used.',
      `If it is a multi-Region key, has imported key material, or is in a custom key store, please ${replyTo} before you go on.`,
      'If infrastructure code such as Terraform or AWS CloudFormation maintains the key, make the changes below in that code. Otherwise its next run undoes them.',
    ),
    heading('Before you use the commands'),
    paragraph(
      'Open AWS CloudShell, or another shell such as bash with the AWS CLI version 2, signed in to the account that holds the key. The commands below name the key that you give here:',
    ),
    steps({ text: 'Run this command, and paste the ARN of the key:', verbatim: ASK_FOR_ARN }),
    heading('How to allow our account in the default view of the AWS console'),
    steps(
      {
        text: `In the AWS console, in ${region.code}, open ${consolePath(key, 'Key policy')}. If the page has no section "Other AWS accounts", use one of the other ways below.`,
      },
      {
        text: `Under "Other AWS accounts", add this account, and save. Remove no account. The console then adds both statements below by itself, and you can skip the other ways to change the policy.`,
        verbatim: region.vendorAccountId,
      },
    ),
    ...statementParts(key, 'all'),
    heading('How to show that the request comes from the account that holds the key'),
    paragraph('Please choose one of two ways. The first one changes nothing on your side.'),
    heading('Either encrypt the one-time code'),
    steps(
      {
        text: 'Run this command. It encrypts the code with your key and prints the result:',
        verbatim: kmsCommand(
          'encrypt',
          key,
          ` --plaintext ${code} --encryption-context ${codeInDescription(code)} --cli-binary-format raw-in-base64-out --query CiphertextBlob --output text`,
        ),
      },
      {
        text: `Send us the line that it prints. We decrypt it with the key and compare. Your CloudTrail shows both calls with the encryption context ${CODE_NAME}.`,
      },
    ),
    heading('Or add the one-time code to the description of the key'),
    steps(
      {
        text: `Save the present description. Keep this file unchanged, so that you can restore the description.`,
        verbatim: `${describe} > ${BEFORE}`,
      },
      {
        text: 'Open the file, and check that it has the present description. It is empty if the key has none. If the command reported an error, stop.',
      },
      {
        text: 'Add the code after the present description:',
        verbatim: withDescription(`$(cat ${BEFORE}) ${codeInDescription(code)}`),
      },
      {
        text: 'When we have written that we saw the code, restore the description:',
        verbatim: withDescription(`$(cat ${BEFORE})`),
      },
    ),
    heading('What to send back'),
    list(
      'The ARN of the key, and the region as a confirmation.',
      'The output of this command, which only reads the policy:',
    ),
    steps({
      text: 'Print the policy, after you allowed our account:',
      verbatim: policyCommands([{ code: region.code, arn: null }]),
    }),
    paragraph(`To send it, or if you have a question, please ${replyTo}.`),
  ])}\n`;
}

export const existingKeyFileName = (region: string): string => `existing-key-${region}.txt`;
