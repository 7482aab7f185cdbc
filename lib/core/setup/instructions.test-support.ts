import type { HostingRegion } from '#lib/core/key/region.ts';
import type { BlockedInstructions, InstructionsInput } from '#lib/core/setup/instructions-input.ts';
import {
  setupInstructions,
  type InstructionFile,
  type InstructionFileKind,
  type Instructions,
} from '#lib/core/setup/instructions.ts';

export const OWNER = '111122223333';
export const CODE = 'KD-7F3A9Q2BXW';

const region = (code: string, name: string, vendorAccountId: string): HostingRegion => ({
  code,
  name,
  vendorAccountId,
  roleArn: `arn:aws:iam::${vendorAccountId}:role/service/keydesk`,
  externalId: 'keydesk-external-id',
  controlKeyArn: null,
  encryptionContext: null,
  roleCoversEveryKey: false,
});

/** One region more than the vendor has today, each with an account of its own. */
export const FOUR_REGIONS: readonly HostingRegion[] = [
  region('eu-west-1', 'Europe (Ireland)', '444455556666'),
  region('us-west-2', 'United States (Oregon)', '555566667777'),
  region('ap-southeast-2', 'Australia (Sydney)', '666677778888'),
  region('eu-central-1', 'Europe (Frankfurt)', '777788889999'),
];
export const REGION_CODES = FOUR_REGIONS.map(({ code }) => code);

export const anInput = (given: Partial<InstructionsInput> = {}): InstructionsInput => ({
  customerName: 'Acme Logistics',
  contactName: 'Dana Ruiz',
  timeZone: 'Australia/Sydney',
  replyTo: 'reply to this ticket',
  lines: FOUR_REGIONS.map(({ code }, at) => ({ workspaceName: `workspace-${at + 1}`, region: code })),
  regions: FOUR_REGIONS,
  code: CODE,
  codeEndsAt: new Date('2026-04-13T09:00:00.000Z'),
  awsAccountId: OWNER,
  checkEveryMinutes: 60,
  ...given,
});

/** A text that has to exist. */
export function written<T extends { kind: 'text' }>(text: T | BlockedInstructions): T {
  if (text.kind === 'blocked') throw new Error(`Blocked: ${text.reason}: ${text.words}`);
  return text;
}

export const instructionsOf = (given: Partial<InstructionsInput> = {}): Instructions =>
  written(setupInstructions(anInput(given)));

export function fileOf(
  kind: InstructionFileKind,
  code: string,
  given: Partial<InstructionsInput> = {},
): InstructionFile {
  const file = instructionsOf(given).files.find((one) => one.kind === kind && one.region === code);
  if (file === undefined) throw new Error(`No file ${kind} for ${code}`);
  return file;
}

/** Our account in a region. */
export function vendorOf(code: string): string {
  const found = FOUR_REGIONS.find((one) => one.code === code);
  if (found === undefined) throw new Error(`No region ${code}`);
  return found.vendorAccountId;
}

/** The texts of the instructions: subject, mail, and every file. */
export const everyText = ({ subject, body, files }: Instructions): string[] => [
  subject,
  body,
  ...files.map(({ text }) => text),
];

/** The commands of a text in their order, without their indentation. */
export const commandsOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(aws|printf) /.test(line));
