import type { EvidenceSubject } from './evidence-subject.ts';
import { compareVisible } from './visible-parts.ts';

// AWS names the caller in this place only. Another ARN in a log may be anybody's. White space is taken out before.
const CALLER = /User:(arn:aws[a-z-]{0,20}:(?:iam|sts)::.{1,400}?)isnotauthorizedtoperform/;
const WHOLE =
  /^arn:aws[a-z-]{0,20}:(?:iam|sts)::(\d{12}):(?:root|(?:role|user|assumed-role|federated-user)\/[\w+=,.@/-]{1,200})$/;
const ACCOUNT = /^arn:[^:]{0,30}:(?:iam|sts)::([^:]{0,40})/;

/** The caller that a CloudTrail event names apart from its message. A session of an AWS service may have no ARN. */
type Caller = { principal: string | null; account: string | null };

/**
 * The principal of an error, if it is one of our accounts'.
 * @param given what a CloudTrail event names; null for other texts
 * @param squashed the error's text without white space
 * @returns whether its account is a stranger's or ours, and its ARN if all of that is visible and it is ours
 */
export function ourPrincipal(
  given: Caller | null,
  squashed: string,
  { vendorAccountId, otherVendorAccountIds }: EvidenceSubject,
): { foreign: boolean; ours: boolean; arn: string | null } {
  const accounts = [vendorAccountId, ...otherVendorAccountIds];
  const named = given?.principal ?? CALLER.exec(squashed)?.[1] ?? null;
  const whole = named === null ? null : (WHOLE.exec(named)?.[1] ?? null);
  const visible = whole ?? (named === null ? given?.account : ACCOUNT.exec(named)?.[1]) ?? '';
  const ours = accounts.includes(visible);
  const foreign = accounts.every((account) => compareVisible(visible, account) === 'differs');
  return { foreign, ours, arn: ours && whole !== null ? named : null };
}
