import { z } from 'zod';
import type { EvidenceContent } from '#lib/core/finding/evidence.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { AwsInstant, AwsWord, KeyMaterialId } from './aws-shapes.ts';
import type { EvidenceRefusal } from './evidence-refusal.ts';
import { partsOf, type EvidenceSubject } from './evidence-subject.ts';
import { isRotationSchedule } from './kind-of-paste.ts';
import { keysNamed } from './other-keys-named.ts';
import { asObject, readJson, type Paste } from './pasted-text.ts';
import { compareVisible } from './visible-parts.ts';

const MOST_ROTATIONS = 1000;

const Rotation = z.object({
  KeyId: z.string().nullish(),
  KeyMaterialId: KeyMaterialId.nullish(),
  RotationDate: AwsInstant.nullish(),
  RotationType: AwsWord.nullish(),
  KeyMaterialState: AwsWord.nullish(),
});
const Rotations = z.array(Rotation).max(MOST_ROTATIONS);

const rotationType = (word: string | null | undefined): 'AUTOMATIC' | 'ON_DEMAND' | null =>
  word === 'AUTOMATIC' || word === 'ON_DEMAND' ? word : null;

/**
 * Reads the owner's `aws kms list-key-rotations`, complete. KMS names the key in each row by its ID. An empty list
 * names no key, so the command line above it must.
 */
export function readKeyRotations(
  paste: Paste,
  subject: EvidenceSubject,
): Result<Extract<EvidenceContent, { kind: 'key_rotations' }>, EvidenceRefusal> {
  const json = readJson(paste);
  if (!json.ok)
    return /get-key-rotation-status|KeyRotationEnabled/.test(paste.text) && json.reason !== 'error_instead'
      ? refuse('rotation_schedule')
      : json;
  const { value, around } = json.value;
  const answer = asObject(value);
  if (isRotationSchedule(value)) return refuse('rotation_schedule');
  const parsed = Rotations.safeParse(answer === null ? value : answer['Rotations']);
  if (!parsed.success) return refuse('not_this_command');
  const rows = parsed.data;
  const { kmsKeyId } = partsOf(subject.arn);
  const named = rows.flatMap(({ KeyId }) => KeyId ?? []);
  const inCommand = keysNamed(around, subject);
  const compared = named.map((id) => (id === subject.arn ? 'same' : compareVisible(id, kmsKeyId)));
  if (inCommand.another || compared.includes('differs')) return refuse('about_another_key');
  if (compared.includes('cannot_tell')) return refuse('masked');
  if (named.length === 0 && !inCommand.thisKey) return refuse('names_no_key');
  if (answer !== null && (answer['Truncated'] === true || typeof answer['NextToken'] === 'string'))
    return refuse('part_of_a_list');
  return ok({
    kind: 'key_rotations',
    rotations: rows.map((row) => ({
      keyMaterialId: row.KeyMaterialId ?? null,
      rotatedAt: row.RotationDate ?? null,
      type: rotationType(row.RotationType),
      materialState: row.KeyMaterialState ?? null,
    })),
  });
}
