import { REQUIRED_ACTIONS, type RequiredAction } from '#lib/core/probe/actions.ts';

/** What a policy that the customer sent lacks. */
export type PolicyGap = {
  missingActions: readonly RequiredAction[];
  /** The region whose account of ours it names in place of the right one. */
  otherRegion: string | null;
};

/** A stored or sent gap: what is none of our actions is left out. */
export const policyGap = (missingActions: readonly unknown[], otherRegion: unknown): PolicyGap => ({
  missingActions: REQUIRED_ACTIONS.filter((action) => missingActions.includes(action)),
  otherRegion: typeof otherRegion === 'string' && otherRegion !== '' ? otherRegion : null,
});

export const CHANGE_POLICY = 'Please change it as our instructions describe, and send us the policy again.';

/** What a policy lacks, as sentences for the customer; empty where it lacks nothing. */
export function gapSentences(
  { missingActions }: Pick<PolicyGap, 'missingActions'>,
  { region, vendorAccountId, otherAccountId, grants }: GapPlace,
): string[] {
  const all = missingActions.length === REQUIRED_ACTIONS.length;
  const names = missingActions.map((action) => `kms:${action}`).join(', ');
  return [
    otherAccountId === null
      ? null
      : `It names the AWS account ${otherAccountId}. In ${region}, our account is ${vendorAccountId}: please name that one in its place.`,
    otherAccountId === null && all ? `It does not allow our account ${vendorAccountId} to use the key.` : null,
    !all && missingActions.length > 0 ? `It does not allow our account ${vendorAccountId}: ${names}.` : null,
    otherAccountId === null && grants === false
      ? `It does not allow our account ${vendorAccountId} grants for AWS services.`
      : null,
  ].filter((one) => one !== null);
}

type GapPlace = {
  region: string;
  vendorAccountId: string;
  /** Our account of another region, which the policy names instead; null where it does not. */
  otherAccountId: string | null;
  /** Whether the policy has the statement for grants; null where none was read. */
  grants: boolean | null;
};
