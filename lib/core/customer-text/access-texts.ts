import { evidenceParts, whereToLook } from '#lib/core/customer-text/evidence-parts.ts';
import { heading, list, paragraph, steps, type Part } from '#lib/core/customer-text/layout.ts';
import { cancelSteps, deletionWords } from '#lib/core/customer-text/key-texts.ts';
import { contextWords, otherReasons, policyCopyParts, statementParts } from '#lib/core/customer-text/policy-parts.ts';
import { at, kmsCommand, missingWords, type TextContext } from '#lib/core/customer-text/text-context.ts';
import type { TextRule } from '#lib/core/customer-text/text-rule.ts';

/** Whose side it may be on. The control key narrows it; other customers are never mentioned (H6, H12). */
function sideWords({ confidence, detail }: TextContext): string {
  const passed = detail.control === 'passed' ? 'The same calls with a key of our own are allowed. ' : '';
  switch (confidence) {
    case 'certain':
      return passed.trimEnd();
    case 'likely':
      return `${passed}A cause on our side is unlikely; we keep an eye on it.`;
    case 'one_of_several':
      return `${passed}AWS gives one answer for several causes, so this may be on your side or on ours. We are checking our side, too.`;
  }
}

const policyLead = (context: TextContext): string =>
  context.confidence === 'certain'
    ? `Please let the policy of this key allow our account ${missingWords(context)}.`
    : `Please check whether the policy of this key allows our account ${missingWords(context)}.`;

/** The words for a denial: fact, whose side, what to add, what else denies, the evidence, where to look. */
const denialParts =
  (fact: (context: TextContext) => string) =>
  (context: TextContext): readonly Part[] => [
    paragraph(`${fact(context)} ${sideWords(context)}`.trimEnd()),
    ...policyCopyParts(context),
    ...statementParts(context),
    ...otherReasons(context),
    ...evidenceParts(context),
  ];

const denied = (fact: (context: TextContext) => string, subject: string): TextRule => ({
  kind: 'ask',
  asked: 'dry_runs',
  subject,
  lead: policyLead,
  parts: denialParts(fact),
  also: (context) => `AWS denies our account ${missingWords(context)}.`,
});

const deniedWords = (context: TextContext): string => `AWS denies our account ${missingWords(context)} with this key.`;

export const ACCESS_TEXTS = {
  access_lost: denied(
    (context) =>
      `${deniedWords(context)} Before, AWS allowed it. Until it is allowed again our service cannot use the key.`,
    'cannot be used by our account',
  ),
  no_access_yet: denied(
    (context) => `${deniedWords(context)} Until it is allowed our service cannot use the key.`,
    'cannot be used by our account yet',
  ),
  partial_access: denied(
    (context) => `${deniedWords(context)} Other actions are allowed. Our service needs all of them.`,
    'cannot be used by our account in full',
  ),
  describe_denied: denied(
    (context) =>
      `${deniedWords(context)} Other actions are allowed. While we cannot see the state of the key, we cannot warn you of a scheduled deletion either.`,
    'has a state that our account cannot see',
  ),
  key_not_found: {
    kind: 'ask',
    asked: 'dry_runs',
    subject: 'is not found by AWS',
    lead: ({ subject }) =>
      `Please compare the ARN below with your key: AWS tells us that there is no such key in ${subject.region}.`,
    parts: (context) => [
      paragraph(
        `The ARN may be mistyped, the key may be in another region or account, or it may be so new that AWS does not know it everywhere. ${sideWords(context)}`.trimEnd(),
      ),
      heading('What to do'),
      steps(
        {
          text: `Run this in your account ${context.subject.awsAccountId} and send us all that it prints.`,
          verbatim: kmsCommand('describe-key', context),
        },
        { text: 'If it shows no key, send us the ARN of the key that you mean.' },
      ),
      ...evidenceParts(context),
    ],
    also: () => 'AWS tells us that there is no such key.',
  },
  resource_control_policy_denies: {
    kind: 'ask',
    asked: 'dry_runs',
    subject: 'and a resource control policy',
    lead: ({ subject, confidence }) =>
      confidence === 'certain'
        ? `Please ask the administrators of your AWS organisation to except our account ${subject.vendorAccountId} from the resource control policy that covers this key.`
        : `Please ask the administrators of your AWS organisation whether a resource control policy denies our account ${subject.vendorAccountId} this key.`,
    parts: (context) => [
      paragraph(
        `AWS denies our account ${missingWords(context)} with this key, and its answer names a resource control policy. The key policy cannot outweigh one. ${sideWords(context)}`.trimEnd(),
      ),
      ...policyCopyParts(context),
      paragraph(
        'AWS names one policy at a time. When this one is settled, another denial may show; we check and write.',
      ),
      ...evidenceParts(context),
    ],
    also: () => 'AWS names a resource control policy that denies our account.',
  },
  denied_while_pending_deletion: {
    kind: 'ask',
    asked: 'dry_runs',
    subject: 'was scheduled for deletion when we last saw it',
    lead: () =>
      'Please check now whether the deletion of this key is intended; if it is not, cancel it and then enable the key.',
    parts: (context) => [
      paragraph(
        `When we last saw the key${
          context.detail.loss ? `, ${at(context.detail.loss.describedAt, context)},` : ''
        } it was scheduled for deletion. Since then AWS denies our account the key, so we cannot see whether it still is. ${deletionWords(context)}`,
      ),
      paragraph(sideWords({ ...context, confidence: 'one_of_several' })),
      heading('What to do'),
      steps(
        {
          text: `See the state of the key in your account ${context.subject.awsAccountId}, and send us all that this prints.`,
          verbatim: kmsCommand('describe-key', context),
        },
        {
          text: `If it shows PendingDeletion, check whether that is intended. If it is, change nothing and ${context.subject.replyTo}.`,
        },
        ...cancelSteps(context),
        { text: 'When the key is enabled, look at its policy as described below.' },
      ),
      ...statementParts(context),
      ...otherReasons(context),
      ...evidenceParts(context),
    ],
    also: () => 'The key was scheduled for deletion when we last saw it.',
  },
  access_denied_unconfirmed: {
    kind: 'hold',
    asked: 'dry_runs',
    subject: 'is being checked by us',
    lead: (context) => {
      const { confirmAt } = context.detail;
      return confirmAt && confirmAt > context.now
        ? `You need not do anything yet: we are confirming until ${at(confirmAt, context)} what AWS answered us.`
        : 'You need not do anything yet: we are confirming what AWS answered us.';
    },
    parts: (context) => [
      paragraph(
        `AWS denied our account ${missingWords(context)} with this key. A change of permissions takes minutes to settle in AWS, so a first denial says little. We write again when we know more.`,
      ),
      ...(context.subject.encryptionContextKeys === null ? [paragraph(contextWords(context))] : []),
    ],
    also: null,
  },
  // A green probe closes nothing (H14), and comparing the two calls is ours to do.
  production_denied_probe_allowed: {
    kind: 'hold',
    asked: 'dry_runs',
    subject: 'is being looked at by us',
    lead: () =>
      'You need not do anything yet: we are comparing a denied call of our service with our permission tests.',
    parts: (context) => [
      paragraph(
        `AWS denied a call of our service with this key${productionWords(context)}. Our permission tests with it are allowed.`,
      ),
      heading('What may make the difference'),
      list(
        'The principal: the policy names one role of our account instead of the account.',
        contextWords(context),
        'The way: a condition on the endpoint, the network or the AWS service that calls for us (kms:ViaService, aws:SourceVpce, aws:SourceIp).',
        'The time: the policy or an alias was changed between the two calls.',
      ),
      paragraph('If the policy of the key sets such conditions, it helps us to know them.'),
      ...whereToLook(context),
    ],
    also: () =>
      'AWS denied a call of our service with this key, although our permission tests are allowed. We look into it.',
  },
} as const satisfies Record<string, TextRule>;

const KMS_ACTION = /^(?:kms:)?([A-Z][A-Za-z]{1,40})$/;

/** What production met. The action comes from a pasted error: only AWS's own form of a name is repeated (H6). */
function productionWords(context: TextContext): string {
  const { production } = context.detail;
  if (!production) return '';
  const action = KMS_ACTION.exec(production.action ?? '')?.[1];
  return `: ${action === undefined ? '' : `kms:${action}, `}${at(production.asOf, context)}`;
}
