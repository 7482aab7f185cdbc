import { identifiersExcept, rootArn, type OwnNames } from '#lib/core/customer-text/foreign-identifiers.ts';
import { blockWords, whyItMustStay, type Inserted } from '#lib/core/customer-text/outgoing-check.ts';
import { blocked, type BlockedInstructions, type SetupRegion } from '#lib/core/setup/instructions-input.ts';
import { OWNER_OF_CLOUDFORMATION } from '#lib/core/setup/template-cloudformation.ts';
import { OWNER_OF_CLI } from '#lib/core/setup/template-cli.ts';
import { ownerInTerraform } from '#lib/core/setup/template-terraform.ts';

/** What a text of a setup is made from, apart from our own words. */
export type TextParts = {
  customerName: string;
  contactName: string | null;
  replyTo: string;
  regions: readonly SetupRegion[];
  /** The customer's account, where we know it. */
  awsAccountId: string | null;
  /** The ARNs that the customer sent in this setup. */
  sentArns: readonly string[];
  code: string | null;
};

const insertedIn = ({ customerName, contactName, replyTo, regions }: TextParts): Inserted[] => [
  { value: customerName, place: 'in the customer’s name' },
  ...(contactName === null ? [] : [{ value: contactName, place: 'in the name of the contact' }]),
  { value: replyTo, place: 'in how to reach us' },
  ...regions.flatMap(({ name, workspaceNames }) => [
    { value: name, place: 'in the name of the region' },
    ...workspaceNames.map((value) => ({ value, place: 'in the name of a workspace' })),
  ]),
];

/** What is left of a form or a program where a name should be. */
const PLACEHOLDER = /[<>]|\$\{|\{\{|\b(?:TODO|TBD|undefined|null|NaN)\b/;

/** What the texts of a setup may name. The owner is written in the way of each tool, because we may not know it. */
function ownNames({ regions, awsAccountId, sentArns }: TextParts): OwnNames {
  const ofSent = sentArns.map((arn) => arn.split(':')[4] ?? '');
  const awsAccountIds = [
    ...regions.map(({ vendorAccountId }) => vendorAccountId),
    ...(awsAccountId === null ? [] : [awsAccountId]),
    ...ofSent,
  ];
  const owners = [OWNER_OF_CLOUDFORMATION, OWNER_OF_CLI, ...regions.map(({ code }) => ownerInTerraform(code))];
  return { arns: [...sentArns, ...[...awsAccountIds, ...owners].map(rootArn)], awsAccountIds };
}

/**
 * Checks a finished text of a setup before it may leave (H6): no identifier that is neither the customer's nor ours, no
 * name that has one, no hidden characters, and nothing that a spreadsheet or a shell would run.
 * @returns why it may not leave; null when it may
 */
export function whyBlocked(text: string, parts: TextParts): BlockedInstructions | null {
  const inserted = insertedIn(parts);
  const own = parts.awsAccountId === null ? [] : [parts.awsAccountId];
  for (const { value, place } of inserted) {
    // In a name, even our account of another region would stand beside the one to use.
    const named = identifiersExcept(value, { arns: [], awsAccountIds: own }).length > 0;
    if (named) return unsafe(value, place, 'has an ARN or an account');
    if (PLACEHOLDER.test(value)) return unsafe(value, place, 'reads like a placeholder');
  }
  // The code is random and may look like anything.
  const withoutCode = parts.code === null ? text : text.replaceAll(parts.code, '#');
  const words = whyItMustStay(withoutCode, inserted, ownNames(parts));
  return words === null ? null : blocked('unsafe_text', words);
}

/**
 * Why a name could go into no text of a setup, for staff; null where it can. Asked where the name comes in: later it would
 * stop every text.
 */
export function whyNotInTexts({ value, place }: Inserted): string | null {
  const none = { arns: [], awsAccountIds: [] };
  if (identifiersExcept(value, none).length > 0) return blockWords(value, place, 'has an ARN or an account');
  if (PLACEHOLDER.test(value)) return blockWords(value, place, 'reads like a placeholder');
  return whyItMustStay('', [{ value, place }], none);
}

const unsafe = (value: string, place: string, why: string): BlockedInstructions =>
  blocked('unsafe_text', blockWords(value, place, why));
