import type { KeyArnParts } from '#lib/core/key/key-arn.ts';
import {
  readPastedIdentifier,
  type LeftOut,
  type Noticed,
  type PastedRefusal,
} from '#lib/core/key/pasted-identifier.ts';
import { findRegion, type HostingRegion } from '#lib/core/key/region.ts';

export type IntakeRefusal = PastedRefusal | 'region_not_hosted' | 'region_mismatch' | 'vendor_account_key';

/** A key that we can register, with what was left out of the paste; or why not, with what was noticed in it. */
export type Intake =
  { ok: true; value: KeyArnParts; leftOut: LeftOut } | { ok: false; reason: IntakeRefusal; noticed: Noticed | null };

/**
 * Checks a pasted ARN before anything is stored or sent to AWS.
 * @param text what the person pasted; what stands around the one ARN in it is left out
 * @param hostingRegion the code of the region in which the customer is hosted
 * @param regions every region in which we host customers, with its vendor account
 */
export function judgeIntake(text: string, hostingRegion: string, regions: readonly HostingRegion[]): Intake {
  const pasted = readPastedIdentifier(text);
  if (!pasted.ok) return pasted;
  const { region, awsAccountId } = pasted.value;
  const refused = (reason: IntakeRefusal, read: { region?: string; awsAccountId?: string }): Intake => ({
    ok: false,
    reason,
    noticed: { kind: 'read', read: { region: null, awsAccountId: null, kmsKeyId: null, alias: null, ...read } },
  });
  if (!findRegion(regions, region)) return refused('region_not_hosted', { region });
  if (region !== hostingRegion) return refused('region_mismatch', { region });
  if (regions.some((hosted) => hosted.vendorAccountId === awsAccountId))
    return refused('vendor_account_key', { awsAccountId });
  return pasted;
}
