import type { EvidenceContent, EvidenceKind, PolicyAnswer, PolicyReading } from '#lib/core/finding/evidence.ts';
import { REQUIRED_ACTIONS, type RequiredAction } from '#lib/core/probe/actions.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** What it is, as staff choose it and as it is listed. */
export const EVIDENCE_KIND_WORD = {
  describe_key: 'Key description (describe-key)',
  key_policy: 'Key policy (get-key-policy)',
  key_rotations: 'Rotations (list-key-rotations)',
  production_error: 'Error that production met',
} as const satisfies Record<EvidenceKind, string>;

/** Whose word it is: never ours. */
export const EVIDENCE_SOURCE_WORD = {
  describe_key: 'The customer’s word',
  key_policy: 'The customer’s word',
  key_rotations: 'The customer’s word',
  production_error: 'Met by production',
} as const satisfies Record<EvidenceKind, string>;

/** What a copy of the policy says of one permission, without what it hangs on. */
export const POLICY_ANSWER_WORD = {
  allowed: 'allowed by the copy',
  conditional: 'hangs on a condition',
  not_granted: 'not granted by any statement',
  denied: 'denied by a statement',
} as const satisfies Record<PolicyAnswer, string>;

/** What the reading of a policy cannot see, and so does not claim. */
export const POLICY_READING_LIMITS =
  'Read from the document alone, not by AWS’s own evaluator: IAM policies, service and resource control policies and endpoint policies are not seen, and the policy may have changed since.';

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

/** A piece of evidence in one line, made of AWS's own words only: for lists and for the audit. */
export function evidenceLine(content: EvidenceContent): string {
  switch (content.kind) {
    case 'describe_key':
      if (!content.exists) return 'KMS told the owner that the key does not exist';
      return content.deletionAt === null
        ? `Key state ${content.keyState}`
        : `Key state ${content.keyState}, deletion not before ${instantWords(content.deletionAt)}`;
    case 'key_policy':
      return policyLine(content);
    case 'key_rotations': {
      const { length } = content.rotations;
      return length === 1 ? '1 key material listed' : `${length} key materials listed`;
    }
    case 'production_error':
      return content.action === null ? content.errorName : `${content.errorName} at kms:${content.action}`;
  }
}
