import type { KeyArn } from '#lib/core/key/key-arn.ts';

/** The key that the evidence must be about, our own accounts, and what is known of our calls. */
export type EvidenceSubject = {
  arn: KeyArn;
  /** Our account in the key's region, which the key policy must trust. */
  vendorAccountId: string;
  /** Our accounts in the other regions. */
  otherVendorAccountIds: readonly string[];
  /** The encryption context that our calls send; null for none. Undefined if that is not known. */
  encryptionContext?: Readonly<Record<string, string>> | null | undefined;
  /** When the evidence is read, for conditions on the time. */
  at?: Date | undefined;
};

/** The parts of a key ARN that was already parsed. */
export function partsOf(arn: KeyArn): { region: string; awsAccountId: string; kmsKeyId: string } {
  const [, , , region = '', awsAccountId = '', resource = ''] = arn.split(':');
  return { region, awsAccountId, kmsKeyId: resource.slice('key/'.length) };
}
