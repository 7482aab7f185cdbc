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
 * Reads what staff pasted on a customer's behalf. The result contains only AWS's own words, times and IDs; nothing of
 * the text itself is kept.
 * @param kind what the text is said to be
 * @param subject the key that it must be about, and our own accounts
 * @returns the reading, or why the text is no evidence about that key
 */
export function readEvidence(
  kind: EvidenceKind,
  pasted: string,
  subject: EvidenceSubject,
): Result<EvidenceContent, EvidenceRefusal> {
  const text = trimPaste(pasted);
  return text.ok ? READERS[kind](text.value, subject) : text;
}
