import type { PolicyReading } from '#lib/core/finding/evidence.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { actionCoverage } from './action-patterns.ts';
import type { EvidenceRefusal } from './evidence-refusal.ts';
import { partsOf, type EvidenceSubject } from './evidence-subject.ts';
import { ASKED_FOR_ACTIONS, KMS_ACTIONS, type KmsAction } from './kms-actions.ts';
import { hidesAccounts, isOfAnotherPartition } from './masked-policy.ts';
import { namesAnotherKey } from './other-keys-named.ts';
import type { Paste } from './pasted-text.ts';
import { preparePolicy, type AnsweredAction, type PolicyQuestion, type PreparedPolicy } from './policy-answers.ts';
import { readPolicyDocument, type PolicyStatement } from './policy-document.ts';
import { deletedPrincipals, principalsOf } from './policy-principals.ts';
import { servicesNamed } from './through-services.ts';

type Ask = (question: PolicyQuestion) => AnsweredAction;

/** What a call through an AWS service may still depend on when the policy admits the service. */
const OF_SERVICES = ['kms:ViaService', 'aws:CalledVia', 'aws:CalledViaFirst', 'aws:CalledViaLast'];
const MOST_DELETED_NAMED = 20;

/**
 * Reads the owner's `aws kms get-key-policy` for our account: for a call that a session of one of our roles makes to KMS
 * itself (`call-facts.ts` lists what is known of it). Only the reading is kept: the document may name other people's
 * accounts, and no reply may contain them (H6).
 */
export function readKeyPolicy(paste: Paste, subject: EvidenceSubject): Result<PolicyReading, EvidenceRefusal> {
  const pasted = readPolicyDocument(paste);
  if (!pasted.ok) return pasted;
  const { statements, awsManagedKey, around } = pasted.value;
  const { arn, encryptionContext, at } = subject;
  if (isOfAnotherPartition(statements, subject)) return refuse('about_another_key');
  if (hidesAccounts(statements, subject)) return refuse('masked');
  const policy = preparePolicy(statements, { arn, encryptionContext, at });
  const { ask, statementsForOtherKeys } = policy;
  if (!policy.isAboutKms) return refuse('other_policy');
  if (namesAnotherKey(around, subject) || isOfAnother(policy, subject)) return refuse('about_another_key');

  const { vendorAccountId, otherVendorAccountIds } = subject;
  const ours = (action: KmsAction, awsAccountId = vendorAccountId): PolicyQuestion => ({ awsAccountId, action });
  const required = REQUIRED_ACTIONS.map((action) => [action, ask(ours(action))] as const);
  const throughServices = servicesFor(
    statements,
    (action) => ask({ ...ours(action), throughAwsService: true }),
    required,
    partsOf(arn).region,
  );
  const deleted = new Set(
    statements.flatMap((one) => (one.Effect === 'Allow' ? deletedPrincipals(one.Principal) : [])),
  );
  return ok({
    kind: 'key_policy',
    answers: Object.fromEntries(required.map(([action, { answer }]) => [action, answer])) as PolicyReading['answers'],
    conditionKeys: [...new Set(required.flatMap(([, { hangsOn }]) => hangsOn))].toSorted(),
    grantsForAwsServices: admitsServices(ask({ ...ours('CreateGrant'), throughAwsService: true })),
    moreThanNeeded: moreThanNeeded((action) => ask(ours(action))),
    ownerKeepsControl: keepsControl(ask, subject),
    otherVendorAccounts: otherVendorAccountIds.filter((account) =>
      required.some(([action, { answer }]) => answer === 'not_granted' && gives(ask(ours(action, account)))),
    ),
    ...(statements.some((one) => allowsUseForGrantsOnly(one, vendorAccountId)) && { grantConditionOnUse: true }),
    ...(throughServices.length > 0 && { throughServices }),
    ...(statementsForOtherKeys > 0 && { statementsForOtherKeys }),
    ...(deleted.size > 0 && { deletedPrincipals: [...deleted].slice(0, MOST_DELETED_NAMED) }),
    ...(awsManagedKey && { awsManagedKey }),
  });
}

/** Whether an Allow for our account covers uses of the key under a condition that only calls about grants can meet. */
function allowsUseForGrantsOnly(statement: PolicyStatement, vendorAccountId: string): boolean {
  const { Effect, Action, Condition } = statement;
  if (Effect !== 'Allow' || Condition === undefined) return false;
  const bool = Object.entries(Condition).find(([operator]) => operator.toLowerCase() === 'bool')?.[1] ?? {};
  const forGrants = Object.keys(bool).some((key) => key.toLowerCase() === 'kms:grantisforawsresource');
  if (!forGrants || principalsOf(statement).reach(vendorAccountId) === 'nobody') return false;
  const covered = actionCoverage()(Action ?? []);
  return REQUIRED_ACTIONS.some((action) => covered.has(action));
}

const gives = ({ answer }: AnsweredAction): boolean => answer === 'allowed' || answer === 'conditional';

const admitsServices = ({ answer, hangsOn }: AnsweredAction): boolean =>
  answer === 'allowed' || (answer === 'conditional' && hangsOn.every((key) => OF_SERVICES.includes(key)));

/** The services through which our account gets a permission that our own calls do not get. */
function servicesFor(
  statements: readonly PolicyStatement[],
  askThrough: (action: KmsAction) => AnsweredAction,
  required: readonly (readonly [KmsAction, AnsweredAction])[],
  region: string,
): string[] {
  const onlyThrough = required.some(([action, { answer }]) => answer === 'not_granted' && gives(askThrough(action)));
  return onlyThrough ? servicesNamed(statements, region) : [];
}

/** What the policy grants our account beyond what we need, in AWS's names; `kms:*` when it grants everything. */
function moreThanNeeded(askForUs: (action: KmsAction) => AnsweredAction): string[] {
  const given = KMS_ACTIONS.filter((action) => askForUs(action).given);
  if (given.length === KMS_ACTIONS.length) return ['kms:*'];
  return given.filter((action) => !ASKED_FOR_ACTIONS.includes(action)).map((action) => `kms:${action}`);
}

const putKeyPolicy = (awsAccountId: string): PolicyQuestion => ({
  awsAccountId,
  action: 'PutKeyPolicy',
  caller: 'anybody',
});

const keepsControl = (ask: Ask, subject: EvidenceSubject): boolean =>
  gives(ask(putKeyPolicy(partsOf(subject.arn).awsAccountId)));

/**
 * Whether a policy belongs to another account's key. Only the owning account can be granted PutKeyPolicy, so a policy
 * that grants it to another account and never names the owner is another key's.
 */
function isOfAnother({ ask, accountsNamed, concerns }: PreparedPolicy, subject: EvidenceSubject): boolean {
  if (concerns(partsOf(subject.arn).awsAccountId)) return false;
  const ours = [subject.vendorAccountId, ...subject.otherVendorAccountIds];
  return accountsNamed.some((account) => !ours.includes(account) && gives(ask(putKeyPolicy(account))));
}
