import type { RequiredAction } from '#lib/core/probe/actions.ts';
import { heading, list, paragraph, steps, verbatim, type Part } from '#lib/core/text/blocks.ts';
import { actionWords, consolePath, kmsCommand, type CommandKey } from '#lib/core/text/commands.ts';
import type { TextKey, TextSubject } from '#lib/core/text/text-subject.ts';

/** A part of a policy: a text, a list, or named parts. */
export type PolicyPart = string | readonly PolicyPart[] | { readonly [name: string]: PolicyPart };
type Statement = Readonly<Record<string, PolicyPart>>;

const rootOf = (accountId: string) => ({ AWS: `arn:aws:iam::${accountId}:root` });

/**
 * The two statements that the KMS console writes for another account. The Sids are ours, because a Sid must be unique.
 */
const consoleStatements = (vendorAccountId: string): readonly Statement[] => [
  {
    Sid: `Allow use of the key by ${vendorAccountId}`,
    Effect: 'Allow',
    Principal: rootOf(vendorAccountId),
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    Resource: '*',
  },
  {
    Sid: `Allow attachment of persistent resources by ${vendorAccountId}`,
    Effect: 'Allow',
    Principal: rootOf(vendorAccountId),
    Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
    Resource: '*',
    Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  },
];

/** What to add to a key policy: the missing actions, or the console's two statements when all actions are missing. */
const statementsToAdd = (vendorAccountId: string, missing: readonly RequiredAction[] | 'all'): readonly Statement[] =>
  missing === 'all'
    ? consoleStatements(vendorAccountId)
    : [
        {
          Effect: 'Allow',
          Principal: rootOf(vendorAccountId),
          Action: missing.map((action) => `kms:${action}`),
          Resource: '*',
        },
      ];

const json = (value: PolicyPart): string => JSON.stringify(value, null, 2);

/**
 * A whole policy, only for a key that has not been created yet (H1).
 * @param owner the owner's account, or how the tool that creates the key writes it
 */
export const newKeyPolicy = (owner: string, vendorAccountId: string): Readonly<Record<string, PolicyPart>> => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Enable IAM User Permissions',
      Effect: 'Allow',
      Principal: rootOf(owner),
      Action: 'kms:*',
      Resource: '*',
    },
    ...consoleStatements(vendorAccountId),
  ],
});

/** The same as JSON. */
export const policyOfNewKey = ({ awsAccountId, vendorAccountId }: NewKeyAccounts): string =>
  json(newKeyPolicy(awsAccountId, vendorAccountId));

type NewKeyAccounts = Pick<TextKey, 'awsAccountId' | 'vendorAccountId'>;

/** Denies every deletion with less than the longest waiting period. Source: KMS developer guide, "Condition keys". */
export const LONGEST_WAIT_STATEMENT: string = json({
  Sid: 'Require the longest waiting period before deletion',
  Effect: 'Deny',
  Principal: '*',
  Action: 'kms:ScheduleKeyDeletion',
  Resource: '*',
  Condition: { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' } },
});

/**
 * The condition of a Deny statement of a resource control policy that exempts our account. Both names have to differ
 * for it to deny, so it denies as before everybody else. Source: KMS developer guide, "Resource control policies".
 */
export const exemptingCondition = (vendorAccountId: string): string =>
  `"Condition": ${json({
    StringNotEqualsIfExists: {
      'aws:PrincipalOrgID': 'YOUR-ORGANIZATION-ID',
      'aws:PrincipalAccount': vendorAccountId,
    },
  })}`;

/** The same for a Deny statement of the key policy, beside the conditions that it has. */
const narrowingCondition = (vendorAccountId: string): string =>
  `"Condition": ${json({ StringNotEqualsIfExists: { 'aws:PrincipalAccount': vendorAccountId } })}`;

/** Where several policies deny, AWS's message names one. Source: IAM user guide, "Troubleshoot access denied". */
export const ONE_AT_A_TIME = 'AWS names one policy at a time: once this one is changed, another denial may appear.';

/** An existing key whose policy the customer edits, and how they reach us. */
type EditedKey = CommandKey & Pick<TextKey, 'vendorAccountId' | 'replyTo'>;

/**
 * What to add to the policy of an existing key, and how, which saves the present policy first (H1).
 * @param missing the actions to allow, or `all` when none is known to be allowed
 */
export function statementParts(subject: EditedKey, missing: readonly RequiredAction[] | 'all'): readonly Part[] {
  const statements = statementsToAdd(subject.vendorAccountId, missing);
  const these = statements.length === 1 ? 'this statement' : 'these two statements';
  return [
    heading('What to add to the key policy'),
    paragraph(
      `Add ${these} to the list "Statement". Leave every other statement as it is, above all those for your own account.${statements.length === 1 ? '' : ' If the policy already has a statement with the same "Sid", give the new one another "Sid".'}`,
    ),
    verbatim(statements.map(json).join(',\n')),
    ...waysToEdit(subject, 'How to add it', `Add ${these}`),
  ];
}

/**
 * What to change in the policy of an existing key where an explicit Deny refuses our calls, and how. An Allow is
 * no part of it: a Deny always wins. Source: IAM user guide, "Policy evaluation logic".
 * @param denied the actions that the Deny refuses
 */
export function denyParts(subject: EditedKey, denied: readonly RequiredAction[]): readonly Part[] {
  const { vendorAccountId } = subject;
  return [
    heading('What to change in the key policy'),
    paragraph(
      `Find the statement with "Effect": "Deny" that covers our account ${vendorAccountId} for ${actionWords(denied)}; its "Principal" may be "*". Remove it if nothing else needs it, or narrow it: with this condition beside those that it has, it denies everybody else as before. Leave every other statement as it is.`,
    ),
    verbatim(narrowingCondition(vendorAccountId)),
    ...waysToEdit(subject, 'How to change it', 'Change the statement'),
    paragraph(ONE_AT_A_TIME),
  ];
}

/**
 * How to edit a key policy, in the console or on the command line. Both save the present one first. `put-key-policy`
 * replaces the whole policy, so an empty or cut-off copy would lose statements (H1).
 */
function waysToEdit(subject: EditedKey, title: string, edit: string): readonly Part[] {
  return [
    heading(title),
    steps(
      {
        text: `Save the present policy (in the AWS console: ${consolePath(subject, 'Key policy')}, in the policy view). Keep this file unchanged, so that you can restore it.`,
        verbatim: `${kmsCommand('get-key-policy', subject, ' --policy-name default --query Policy --output text')} > key-policy-before.json`,
      },
      {
        text: 'Check that the copy is complete: it begins with {, ends with }, and has every statement, also that for your own administrators. If not, stop.',
      },
      {
        text: `${edit} in a copy named key-policy-edited.json, and store the copy, which replaces the whole policy. If AWS refuses it because it would lock you out, stop and ${subject.replyTo}. In the console, choose Edit instead.`,
        verbatim: kmsCommand(
          'put-key-policy',
          subject,
          ' --policy-name default --policy file://key-policy-edited.json',
        ),
      },
    ),
  ];
}

/** Condition keys that a reply may repeat. A policy copy is pasted text, so nothing else of it may be repeated (H6). */
const KNOWN_CONDITION_KEYS = [
  'kms:ViaService',
  'kms:CallerAccount',
  'kms:EncryptionContext',
  'kms:EncryptionContextKeys',
  'kms:RequestAlias',
  'kms:ResourceAliases',
  'aws:PrincipalOrgID',
  'aws:PrincipalArn',
  'aws:PrincipalAccount',
  'aws:SourceIp',
  'aws:SourceVpc',
  'aws:SourceVpce',
  'aws:SourceAccount',
  'aws:SourceArn',
] as const;

/** The condition keys of a pasted policy that AWS defines, in a fixed order. */
export const knownConditions = (keys: readonly string[]): string[] =>
  KNOWN_CONDITION_KEYS.filter((known) => keys.includes(known));

/** What we send as encryption context, because a condition may require it (H23). */
export const contextWords = ({ encryptionContextKeys }: Pick<TextSubject, 'encryptionContextKeys'>): string =>
  encryptionContextKeys === null
    ? 'We send no encryption context, so a statement that requires one (kms:EncryptionContext) denies our calls.'
    : `We send an encryption context${encryptionContextKeys.length === 0 ? '' : ` with ${encryptionContextKeys.join(', ')}`}; a statement that requires a different one denies our calls.`;

/** What can deny our calls when the policy already has the statement. */
export const otherReasons = (subject: TextKey): readonly string[] => [
  'A Deny in the policy, or a condition that our calls do not meet, such as kms:ViaService, aws:SourceIp, aws:SourceVpce or aws:PrincipalOrgID.',
  contextWords(subject),
  `A resource control policy of your AWS organization, which then has to exempt our account ${subject.vendorAccountId} (aws:PrincipalAccount).`,
];

/** The same as a section of its own. */
export const ifAllowedAlready = (subject: TextKey): readonly Part[] => [
  heading('If the policy already allows this'),
  paragraph('AWS gives the same answer for:'),
  list(...otherReasons(subject)),
];
