import type { PolicyAnswer } from '#lib/core/finding/evidence.ts';
import { BY_PRINCIPAL } from './condition-keys.ts';
import { fitsPattern } from './glob.ts';
import type { KmsAction } from './kms-actions.ts';
import { judgeConditions, type CallFacts } from './policy-conditions.ts';
import type { PolicyStatement } from './policy-document.ts';

/** Who asks a policy, for what, of which key. */
export type PolicyQuestion = {
  awsAccountId: string;
  action: KmsAction;
  arn: string;
  /** Whether an AWS service makes the call for the account: what `kms:GrantIsForAWSResource` is about. */
  throughAwsService?: boolean;
};

/** The answer, and what decides it where it is conditional. */
export type AnsweredAction = { answer: PolicyAnswer; hangsOn: readonly string[] };

type Reach = 'account' | 'one_principal' | 'nobody';
type Principals = NonNullable<PolicyStatement['Principal']>;

const accountOf = (principal: string): string | null =>
  /^\d{12}$/.test(principal) ? principal : (/^arn:aws[a-z-]*:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1] ?? null);
const isWholeAccount = (principal: string): boolean => /^\d{12}$/.test(principal) || principal.endsWith(':root');

/** AWS services and federated users are named apart, and are never our account. */
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
 * Whom of an account a statement is about. `NotPrincipal` is everybody else; where it excepts the account by its root
 * alone, whether its roles are excepted too is decided by more than the document.
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

/** Whether a statement's Resource is this key. In a key policy `*` means the key that it is attached to. */
export const coversKey = ({ Resource, NotResource }: PolicyStatement, arn: string): boolean =>
  Resource?.some((pattern) => fitsPattern(arn, pattern.replaceAll(VARIABLE, '*'))) ??
  (NotResource !== undefined && !NotResource.some((pattern) => fitsPattern(arn, pattern)));

const factsOf = ({ awsAccountId, throughAwsService }: PolicyQuestion): CallFacts =>
  new Map([
    ['kms:calleraccount', awsAccountId],
    ['aws:principalaccount', awsAccountId],
    ['aws:principalisawsservice', 'false'],
    // KMS takes no call without TLS.
    ['aws:securetransport', 'true'],
    ...(throughAwsService === true ? [['kms:grantisforawsresource', 'true'] as const] : []),
  ]);

/** What a statement's word on the question hangs on; null where it says nothing about it. */
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
 * What a key policy says of one permission for an account: an explicit deny outweighs every allow. `allowed` needs an
 * Allow for the whole account that hangs on nothing, and no Deny that may apply. An Allow for one role of the account
 * is conditional: it is that role's, and production may come as another.
 * Source: IAM user guide, "Policy evaluation logic". It sees this one document: neither IAM policies nor RCPs and SCPs.
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
