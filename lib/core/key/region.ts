/**
 * One place where the vendor hosts customers, as `HOSTING_REGIONS` declares it. Each has a vendor account of its own;
 * a customer's key policy trusts that account's root.
 */
export type HostingRegion = {
  code: string;
  name: string;
  vendorAccountId: string;
  roleArn: string;
  externalId: string | null;
  controlKeyArn: string | null;
  /** Sent on every crypto probe, the same as production's (H23). */
  encryptionContext: Readonly<Record<string, string>> | null;
  /** Whether the probing role's IAM scope is declared to cover every key: without it no denial is "certain" (H12). */
  roleCoversEveryKey: boolean;
};

/** The hosting region of that code, if we host there. */
export const findRegion = (regions: readonly HostingRegion[], code: string): HostingRegion | undefined =>
  regions.find((region) => region.code === code);
