import type { Finding } from '#lib/core/finding.ts';
import type { ProbeAction, RequiredAction } from '#lib/core/probe.ts';
import type { Verdict } from '#lib/core/verdict.ts';

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
  /** Our role's session ARN, as it stands in the customer's CloudTrail. */
  principalArn: string | null;
  /** How they reach us: "answer this ticket". */
  replyTo: string;
};

/** A call that AWS denied us, as evidence: the customer cannot see it in their own account (H5). */
export type DeniedCall = { action: ProbeAction; at: Date; requestId: string | null; errorName: string | null };

export type CustomerTextInput = {
  subject: TextSubject;
  ownershipProven: boolean;
  /** As it may be shown now. */
  verdict: Verdict;
  /** Worst first, the verdict's cause among them. */
  findings: readonly Finding[];
  denied: readonly DeniedCall[];
  /** Whether many customers of the region lost access together with this one: then its denial is laid on nobody (H25). */
  heldWithRegion: boolean;
  /** Actions whose last test was really carried out, not as a dry run (H2). */
  reallyMade: readonly RequiredAction[];
  /** When a real round trip last gave back what was encrypted: only then may a text say "works" (H2). */
  lastProofAt: Date | null;
  lastConclusiveAt: Date | null;
  lastAttemptFailed: boolean;
  /** Minutes between two checks of this key in its condition. */
  checkEveryMinutes: number;
  now: Date;
};

/** Why there is nothing to send. */
export const TEXT_BLOCKS = [
  'ownership_unproven',
  'retired',
  'vendor_account_missing',
  'foreign_identifier',
  'held_by_another_customer',
  'our_side',
  'could_not_check',
  'not_checked',
  'nothing_to_say',
] as const;
export type TextBlock = (typeof TEXT_BLOCKS)[number];

/** The same, for the member of staff who wanted to send something. */
export const TEXT_BLOCK_WORDS = {
  ownership_unproven:
    'Nothing may be said of this key: its AWS account is not proven to be the customer’s. Record the proof first.',
  retired: 'This key is retired. Nothing is sent about it.',
  vendor_account_missing:
    'Our account in this region is not configured, and a text with an invented number would do harm. Add it to HOSTING_REGIONS.',
  foreign_identifier:
    'The text would name an ARN, an account or a key that is not this customer’s. Look at the customer’s name, the contact and the region’s account.',
  held_by_another_customer:
    'Another customer holds this key. Tell neither about the other; find out who owns the AWS account.',
  our_side: 'Nothing to send: this concerns our own side and says nothing about the customer’s key.',
  could_not_check: 'Nothing to send: the key could not be checked, which says nothing about it. Check it again.',
  not_checked: 'Nothing to send yet: there is no full check to speak of. Check the key now.',
  nothing_to_say: 'Nothing to send: the customer need not know or do anything.',
} as const satisfies Record<TextBlock, string>;

/** The reply to a customer about one key, or why there is none. */
export type CustomerText =
  | {
      kind: 'text';
      /** For a new ticket. A reply needs the body alone. */
      subject: string;
      /** Plain text, prose wrapped; commands and policy statements on lines of their own. */
      body: string;
      /** The check that it speaks of; null where it rests on none. */
      asOf: Date | null;
      /** What staff should do before sending it; null where nothing. */
      caution: string | null;
    }
  | { kind: 'blocked'; reason: TextBlock; words: string };

/** A text as it was given out. */
export type CopiedText = Pick<Extract<CustomerText, { kind: 'text' }>, 'subject' | 'body' | 'asOf'>;
