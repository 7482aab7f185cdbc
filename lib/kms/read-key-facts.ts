import { z } from 'zod';
import type { KeyFacts } from '#lib/core/probe/report.ts';

/** An answer that came as a success but is none. The SDK lets an empty body or another key's ARN through. */
export class MalformedAnswerError extends Error {
  override name = 'MalformedAnswerError';
}

/** Text from AWS that the database can store. */
const text = z
  .string()
  .min(1)
  .max(256)
  .refine((word) => !word.includes('\0') && word.isWellFormed());
/** Times and counts that the database can store and a person can read. */
export const boundedInstant = z.date().min(new Date('1970-01-01')).max(new Date('9999-12-31'));
export const boundedDays = z.number().int().min(0).max(3_650);
const instantOrNull = boundedInstant.nullish();

const KeyMetadata = z.object({
  AWSAccountId: z.string(),
  Arn: z.string(),
  KeyState: text,
  KeyManager: text,
  KeySpec: text,
  KeyUsage: text,
  Origin: text.nullish(),
  CreationDate: instantOrNull,
  DeletionDate: instantOrNull,
  PendingDeletionWindowInDays: boundedDays.nullish(),
  ValidTo: instantOrNull,
  MultiRegionConfiguration: z.object({ MultiRegionKeyType: text.nullish() }).nullish(),
  CustomKeyStoreId: text.nullish(),
  CurrentKeyMaterialId: z
    .string()
    .regex(/^[a-f0-9]{1,64}$/)
    .nullish(),
});

/**
 * Reads DescribeKey's answer as facts. Unknown values in AWS's enumerations are kept; a missing field or another key's
 * answer is refused.
 * @throws MalformedAnswerError naming what is wrong
 */
export function readKeyFacts(metadata: unknown, arn: string): KeyFacts {
  const parsed = KeyMetadata.safeParse(metadata);
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'KeyMetadata'))];
    throw new MalformedAnswerError(`DescribeKey answered without a valid ${fields.join(', ')}.`);
  }
  const key = parsed.data;
  if (key.Arn !== arn) throw new MalformedAnswerError('DescribeKey answered about a different key.');
  return {
    keyState: key.KeyState,
    keyManager: key.KeyManager,
    keySpec: key.KeySpec,
    keyUsage: key.KeyUsage,
    origin: key.Origin ?? null,
    kmsCreatedAt: key.CreationDate ?? null,
    deletionAt: key.DeletionDate ?? null,
    pendingDeletionWindowDays: key.PendingDeletionWindowInDays ?? null,
    materialExpiresAt: key.ValidTo ?? null,
    multiRegionType: key.MultiRegionConfiguration?.MultiRegionKeyType ?? null,
    customKeyStoreId: key.CustomKeyStoreId ?? null,
    currentKeyMaterialId: key.CurrentKeyMaterialId ?? null,
  };
}
