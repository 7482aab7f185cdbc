import type { PolicyReading } from '#lib/core/finding/evidence.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { EvidenceRefusal } from './evidence-refusal.ts';
import { partsOf, type EvidenceSubject } from './evidence-subject.ts';
import { ASKED_FOR_ACTIONS, GRANT_ACTIONS, KMS_ACTIONS, type KmsAction } from './kms-actions.ts';
import { namesAnotherKey } from './other-keys-named.ts';
import { accountsNamed, answerOf, coversKey, type AnsweredAction } from './policy-answers.ts';
import { readPolicyDocument, type PolicyStatement } from './policy-document.ts';

const FOR_SERVICES = 'kms:GrantIsForAWSResource';

/**
 * Reads the owner's `aws kms get-key-policy` for our account. Only the reading is kept: the document may name other
 * people's accounts, and no reply may contain them (H6).
 */
export function readKeyPolicy(text: string, subject: EvidenceSubject): Result<PolicyReading, EvidenceRefusal> {
  const pasted = readPolicyDocument(text);
  if (!pasted.ok) return pasted;
  const { statements, around } = pasted.value;
  if (namesAnotherKey(around, subject) || isOfAnother(statements, subject)) return refuse('about_another_key');

  const ask = (action: KmsAction, awsAccountId: string, throughAwsService = false): AnsweredAction =>
    answerOf(statements, { awsAccountId, action, arn: subject.arn, throughAwsService });
  const askForUs = (action: KmsAction): AnsweredAction => ask(action, subject.vendorAccountId);
  const required = REQUIRED_ACTIONS.map((action) => [action, askForUs(action)] as const);
  return ok({
    kind: 'key_policy',
    answers: Object.fromEntries(required.map(([action, { answer }]) => [action, answer])) as PolicyReading['answers'],
    conditionKeys: [...new Set(required.flatMap(([, { hangsOn }]) => hangsOn))].toSorted(),
    grantsForAwsServices: ask('CreateGrant', subject.vendorAccountId, true).answer === 'allowed',
    moreThanNeeded: moreThanNeeded(askForUs),
    ownerKeepsControl: keepsControl(statements, subject),
    otherVendorAccounts: subject.otherVendorAccountIds.filter((account) =>
      required.some(([action, { answer }]) => answer === 'not_granted' && gives(ask(action, account))),
    ),
  });
}

const gives = ({ answer }: AnsweredAction): boolean => answer === 'allowed' || answer === 'conditional';

/** What the policy grants our account beyond what we need, in AWS's names; `kms:*` when it grants everything. */
function moreThanNeeded(askForUs: (action: KmsAction) => AnsweredAction): string[] {
  const given = KMS_ACTIONS.filter((action) => {
    const answered = askForUs(action);
    const asAsked = GRANT_ACTIONS.includes(action) && answered.hangsOn.includes(FOR_SERVICES);
    return gives(answered) && !asAsked;
  });
  if (given.length === KMS_ACTIONS.length) return ['kms:*'];
  return given.filter((action) => !ASKED_FOR_ACTIONS.includes(action)).map((action) => `kms:${action}`);
}

const keepsControl = (statements: readonly PolicyStatement[], { arn }: EvidenceSubject): boolean =>
  gives(answerOf(statements, { awsAccountId: partsOf(arn).awsAccountId, action: 'PutKeyPolicy', arn }));

/**
 * Whether a policy belongs to another key. A policy names its key only in Resource. But only the owning account can be
 * granted PutKeyPolicy, so a policy that grants it to another account and never names the owner is another key's.
 */
function isOfAnother(statements: readonly PolicyStatement[], subject: EvidenceSubject): boolean {
  if (statements.some((one) => one.Resource !== undefined && !coversKey(one, subject.arn))) return true;
  if (keepsControl(statements, subject)) return false;
  const owner = partsOf(subject.arn).awsAccountId;
  const named = new Set(statements.flatMap((one) => accountsNamed(one.Principal)));
  const strangers = [...named].filter(
    (account) => account !== subject.vendorAccountId && !subject.otherVendorAccountIds.includes(account),
  );
  return (
    !named.has(owner) &&
    strangers.some((awsAccountId) =>
      gives(answerOf(statements, { awsAccountId, action: 'PutKeyPolicy', arn: subject.arn })),
    )
  );
}
