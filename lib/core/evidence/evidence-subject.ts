import type { KeyArn } from '#lib/core/key/key-arn.ts';

/** The key that a paste must be about, and the accounts that are ours. */
export type EvidenceSubject = {
  arn: KeyArn;
  /** Our account in the key's region: the one that the key policy must trust. */
  vendorAccountId: string;
  /** Our accounts in the other regions. */
  otherVendorAccountIds: readonly string[];
};

/** The parts of a key ARN, which is parsed already. */
export function partsOf(arn: KeyArn): { region: string; awsAccountId: string; kmsKeyId: string } {
  const [, , , region = '', awsAccountId = '', resource = ''] = arn.split(':');
  return { region, awsAccountId, kmsKeyId: resource.slice('key/'.length) };
}
