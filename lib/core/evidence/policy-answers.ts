import type { PolicyAnswer } from '#lib/core/finding/evidence.ts';
import { BY_PRINCIPAL } from './condition-keys.ts';
import { fitsPattern } from './glob.ts';
import type { KmsAction } from './kms-actions.ts';
import { judgeConditions, type CallFacts } from './policy-conditions.ts';
import type { PolicyStatement } from './policy-document.ts';

/** Which account asks the policy for which permission on which key. */
export type PolicyQuestion = {
  awsAccountId: string;
  action: KmsAction;
  arn: string;
  /** Whether an AWS service makes the call for the account, which `kms:GrantIsForAWSResource` tests. */
  throughAwsService?: boolean;
};

/** The answer, and what it depends on if it is conditional. */
export type AnsweredAction = { answer: PolicyAnswer; hangsOn: readonly string[] };

type Reach = 'account' | 'one_principal' | 'nobody';
type Principals = NonNullable<PolicyStatement['Principal']>;

const accountOf = (principal: string): string | null =>
  /^\d{12}$/.test(principal) ? principal : (/^arn:aws[a-z-]*:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1] ?? null);
const isWholeAccount = (principal: string): boolean => /^\d{12}$/.test(principal) || principal.endsWith(':root');

/** AWS services and federated users have fields of their own and are never our account. */
const awsPrincipals = (principals: Principals | undefined): readonly string[] => principals?.['AWS'] ?? [];

/** The AWS accounts that a list of principals names. */
export const accountsNamed = (principals: Principals | undefined): string[] =>
  awsPrincipals(principals).flatMap((principal) => accountOf(principal) ?? []);

function reachOf(principals: Principals, awsAccountId: string): Reach {
  const named = awsPrincipals(principals);
  const ofAccount = named.filter((principal) => accountOf(principal) === awsAccountId);
  if (named.includes('*') || ofAccount.some(isWholeAccount)) return 'account';
  return ofAccount.length > 0 ? 'one_principal' : 'nobody';
}

/**
 * Which callers of an account a statement covers. `NotPrincipal` covers everybody else. If it exempts only the
 * account's root, the document does not say whether that exempts the roles too.
 */
function statementReach({ Effect, Principal, NotPrincipal }: PolicyStatement, awsAccountId: string): Reach {
  if (Principal !== undefined) return reachOf(Principal, awsAccountId);
  if (NotPrincipal === undefined || awsPrincipals(NotPrincipal).includes('*')) return 'nobody';
  const excepted = reachOf(NotPrincipal, awsAccountId);
  if (excepted === 'nobody') return 'account';
  return excepted === 'account' && Effect === 'Allow' ? 'nobody' : 'one_principal';
}

const coversAction = ({ Action, NotAction }: PolicyStatement, action: string): boolean => {
  const fits = (pattern: string): boolean => fitsPattern(`kms:${action}`.toLowerCase(), pattern.toLowerCase());
  return Action?.some(fits) ?? (NotAction !== undefined && !NotAction.some(fits));
};

const VARIABLE = /\$\{[^{}]*\}/g;

/** Whether a statement's Resource covers this key. In a key policy, `*` means the key that it is attached to. */
export const coversKey = ({ Resource, NotResource }: PolicyStatement, arn: string): boolean =>
  Resource?.some((pattern) => fitsPattern(arn, pattern.replaceAll(VARIABLE, '*'))) ??
  (NotResource !== undefined && !NotResource.some((pattern) => fitsPattern(arn, pattern)));

const factsOf = ({ awsAccountId, throughAwsService }: PolicyQuestion): CallFacts =>
  new Map([
    ['kms:calleraccount', awsAccountId],
    ['aws:principalaccount', awsAccountId],
    ['aws:principalisawsservice', 'false'],
    // KMS accepts calls only over TLS.
    ['aws:securetransport', 'true'],
    ...(throughAwsService === true ? [['kms:grantisforawsresource', 'true'] as const] : []),
  ]);

/** What a statement's answer to the question depends on; null when it does not cover the question. */
function wordOf(statement: PolicyStatement, question: PolicyQuestion): readonly string[] | null {
  const reach = statementReach(statement, question.awsAccountId);
  if (reach === 'nobody' || !coversAction(statement, question.action) || !coversKey(statement, question.arn))
    return null;
  const conditions = judgeConditions(statement.Condition, factsOf(question));
  if (conditions.fails) return null;
  const variables = (statement.Resource ?? []).some((pattern) => pattern.includes('${'));
  return [...conditions.hangsOn, ...(reach === 'one_principal' || variables ? [BY_PRINCIPAL] : [])];
}

/**
 * What a key policy says about one permission for an account. An explicit deny outweighs every allow. `allowed` needs
 * an unconditional Allow for the whole account and no Deny that may apply; an Allow for one role is conditional.
 * Source: IAM user guide, "Policy evaluation logic". Only this document is read: no IAM policies, RCPs or SCPs.
 */
export function answerOf(statements: readonly PolicyStatement[], question: PolicyQuestion): AnsweredAction {
  const words = statements.flatMap((statement) => {
    const hangsOn = wordOf(statement, question);
    return hangsOn === null ? [] : [{ effect: statement.Effect, hangsOn }];
  });
  const [allows, denies] = [
    words.filter(({ effect }) => effect === 'Allow'),
    words.filter(({ effect }) => effect === 'Deny'),
  ];
  if (denies.some(({ hangsOn }) => hangsOn.length === 0)) return { answer: 'denied', hangsOn: [] };
  if (allows.length === 0) return { answer: 'not_granted', hangsOn: [] };
  const allowedAnyway = allows.some(({ hangsOn }) => hangsOn.length === 0);
  const undecided = [...(allowedAnyway ? [] : allows), ...denies].flatMap(({ hangsOn }) => hangsOn);
  return undecided.length === 0
    ? { answer: 'allowed', hangsOn: [] }
    : { answer: 'conditional', hangsOn: [...new Set(undecided)] };
}
