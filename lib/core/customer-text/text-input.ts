import type { Finding } from '#lib/core/finding/all-findings.ts';
import type { FindingTextBlock } from '#lib/core/finding/text-rule.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { RequiredAction } from '#lib/core/probe/actions.ts';
import type { DeniedCall, TextSubject } from '#lib/core/text/text-subject.ts';

export type CustomerTextInput = {
  subject: TextSubject;
  ownershipProven: boolean;
  /** The status that may be shown now. */
  verdict: Verdict;
  /** Most severe first, including the cause of the status. */
  findings: readonly Finding[];
  denied: readonly DeniedCall[];
  /** Whether this customer lost access together with many others in the region. Then the reply blames nobody (H25). */
  inRegionIncident: boolean;
  /** Actions whose last test was a real call, not a dry run (H2). */
  reallyMade: readonly RequiredAction[];
  /** When a real encrypt/decrypt test last succeeded. Only then may a reply say "works" (H2). */
  lastProofAt: Date | null;
  lastConclusiveAt: Date | null;
  lastAttemptFailed: boolean;
  /** Minutes between two checks of this key with its present status. */
  checkEveryMinutes: number;
  now: Date;
};

/** Why there is nothing to send. */
export type TextBlock = FindingTextBlock | 'retired' | 'vendor_account_missing' | 'foreign_identifier';

/** The same in words, for the member of staff. */
export const TEXT_BLOCK_WORDS = {
  ownership_unproven:
    'Nothing may be sent about this key yet: its AWS account is not proven to be the customer’s. Record the proof first.',
  retired: 'This key is retired, so there is nothing to send about it.',
  vendor_account_missing:
    'Our account in this region is not configured, so the reply can’t name it. Add the account to HOSTING_REGIONS.',
  foreign_identifier:
    'The reply would name an ARN, an account or a key that is not this customer’s. Check the customer’s name, the contact and the region’s account.',
  held_by_another_customer:
    'Another customer holds this key. Do not tell either customer about the other. Find out who owns the AWS account.',
  our_side: 'Nothing to send: this is about our own side and says nothing about the customer’s key.',
  could_not_check:
    'Nothing to send: the last check got no answer, so we know nothing new about the key. Check it again.',
  not_checked: 'Nothing to send yet: this key had no full check. Check it now.',
  nothing_to_say: 'Nothing to send: there is nothing that the customer needs to know or do.',
} as const satisfies Record<TextBlock, string>;

/** The reply to a customer about one key, or why there is none. */
export type CustomerText =
  | {
      kind: 'text';
      /** For a new ticket. A reply to an existing ticket needs only the body. */
      subject: string;
      /** Plain text with wrapped prose. Commands and policy statements have lines of their own. */
      body: string;
      /** When the check took place that the reply is based on; null when it is based on none. */
      asOf: Date | null;
      /** What staff should do before they send the reply; null when there is nothing to do. */
      caution: string | null;
    }
  | { kind: 'blocked'; reason: TextBlock; words: string };

/** A reply as it was copied. */
export type CopiedText = Pick<Extract<CustomerText, { kind: 'text' }>, 'subject' | 'body' | 'asOf'>;
