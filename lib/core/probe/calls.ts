import type { ProbeReport } from './report.ts';

/** Operations of the KMS API that we call on customers' keys, in AWS's names. */
export const KMS_CALLS = [
  'DescribeKey',
  'Encrypt',
  'Decrypt',
  'ReEncrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GetKeyRotationStatus',
  'CreateGrant',
] as const;
export type KmsCall = (typeof KMS_CALLS)[number];

/** How often each operation was called; one that was not called is absent. */
export type CallCounts = Partial<Record<KmsCall, number>>;

/**
 * The calls of a check that AWS answered, a refusal being an answer too. One ReEncrypt tests two permissions and is one
 * call; a test that a denial made pointless is none.
 */
export function answeredCalls(report: ProbeReport): CallCounts {
  const counts: CallCounts = {};
  const counted = new Set<string>();
  for (const { action, requestId } of report.cells) {
    if (requestId === null || counted.has(requestId)) continue;
    counted.add(requestId);
    const call = action === 'ReEncryptFrom' || action === 'ReEncryptTo' ? 'ReEncrypt' : action;
    counts[call] = (counts[call] ?? 0) + 1;
  }
  return counts;
}

/** The calls of several checks together. */
export function sumOfCalls(...all: readonly CallCounts[]): CallCounts {
  const sum: CallCounts = {};
  for (const counts of all)
    for (const call of KMS_CALLS) {
      const added = counts[call] ?? 0;
      if (added > 0) sum[call] = (sum[call] ?? 0) + added;
    }
  return sum;
}
