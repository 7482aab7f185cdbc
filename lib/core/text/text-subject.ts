import type { ProbeAction } from '#lib/core/probe/actions.ts';

/**
 * Everything about a customer that a text to them may be made of (H6). Nothing else reaches it: no notes, no pasted
 * text, no ticket, no other customer.
 */
export type TextSubject = {
  customerName: string;
  contactName: string | null;
  arn: string;
  awsAccountId: string;
  region: string;
  regionName: string | null;
  /** Our account in that region; null where none is configured, and then there is no text. */
  vendorAccountId: string | null;
  timeZone: string | null;
  /** The names of what we send as encryption context; null where we send none (H23). */
  encryptionContextKeys: readonly string[] | null;
  /** Our role's session ARN, as the customer sees it in CloudTrail. */
  principalArn: string | null;
  /** How they reach us: "answer this ticket". */
  replyTo: string;
};

/** A subject for which a text can be written: our account is known. */
export type TextKey = TextSubject & { vendorAccountId: string };

/** A call that AWS denied us, as evidence: the customer cannot see it in their own account (H5). */
export type DeniedCall = { action: ProbeAction; at: Date; requestId: string | null; errorName: string | null };

/** "Europe (Ireland), eu-west-1". */
export const regionWords = ({ regionName, region }: TextSubject): string =>
  regionName === null ? region : `${regionName}, ${region}`;

/** "AWS KMS key in Europe (Ireland)": how the key is called in a subject line. */
export const keyName = ({ regionName, region }: TextSubject): string => `AWS KMS key in ${regionName ?? region}`;
