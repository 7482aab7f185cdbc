import type { EvidenceContent, EvidenceKind } from '#lib/core/finding/evidence.ts';
import { refuse, type Result } from '#lib/core/result.ts';
import type { EvidenceRefusal } from './evidence-refusal.ts';
import type { EvidenceSubject } from './evidence-subject.ts';
import { kindOfPaste, kindOfValue } from './kind-of-paste.ts';
import { formatOf, type PasteFormat } from './paste-format.ts';
import { openPaste, trimPaste, type Paste } from './pasted-text.ts';
import { isStatement } from './policy-document.ts';
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
  (paste: Paste, subject: EvidenceSubject) => Result<EvidenceContent, EvidenceRefusal>
>;

/** A refusal, what the text looks like if Keydesk had to find out, and the format of output that is not JSON. */
export type RefusedEvidence<Reason extends string = EvidenceRefusal> = {
  ok: false;
  reason: Reason;
  looksLike?: EvidenceKind;
  format?: PasteFormat;
};

/**
 * Reads what staff pasted on a customer's behalf. The result contains only AWS's own words, times and IDs; nothing of
 * the text itself is kept.
 * @param kind what the text is said to be; null to find out
 * @param subject the key that it must be about, our own accounts, and what is known of our calls
 * @returns the reading, or why the text is no evidence about that key
 */
export function readEvidence(
  kind: EvidenceKind | null,
  pasted: string,
  subject: EvidenceSubject,
): { ok: true; value: EvidenceContent } | RefusedEvidence {
  const text = trimPaste(pasted);
  if (!text.ok) return text;
  const paste = openPaste(text.value);
  const found = kind ?? kindOfPaste(paste);
  if (found === null) return refuse('not_recognized');
  const read = readAs(found, paste, subject);
  if (read.ok) return read;
  const format = read.reason === 'other_output_format' ? formatOf(text.value) : null;
  return { ...read, ...(kind === null && { looksLike: found }), ...(format !== null && { format }) };
}

function readAs(kind: EvidenceKind, paste: Paste, subject: EvidenceSubject): Result<EvidenceContent, EvidenceRefusal> {
  // Terraform prints its state as JSON too, with policies in it.
  if (kind !== 'production_error' && paste.template() === 'terraform_state') return refuse('terraform_state');
  return holdsSeveral(kind, paste) ? refuse('several_outputs') : READERS[kind](paste, subject);
}

/** Whether a text holds the answers of several commands, of which one alone would be read. */
function holdsSeveral(kind: EvidenceKind, { json }: Paste): boolean {
  if (kind === 'production_error') return false;
  const found = json();
  if (found === null || found.others.length === 0) return false;
  const isAnswer = (value: unknown): boolean => kindOfValue(value) !== null && !isStatement(value);
  return isAnswer(found.value) && found.others.some((value) => isAnswer(value));
}
