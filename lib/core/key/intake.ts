import { parseKeyArn, type KeyArnParts, type KeyArnRefusal } from '#lib/core/key/key-arn.ts';
import { findRegion, type HostingRegion } from '#lib/core/key/region.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';

export type IntakeRefusal = KeyArnRefusal | 'region_not_hosted' | 'region_mismatch' | 'vendor_account_key';

/**
 * Checks a pasted ARN before anything is stored or sent to AWS.
 * @param text what the person typed; leading and trailing white space is ignored
 * @param hostingRegion the code of the region in which the customer is hosted
 * @param regions every region in which we host customers, with its vendor account
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
