import { z } from 'zod';
import type { RotationStatus } from '#lib/core/probe/report.ts';
import { boundedDays, boundedInstant, MalformedAnswerError } from './read-key-facts.ts';

const KeyRotationStatus = z.object({
  KeyId: z.string().nullish(),
  KeyRotationEnabled: z.boolean(),
  RotationPeriodInDays: boundedDays.nullish(),
  NextRotationDate: boundedInstant.nullish(),
  OnDemandRotationStartDate: boundedInstant.nullish(),
});

/**
 * Reads GetKeyRotationStatus's answer. KMS names the key by its ID or its ARN. Period and next date exist only while
 * automatic rotation is on.
 * @throws MalformedAnswerError when it says nothing or is about another key
 */
export function readRotationStatus(answer: unknown, arn: string): RotationStatus {
  const parsed = KeyRotationStatus.safeParse(answer);
  if (!parsed.success) throw new MalformedAnswerError('GetKeyRotationStatus answered without a rotation status.');
  const status = parsed.data;
  if (status.KeyId && status.KeyId !== arn && !arn.endsWith(`/${status.KeyId}`))
    throw new MalformedAnswerError('GetKeyRotationStatus answered about a different key.');
  return {
    enabled: status.KeyRotationEnabled,
    periodInDays: status.RotationPeriodInDays ?? null,
    nextRotationAt: status.NextRotationDate ?? null,
    onDemandStartedAt: status.OnDemandRotationStartDate ?? null,
  };
}
