import { partsOf, type EvidenceSubject } from './evidence-subject.ts';
import type { PolicyStatement } from './policy-document.ts';
import { compareVisible } from './visible-parts.ts';

/** What KMS prints as a principal: everybody, an account, an ARN, or the unique ID of a deleted one. */
const WHOLE =
  /^(?:\*|\d{12}|A(?:ROA|IDA|GPA|IPA|SCA)[A-Z0-9]{6,40}|[0-9a-f]{64}|arn:aws[a-z-]{0,20}:(?:iam|sts)::\d{12}:.+)$/s;
const IAM_ARN = /^arn:([^:]{0,40}):(?:iam|sts)::([^:]{0,80}):?/;
const ACCOUNT_CONDITION = /^(?:kms:calleraccount|aws:(?:principal|source)account)$/i;
/** A condition's value may have wildcards and policy variables, which are AWS's own. */
const WHOLE_VALUE = /^[\d*?]{0,40}$|\$\{/;

const principalsIn = ({ Principal, NotPrincipal }: PolicyStatement): readonly string[] => [
  ...(Principal?.['AWS'] ?? []),
  ...(NotPrincipal?.['AWS'] ?? []),
];

/** The accounts in conditions that are neither whole nor a pattern. */
function hiddenInConditions({ Condition }: PolicyStatement): string[] {
  const hidden: string[] = [];
  for (const [operator, byKey] of Object.entries(Condition ?? {})) {
    if (operator.toLowerCase() === 'null') continue;
    for (const [key, values] of Object.entries(byKey)) {
      const isAccount = ACCOUNT_CONDITION.test(key);
      for (const value of values) {
        const account = isAccount ? value : value.startsWith('arn:') ? (IAM_ARN.exec(value)?.[2] ?? '') : '';
        if (!WHOLE_VALUE.test(account)) hidden.push(account);
      }
    }
  }
  return hidden;
}

/** Whether what stands in the place of an account may be this one: a placeholder or a damaged number may be any. */
function couldBe(account: string, whole: string): boolean {
  const isWord = /[a-wyz]/i.test(account.replaceAll(/<[^<>]*>|\[[^[\]]*\]|\{[^{}]*\}/g, ''));
  const isDamaged = /^[\d -]*$/.test(account) && account !== whole;
  return isWord || isDamaged || compareVisible(account, whole) !== 'differs';
}

/**
 * Whether a principal or an account condition is hidden or a placeholder, and may stand for the owner or one of us. Read
 * as it is, such a policy would seem to grant nothing.
 */
export function hidesAccounts(statements: readonly PolicyStatement[], subject: EvidenceSubject): boolean {
  const concerned = [partsOf(subject.arn).awsAccountId, subject.vendorAccountId, ...subject.otherVendorAccountIds];
  const hidden = statements.flatMap((statement) => [
    ...principalsIn(statement)
      .filter((principal) => !WHOLE.test(principal))
      .map((principal) => IAM_ARN.exec(principal)?.[2] ?? principal),
    ...hiddenInConditions(statement),
  ]);
  return hidden.some((account) => concerned.some((whole) => couldBe(account, whole)));
}

/** Whether a policy names principals of another partition, whose keys never belong to this one. */
export function isOfAnotherPartition(statements: readonly PolicyStatement[], { arn }: EvidenceSubject): boolean {
  const partition = arn.split(':')[1];
  return statements
    .flatMap((statement) => principalsIn(statement))
    .some((principal) => {
      const [, named] = IAM_ARN.exec(principal) ?? [];
      return named !== undefined && /^aws(?:-[a-z]+)*$/.test(named) && named !== partition;
    });
}
