import type { ProbeAction } from '#lib/core/probe/actions.ts';

/** Everything about a customer that a reply may use (H6): no notes, no pasted text, no ticket, no other customer. */
export type TextSubject = {
  customerName: string;
  contactName: string | null;
  arn: string;
  awsAccountId: string;
  region: string;
  regionName: string | null;
  /** Our account in that region; null when none is configured, and then there is no reply. */
  vendorAccountId: string | null;
  timeZone: string | null;
  /** The names of the encryption context that we send; null when we send none (H23). */
  encryptionContextKeys: readonly string[] | null;
  /** Our role's session ARN, as the customer sees it in CloudTrail. */
  principalArn: string | null;
  /** How the customer can reach us: "reply to this ticket". */
  replyTo: string;
};

/** A subject for which a reply is possible: our account is known. */
export type TextKey = TextSubject & { vendorAccountId: string };

/** A call that AWS denied, as evidence: the customer can't see it in their own account (H5). */
export type DeniedCall = { action: ProbeAction; at: Date; requestId: string | null; errorName: string | null };

/** "Europe (Ireland), eu-west-1". */
export const regionWords = ({ regionName, region }: TextSubject): string =>
  regionName === null ? region : `${regionName}, ${region}`;

/** "Europe (Ireland)": where a customer's backups are. */
export const placeWords = ({ regionName, region }: TextSubject): string => regionName ?? region;
