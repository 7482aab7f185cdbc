import { z } from 'zod';
import type { OwnerDescription } from '#lib/core/finding/evidence.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { AwsInstant, AwsWord, KeyMaterialId } from './aws-shapes.ts';
import { cliErrorsIn, type CliError } from './cli-error.ts';
import type { EvidenceRefusal } from './evidence-refusal.ts';
import { partsOf, type EvidenceSubject } from './evidence-subject.ts';
import { namesAnotherKey } from './other-keys-named.ts';
import { asObject, readJson } from './pasted-text.ts';

const KeyMetadata = z.object({
  KeyState: AwsWord,
  DeletionDate: AwsInstant.nullish(),
  ValidTo: AwsInstant.nullish(),
  CurrentKeyMaterialId: KeyMaterialId.nullish(),
});

/**
 * Reads the owner's `aws kms describe-key`: its JSON, with or without `KeyMetadata`, or its NotFoundException. Only for
 * the owner does that error mean something: other accounts get "access denied" for a deleted key (H13).
 */
export function readDescribeKey(text: string, subject: EvidenceSubject): Result<OwnerDescription, EvidenceRefusal> {
  const json = readJson(text);
  if (!json.ok) {
    const errors = cliErrorsIn(text);
    return errors.length > 0 ? readAbsence(text, errors, subject) : json;
  }
  const { value, around } = json.value;
  const answer = asObject(value);
  const metadata = asObject(answer?.['KeyMetadata']) ?? answer;
  if (metadata === null) return refuse('not_this_command');
  if (namesAnotherKey(around, subject) || isOfAnother(metadata, subject)) return refuse('about_another_key');
  const parsed = KeyMetadata.safeParse(metadata);
  if (!parsed.success) return refuse('not_this_command');
  if (typeof metadata['Arn'] !== 'string') return refuse('names_no_key');
  const { KeyState, DeletionDate, ValidTo, CurrentKeyMaterialId } = parsed.data;
  return ok({
    kind: 'describe_key',
    exists: true,
    keyState: KeyState,
    deletionAt: DeletionDate ?? null,
    materialExpiresAt: ValidTo ?? null,
    currentKeyMaterialId: CurrentKeyMaterialId ?? null,
  });
}

/** Related multi-Region keys share the key ID, so only the full ARN tells them apart. */
function isOfAnother(metadata: Readonly<Record<string, unknown>>, { arn }: EvidenceSubject): boolean {
  const { awsAccountId, kmsKeyId } = partsOf(arn);
  const differs = (name: string, expected: string): boolean => {
    const value = metadata[name];
    return value !== undefined && value !== null && value !== expected;
  };
  return differs('Arn', arn) || differs('AWSAccountId', awsAccountId) || differs('KeyId', kmsKeyId);
}

function readAbsence(
  text: string,
  errors: readonly CliError[],
  subject: EvidenceSubject,
): Result<OwnerDescription, EvidenceRefusal> {
  if (namesAnotherKey(text, subject)) return refuse('about_another_key');
  if (errors.some(({ operation }) => operation !== 'DescribeKey')) return refuse('not_this_command');
  if (errors.some(({ name }) => name !== 'NotFoundException')) return refuse('error_says_nothing');
  // KMS writes the full ARN: "Key 'arn:…' does not exist". "Invalid arn us-west-2" comes from another region.
  const gone = new RegExp(`^Key '?${subject.arn}'? does not exist\\.?$`, 'i');
  return errors.every(({ message }) => gone.test(message))
    ? ok({ kind: 'describe_key', exists: false })
    : refuse('not_found_elsewhere');
}
