import { whyBlocked, type TextParts } from '#lib/core/setup/instructions-check.ts';
import { existingKeyFileName, existingKeyText } from '#lib/core/setup/instructions-existing-key.ts';
import {
  regionsOf,
  whyNoCode,
  type BlockedInstructions,
  type InstructionsInput,
  type SetupRegion,
} from '#lib/core/setup/instructions-input.ts';
import {
  beginningParts,
  cloudTrailParts,
  consoleParts,
  laterParts,
  protectionParts,
  sendBackParts,
} from '#lib/core/setup/instructions-words.ts';
import { cliFileName, cliScript } from '#lib/core/setup/template-cli.ts';
import { cloudFormationFileName, cloudFormationTemplate } from '#lib/core/setup/template-cloudformation.ts';
import { terraformFile, terraformFileName } from '#lib/core/setup/template-terraform.ts';
import { heading, layOutAll, list, paragraph, type Part } from '#lib/core/text/blocks.ts';
import { NO_JOB_YET } from '#lib/core/text/no-job-yet.ts';
import { policyOfNewKey } from '#lib/core/text/key-policy.ts';

/** What a file is for. `policy` is the bare policy of a new key, for any other tool. */
export const INSTRUCTION_FILES = ['cli', 'cloudformation', 'terraform', 'policy', 'existing_key'] as const;
export type InstructionFileKind = (typeof INSTRUCTION_FILES)[number];

/** A text that goes with the mail, for one region. */
export type InstructionFile = { kind: InstructionFileKind; region: string; name: string; text: string };

/** The mail of a setup with its files. A person copies them: nothing is sent (H18). */
export type Instructions = {
  kind: 'text';
  subject: string;
  /** Plain text, one line for each paragraph. */
  body: string;
  files: readonly InstructionFile[];
};

const policyFileName = (region: string): string => `policy-of-a-new-key-${region}.json`;

function filesOf(input: InstructionsInput, region: SetupRegion): InstructionFile[] {
  const { code, awsAccountId } = input;
  const newKey = { region: region.code, vendorAccountId: region.vendorAccountId, code };
  const file = (kind: InstructionFileKind, name: (region: string) => string, text: string): InstructionFile => ({
    kind,
    region: region.code,
    name: name(region.code),
    text,
  });
  return [
    file('cli', cliFileName, cliScript(newKey)),
    file('cloudformation', cloudFormationFileName, cloudFormationTemplate(newKey)),
    file('terraform', terraformFileName, terraformFile(newKey)),
    ...(awsAccountId === null
      ? []
      : [file('policy', policyFileName, `${policyOfNewKey({ ...newKey, awsAccountId })}\n`)]),
    file('existing_key', existingKeyFileName, existingKeyText(input, region)),
  ];
}

const USE_OF_FILES = {
  cli: 'a script for the AWS CLI, for example in AWS CloudShell',
  cloudformation: 'a template for AWS CloudFormation',
  terraform: 'a file for Terraform',
  policy:
    'the policy alone, only for creating a key with another tool. Never store it as the policy of a key that exists: it would replace that policy as a whole',
  existing_key: 'how to use a key that you already have, instead of a new one',
} as const satisfies Record<InstructionFileKind, string>;

const fileParts = (files: readonly InstructionFile[]): readonly Part[] => [
  heading('Other ways, with the files that come with this message'),
  list(...files.map(({ name, kind }) => `${name}: ${USE_OF_FILES[kind]}.`)),
  paragraph(
    'Please use only one way for each key. The files for a new key create it with our account of that region and your one-time code in it. They take the number of your own account from AWS.',
  ),
];

const textParts = (input: InstructionsInput, regions: readonly SetupRegion[]): TextParts => ({
  customerName: input.customerName,
  contactName: input.contactName,
  replyTo: input.replyTo,
  regions,
  awsAccountId: input.awsAccountId,
  sentArns: [],
  code: input.code,
});

/**
 * The instructions for a customer who wants to use their own key: one mail for all workspaces of a setup, and for each
 * region the files that create a key or use an existing one. They follow H1, H2, H5, H6, H8, H18, H22 and H27.
 * @returns the texts, or why there are none; no text is without our account in its region
 */
export function setupInstructions(input: InstructionsInput): Instructions | BlockedInstructions {
  const noCode = whyNoCode(input);
  if (noCode !== null) return noCode;
  const found = regionsOf(input.lines, input.regions);
  if (found.kind === 'blocked') return found;
  const { regions } = found;
  const files = regions.flatMap((region) => filesOf(input, region));
  const subject = `Your own AWS KMS key: what to set up (${regions.map(({ code }) => code).join(', ')})`;
  const body = `${layOutAll([
    ...beginningParts(input, regions),
    ...consoleParts(input, regions),
    ...fileParts(files),
    ...sendBackParts(input, regions),
    ...cloudTrailParts(input, regions),
    ...laterParts(),
    ...protectionParts(),
    paragraph(NO_JOB_YET),
  ])}\n`;
  const parts = textParts(input, regions);
  for (const text of [`${subject}\n${body}`, ...files.map((file) => file.text)]) {
    const unsafe = whyBlocked(text, parts);
    if (unsafe !== null) return unsafe;
  }
  return { kind: 'text', subject, body, files };
}
