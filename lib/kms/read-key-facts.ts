import { z } from 'zod';
import type { KeyFacts } from '#lib/core/probe/report.ts';

/** An answer that came as success and is not one: the SDK passes an empty body or a foreign ARN through. */
export class MalformedAnswerError extends Error {
  override name = 'MalformedAnswerError';
}

/** AWS's words as the database can keep them. */
const text = z
  .string()
  .min(1)
  .max(256)
  .refine((word) => !word.includes('\0') && word.isWellFormed());
/** Instants and counts as the database can keep them, and a person can read them. */
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
 * DescribeKey's answer as facts. Unknown words of AWS's open vocabularies pass; a missing field or another key's
 * answer does not.
 * @throws MalformedAnswerError naming what is wrong
 */
export function readKeyFacts(metadata: unknown, arn: string): KeyFacts {
  const parsed = KeyMetadata.safeParse(metadata);
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'KeyMetadata'))];
    throw new MalformedAnswerError(`DescribeKey answered without a valid ${fields.join(', ')}.`);
  }
  const key = parsed.data;
  if (key.Arn !== arn) throw new MalformedAnswerError('DescribeKey answered about another key than the one asked for.');
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
