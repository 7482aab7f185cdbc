import type { KeyArn } from '#lib/core/key/key-arn.ts';

/** The key that the evidence must be about, and our own accounts. */
export type EvidenceSubject = {
  arn: KeyArn;
  /** Our account in the key's region, which the key policy must trust. */
  vendorAccountId: string;
  /** Our accounts in the other regions. */
  otherVendorAccountIds: readonly string[];
};

/** The parts of a key ARN that was already parsed. */
export function partsOf(arn: KeyArn): { region: string; awsAccountId: string; kmsKeyId: string } {
  const [, , , region = '', awsAccountId = '', resource = ''] = arn.split(':');
  return { region, awsAccountId, kmsKeyId: resource.slice('key/'.length) };
}
