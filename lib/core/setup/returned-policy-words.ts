import type { EvidenceRefusal } from '#lib/core/evidence/evidence-refusal.ts';
import { EVIDENCE_REFUSAL } from '#lib/core/evidence/evidence-refusal.ts';
import { conditionsHint, otherResourcesWords } from '#lib/core/evidence/evidence-words.ts';
import { PASTE_FORMATS } from '#lib/core/evidence/paste-format.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import { gapSentences, CHANGE_POLICY } from './policy-gap.ts';
import { needsArn } from './returned-policies.ts';
import type { ReturnedWords } from './returned-words.ts';
import type { Expected, PolicyForLine, ReturnedLine, UnplacedPolicy } from './returned.ts';

/** Staff must read it wherever no policy was read: no test of ours can show that statement. */
export const GRANTS_NOT_CHECKED = 'Grants for AWS services: not checked.';

const GET_POLICY =
  'Ask for the output of aws kms get-key-policy --policy-name default --output text, with the key’s ARN and region, as a file.';
const SEND_POLICY =
  'Please send us the key policy as aws kms get-key-policy --policy-name default --output text prints it, as a file.';

/** The fact of a refusal. What to do next is said for a setup and not for the page of a key. */
function refusalFact(reason: EvidenceRefusal): string {
  if (reason === 'about_another_key') return 'This is about another key or another AWS account.';
  if (reason === 'not_this_command') return 'This is not what get-key-policy prints.';
  return EVIDENCE_REFUSAL[reason].words.split(/(?<=\.) /)[0] ?? '';
}

/** What the pasted policy says for a line, with what to ask for. */
export function policyWords(line: ReturnedLine, { regions }: Pick<Expected, 'regions'>): ReturnedWords {
  const { policy, region } = line;
  switch (policy.kind) {
    case 'not_pasted':
      return line.policyRead === true
        ? { staff: 'This answer holds no policy. The one that was read before counts.', customer: null }
        : { staff: `This answer holds no policy for ${region}. ${GRANTS_NOT_CHECKED}`, customer: SEND_POLICY };
    case 'several':
      return {
        staff: `The answer holds different policies for ${region}. Ask which one the key has now. ${GRANTS_NOT_CHECKED}`,
        customer: `You sent different policies for the key in ${region}. Please send us the one that the key has now.`,
      };
    case 'refused': {
      const fact = refusalFact(policy.reason);
      const said =
        policy.format === null ? fact : fact.replace('not JSON', `${PASTE_FORMATS[policy.format]}, not JSON`);
      return { staff: `Policy for ${region}: ${said} ${GET_POLICY} ${GRANTS_NOT_CHECKED}`, customer: SEND_POLICY };
    }
    case 'read': {
      const vendorAccountId = regions.find(({ code }) => code === region)?.vendorAccountId ?? '';
      if (needsArn(policy)) return { staff: NEEDS_ARN, customer: null };
      return policy.reading.awsManagedKey === true
        ? AWS_MANAGED
        : {
            staff: staffWords(region, policy, vendorAccountId),
            customer: customerWords(region, policy, vendorAccountId),
          };
    }
  }
}

const NEEDS_ARN = `The policy has statements for single keys, so it can’t be read before the key’s ARN is known. Ask for the ARN, then paste the policy with it. ${GRANTS_NOT_CHECKED}`;

const AWS_MANAGED: ReturnedWords = {
  staff:
    'This is the policy of an AWS managed key, which nobody can change, so it can never give our account access. Ask for the ARN of a customer managed key.',
  customer:
    'You sent the policy of a key that AWS manages, and nobody can change that policy. Please create a customer managed key, and send us its ARN.',
};

type ReadPolicy = Extract<PolicyForLine, { kind: 'read' }>;

const sentences = (...given: (string | false)[]): string => given.filter((one) => one !== false).join(' ');

function staffWords(region: string, policy: ReadPolicy, vendorAccountId: string): string {
  const { uses, missingActions, grants, otherRegions, reading, forArn } = policy;
  const { conditionKeys, deletedPrincipals, moreThanNeeded, statementsForOtherKeys, throughServices } = reading;
  const [other] = otherRegions;
  return sentences(
    uses === 'complete' && `Policy for ${region}: everything that we need is allowed to ${vendorAccountId}.`,
    uses !== 'complete' && `Policy for ${region}:`,
    uses === 'incomplete' && `${lacking(missingActions)} allowed to ${vendorAccountId}.`,
    conditionKeys.length > 0 &&
      `What ${vendorAccountId} may do depends on ${conditionKeys.join(', ')}. ${conditionsHint(conditionKeys)}`,
    other !== undefined &&
      `It names our ${other.region} account (${other.vendorAccountId}). In ${region} it must be ${vendorAccountId}.`,
    reading.grantConditionOnUse === true &&
      'kms:GrantIsForAWSResource stands on the statement for use. It belongs on the statement for grants only.',
    throughServices !== undefined && `It allows use only through AWS services: ${throughServices.join(', ')}.`,
    deletedPrincipals !== undefined &&
      `It names roles or users that were deleted, of ours or of others: ${deletedPrincipals.join(', ')}.`,
    `Grants for AWS services: ${grants === 'present' ? 'allowed' : 'not allowed'} by the policy.`,
    moreThanNeeded.length > 0 && `It allows more than we need: ${moreThanNeeded.join(', ')}.`,
    forArn !== null && !reading.ownerKeepsControl && 'The customer’s own account can no longer change this policy.',
    statementsForOtherKeys !== undefined && forArn !== null && `${otherResourcesWords(statementsForOtherKeys)}.`,
  );
}

const lacking = (missing: ReadPolicy['missingActions']): string =>
  missing.length === REQUIRED_ACTIONS.length
    ? 'Nothing that we need is'
    : `${missing.map((action) => `kms:${action}`).join(', ')} ${missing.length === 1 ? 'is' : 'are'} not`;

/** What to send about a policy that was read; null if nothing in it has to change. */
function customerWords(region: string, policy: ReadPolicy, vendorAccountId: string): string | null {
  const { uses, missingActions, grants, otherRegions, reading } = policy;
  const otherAccountId = otherRegions[0]?.vendorAccountId ?? null;
  const said = [
    ...gapSentences({ missingActions }, { region, vendorAccountId, otherAccountId, grants: grants === 'present' }),
    reading.grantConditionOnUse === true &&
      'The condition kms:GrantIsForAWSResource belongs on the statement for grants only, and it is on the statement for the use of the key too.',
    reading.conditionKeys.length > 0 &&
      `What it allows our account depends on the conditions ${reading.conditionKeys.join(', ')}.`,
  ].filter((one) => one !== false);
  if (said.length === 0 || (uses === 'complete' && grants === 'present')) return null;
  return [`You sent the policy of the key in ${region}.`, ...said, CHANGE_POLICY].join(' ');
}

/** A policy of which the text does not tell the key. */
export const unplacedPolicyWords = ({ vendorRegions, refusal }: UnplacedPolicy): ReturnedWords => ({
  staff: sentences(
    'The answer holds a policy and does not tell for which key of this setup.',
    vendorRegions.length > 0 && `It names our account of ${vendorRegions.join(', ')}.`,
    refusal !== null && refusalFact(refusal),
    `Ask which key it belongs to, and paste it with that key’s ARN above it. ${GRANTS_NOT_CHECKED}`,
  ),
  customer: 'You sent a key policy. Please tell us the ARN of the key that it belongs to.',
});
