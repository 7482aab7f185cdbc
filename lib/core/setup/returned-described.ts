import { asObject } from '#lib/core/evidence/pasted-text.ts';

/** What an answer says of a key, as AWS printed it. Null where it is not said. */
export type DescribedKey = { awsManaged: boolean | null; encrypts: boolean | null };

/** The keys that outputs of AWS in an answer describe, by ARN. */
export function describedKeys(values: readonly unknown[]): ReadonlyMap<string, DescribedKey> {
  const described = new Map<string, DescribedKey>();
  for (const value of values) {
    const answer = asObject(value);
    const key = asObject(answer?.['KeyMetadata']) ?? answer;
    const arn = key?.['Arn'];
    if (key === null || typeof arn !== 'string') continue;
    const manager = key['KeyManager'];
    const [usage, spec] = [key['KeyUsage'], key['KeySpec'] ?? key['CustomerMasterKeySpec']];
    described.set(arn, {
      awsManaged: typeof manager === 'string' ? manager === 'AWS' : null,
      encrypts:
        typeof usage === 'string' || typeof spec === 'string'
          ? (usage ?? 'ENCRYPT_DECRYPT') === 'ENCRYPT_DECRYPT' && (spec ?? 'SYMMETRIC_DEFAULT') === 'SYMMETRIC_DEFAULT'
          : null,
    });
  }
  return described;
}
