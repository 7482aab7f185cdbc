import type { EvidenceContent, EvidenceKind } from '#lib/core/finding/evidence.ts';
import type { Result } from '#lib/core/result.ts';
import type { EvidenceRefusal } from './evidence-refusal.ts';
import type { EvidenceSubject } from './evidence-subject.ts';
import { trimPaste } from './pasted-text.ts';
import { readDescribeKey } from './read-describe-key.ts';
import { readKeyPolicy } from './read-key-policy.ts';
import { readKeyRotations } from './read-key-rotations.ts';
import { readProductionError } from './read-production-error.ts';

const READERS = {
  describe_key: readDescribeKey,
  key_policy: readKeyPolicy,
  key_rotations: readKeyRotations,
  production_error: readProductionError,
} as const satisfies Record<
  EvidenceKind,
  (text: string, subject: EvidenceSubject) => Result<EvidenceContent, EvidenceRefusal>
>;

/**
 * Reads what staff pasted on a customer's behalf. What comes out is made of AWS's own words, instants and ids: of the
 * pasted text itself nothing is kept.
 * @param kind what it is said to be
 * @param subject the key that it must be about, and which accounts are ours
 * @returns the reading, or why this is no evidence of that key
 */
export function readEvidence(
  kind: EvidenceKind,
  pasted: string,
  subject: EvidenceSubject,
): Result<EvidenceContent, EvidenceRefusal> {
  const text = trimPaste(pasted);
  return text.ok ? READERS[kind](text.value, subject) : text;
}
