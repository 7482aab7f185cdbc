import { parseKeyArn, type KeyArn } from '#lib/core/key/key-arn.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { whyBlocked } from '#lib/core/setup/instructions-check.ts';
import {
  blocked,
  regionName,
  regionsOf,
  type BlockedInstructions,
  type SetupLine,
  type SetupSubject,
} from '#lib/core/setup/instructions-input.ts';
import { policyCommands } from '#lib/core/setup/instructions-words.ts';
import { greeting, layOutAll, list, oneLine, paragraph, steps, type Part } from '#lib/core/text/blocks.ts';
import { NO_JOB_YET } from '#lib/core/text/no-job-yet.ts';
import { ASK_FOR_ARN } from '#lib/core/text/commands.ts';

/** What the customer has sent about a workspace. */
export type FollowUpLine = SetupLine & {
  /** The key ARN that the customer sent for this workspace; null if none came. */
  sentArn: KeyArn | null;
  regionConfirmed: boolean;
  policyReceived: boolean;
  /** Whether a sentence about their answer asks which key is meant. */
  arnAsked?: boolean;
  /** What else has to change, in sentences. */
  corrections?: readonly string[];
  /** Whether the one-time code was seen for the key that they sent; true while none came. */
  ownershipShown: boolean;
};

export type FollowUpInput = Omit<SetupSubject, 'timeZone'> & {
  lines: readonly FollowUpLine[];
  /** How many of the two contacts the customer has named. */
  contactsReceived: number;
  /** What is wrong with an answer of theirs, and the identifiers in it. */
  answer?: { sentences: readonly string[]; named: readonly string[] } | null;
  regions: readonly HostingRegion[];
};

export type FollowUp = { kind: 'text'; subject: string; body: string };

export const CONTACTS_WANTED = 2;

const missingOf = ({
  region,
  sentArn,
  regionConfirmed,
  policyReceived,
  ownershipShown,
  arnAsked,
}: FollowUpLine): string[] => [
  ...(sentArn === null && arnAsked !== true ? ['the ARN of the key'] : []),
  ...(regionConfirmed ? [] : [`a confirmation that the key is in ${region}`]),
  ...(policyReceived ? [] : ['the policy of the key']),
  ...(ownershipShown
    ? []
    : ['the one-time code of our instructions, in the description of the key or encrypted with it']),
];

const inWords = (things: readonly string[]): string =>
  things.length < 2 ? things.join('') : `${things.slice(0, -1).join(', ')} and ${things.at(-1)}`;

/** The contacts that are missing, in words; none if two were named. */
function missingContacts(received: number): string[] {
  const missing = CONTACTS_WANTED - received;
  if (missing <= 0) return [];
  return missing === 1
    ? ['The name and email address of a second person who administers the key.']
    : ['The names and email addresses of two people who administer the key.'];
}

const commandWords = (keys: number, asks: boolean): string => {
  if (keys === 1) return 'Run this command:';
  return asks
    ? 'Run the command for the region of that key, and repeat both steps for every other key:'
    : 'Run the command for each key:';
};

/** How to print the policies that are missing. The ARN is named only if the customer sent it. */
function policyParts(lines: readonly FollowUpLine[]): readonly Part[] {
  const without = lines.filter(({ policyReceived }) => !policyReceived);
  if (without.length === 0) return [];
  const asks = without.some(({ sentArn }) => sentArn === null);
  const keys = new Map(without.map(({ region, sentArn }) => [`${region} ${sentArn}`, { code: region, arn: sentArn }]));
  return [
    paragraph('To print the policy, in the account that holds the key. This only reads:'),
    steps(...(asks ? [{ text: 'Run this command, and paste the ARN of the key:', verbatim: ASK_FOR_ARN }] : []), {
      text: commandWords(keys.size, asks),
      verbatim: policyCommands([...keys.values()]),
    }),
  ];
}

/**
 * Asks again, only for what is missing of a setup. A person copies it (H18).
 * @returns the text, or why there is none: nothing may be missing
 */
export function followUpText(input: FollowUpInput): FollowUp | BlockedInstructions {
  const { customerName, contactName, replyTo, lines, answer } = input;
  const found = regionsOf(lines, input.regions);
  if (found.kind === 'blocked') return found;
  const nameOf = (code: string): string => {
    const region = found.regions.find((one) => one.code === code);
    return region === undefined ? code : regionName(region);
  };
  const missing = [
    ...lines.flatMap((line) => {
      const things = missingOf(line);
      const place = `${nameOf(line.region)}, workspace ${oneLine(line.workspaceName)}`;
      return [
        ...(things.length === 0 ? [] : [`${place}: ${inWords(things)}.`]),
        ...(line.corrections ?? []).map((sentences) => `${place}: ${sentences}`),
      ];
    }),
    ...missingContacts(input.contactsReceived),
  ];
  const wrong = answer?.sentences ?? [];
  if (missing.length + wrong.length === 0)
    return blocked('nothing_missing', 'There is no text: the customer has sent everything.');
  const subject = 'Your own AWS KMS key: what we still need';
  const body = `${layOutAll([
    greeting(contactName),
    ...(wrong.length === 0 ? [] : [paragraph('Thank you for your answer. About what you sent:'), list(...wrong)]),
    ...(missing.length === 0
      ? []
      : [paragraph('To go on with your own AWS KMS key, we still need the following from you:'), list(...missing)]),
    ...policyParts(lines),
    paragraph(NO_JOB_YET),
    paragraph(`To send it, or if you have a question, please ${replyTo}.`),
  ])}\n`;
  const sentArns = lines.flatMap(({ sentArn }) => (sentArn === null ? [] : [sentArn]));
  if (sentArns.some((arn) => !parseKeyArn(arn).ok))
    return blocked('unsafe_text', 'There is no text: a stored key ARN is none. Correct it first.');
  const parts = {
    customerName,
    contactName,
    replyTo,
    regions: found.regions,
    awsAccountId: null,
    sentArns,
    named: answer?.named ?? [],
    code: null,
  };
  return whyBlocked(`${subject}\n${body}`, parts) ?? { kind: 'text', subject, body };
}
