import { parseKeyArn, type KeyArnParts, type KeyArnRefusal } from '#lib/core/key/key-arn.ts';
import { findRegion, type HostingRegion } from '#lib/core/key/region.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';

export type IntakeRefusal = KeyArnRefusal | 'region_not_hosted' | 'region_mismatch' | 'vendor_account_key';

/**
 * Judges a pasted ARN before anything is stored or asked of AWS.
 * @param text what the person typed; surrounding white space is forgiven
 * @param hostingRegion the code of the region in which the customer is hosted
 * @param regions every region we host in, with its vendor account
 */
export function judgeIntake(
  text: string,
  hostingRegion: string,
  regions: readonly HostingRegion[],
): Result<KeyArnParts, IntakeRefusal> {
  const parsed = parseKeyArn(text);
  if (!parsed.ok) return parsed;
  const { region, awsAccountId } = parsed.value;
  if (!findRegion(regions, region)) return refuse('region_not_hosted');
  if (region !== hostingRegion) return refuse('region_mismatch');
  if (regions.some((hosted) => hosted.vendorAccountId === awsAccountId)) return refuse('vendor_account_key');
  return ok(parsed.value);
}
