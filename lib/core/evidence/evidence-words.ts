import type {
  EvidenceContent,
  EvidenceKind,
  PolicyAnswer,
  PolicyReading,
  SuppliedRotation,
} from '#lib/core/finding/evidence.ts';
import { REQUIRED_ACTIONS, type RequiredAction } from '#lib/core/probe/actions.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** The kind of evidence, as staff select it and as lists show it. */
export const EVIDENCE_KIND_WORD = {
  describe_key: 'Key description (describe-key)',
  key_policy: 'Key policy (get-key-policy)',
  key_rotations: 'Rotations (list-key-rotations)',
  production_error: 'Error from production',
} as const satisfies Record<EvidenceKind, string>;

/** The choice that lets Keydesk find out the kind. */
export const FIND_OUT_WORD = 'Find out';

/** Who said it. It is never our own observation. */
export const EVIDENCE_SOURCE_WORD = {
  describe_key: 'Said by the customer',
  key_policy: 'Said by the customer',
  key_rotations: 'Said by the customer',
  production_error: 'From production',
} as const satisfies Record<EvidenceKind, string>;

/** What a policy copy says about one permission, without the conditions. */
export const POLICY_ANSWER_WORD = {
  allowed: 'allowed by the copy',
  conditional: 'depends on a condition',
  not_granted: 'not granted by any statement',
  denied: 'denied by a statement',
} as const satisfies Record<PolicyAnswer, string>;

/** What reading a policy document can't show. */
export const POLICY_READING_LIMITS =
  'Read from the document alone, not by AWS’s own policy evaluation: IAM policies, service and resource control policies and VPC endpoint policies are not included, and the policy may have changed since.';

const namesWith = (reading: PolicyReading, answer: PolicyAnswer): RequiredAction[] =>
  REQUIRED_ACTIONS.filter((action) => reading.answers[action] === answer);

const policyLine = (reading: PolicyReading): string => {
  const said = (['denied', 'not_granted', 'conditional'] as const).flatMap((answer) => {
    const actions = namesWith(reading, answer);
    return actions.length === 0
      ? []
      : [`${actions.map((action) => `kms:${action}`).join(', ')}: ${POLICY_ANSWER_WORD[answer]}`];
  });
  return said.length === 0 ? 'Every needed permission is allowed by the copy' : said.join('; ');
};

/** What to know about the conditions that a policy's answers depend on. */
export const conditionsHint = (conditionKeys: readonly string[]): string =>
  conditionKeys.some((key) => key.startsWith('aws:PrincipalOrg'))
    ? 'Our account is not in the customer’s organization, so a condition on the organization most likely refuses us. Compare the others with our calls.'
    : 'What we know of our calls doesn’t show whether they meet them.';

/** Older command lines list rotations without the IDs of the key material. */
function rotationsLine(rotations: readonly SuppliedRotation[]): string {
  const { length } = rotations;
  if (length === 0) return 'No rotation listed';
  const noun = rotations.some(({ keyMaterialId }) => keyMaterialId !== null) ? 'key material' : 'rotation';
  return length === 1 ? `1 ${noun} listed` : `${length} ${noun}s listed`;
}

/** How many statements of a policy have no effect on the key. */
export const otherResourcesWords = (statements: number): string =>
  statements === 1
    ? '1 statement names another resource and has no effect on this key'
    : `${statements} statements name other resources and have no effect on this key`;

/** A piece of evidence in one line, in AWS's own words only. Used in lists and in the audit log. */
export function evidenceLine(content: EvidenceContent): string {
  switch (content.kind) {
    case 'describe_key':
      if (!content.exists) return 'KMS told the owner that the key does not exist';
      return content.deletionAt === null
        ? `Key state ${content.keyState}`
        : `Key state ${content.keyState}, deletion not before ${instantWords(content.deletionAt)}`;
    case 'key_policy':
      return policyLine(content);
    case 'key_rotations':
      return rotationsLine(content.rotations);
    case 'production_error':
      return content.action === null ? content.errorName : `${content.errorName} for kms:${content.action}`;
  }
}
