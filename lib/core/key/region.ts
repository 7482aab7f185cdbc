/**
 * A region in which we host customers, as `HOSTING_REGIONS` declares it. Each has its own vendor account, and a
 * customer's key policy trusts the root of that account.
 */
export type HostingRegion = {
  code: string;
  name: string;
  vendorAccountId: string;
  roleArn: string;
  externalId: string | null;
  controlKeyArn: string | null;
  /** Sent with every encrypt and decrypt test, the same as in production (H23). */
  encryptionContext: Readonly<Record<string, string>> | null;
  /** Whether the testing role's IAM scope is declared to cover every key. Otherwise no denial is confirmed (H12). */
  roleCoversEveryKey: boolean;
};

/** The hosting region with that code, if there is one. */
export const findRegion = (regions: readonly HostingRegion[], code: string): HostingRegion | undefined =>
  regions.find((region) => region.code === code);
