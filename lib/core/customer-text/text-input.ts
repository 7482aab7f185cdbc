import type { Finding } from '#lib/core/finding/all-findings.ts';
import type { FindingTextBlock } from '#lib/core/finding/text-rule.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { RequiredAction } from '#lib/core/probe/actions.ts';
import type { DeniedCall, TextSubject } from '#lib/core/text/text-subject.ts';

export type CustomerTextInput = {
  subject: TextSubject;
  ownershipProven: boolean;
  /** As it may be shown now. */
  verdict: Verdict;
  /** Worst first, the verdict's cause among them. */
  findings: readonly Finding[];
  denied: readonly DeniedCall[];
  /** Whether many customers of the region lost access together with this one: then nobody is blamed for it (H25). */
  inRegionIncident: boolean;
  /** Actions whose last test was a real call, not a dry run (H2). */
  reallyMade: readonly RequiredAction[];
  /** When a real encrypt/decrypt test last worked: only then may a text say "works" (H2). */
  lastProofAt: Date | null;
  lastConclusiveAt: Date | null;
  lastAttemptFailed: boolean;
  /** Minutes between two checks of this key in its condition. */
  checkEveryMinutes: number;
  now: Date;
};

/** Why there is nothing to send. */
export type TextBlock = FindingTextBlock | 'retired' | 'vendor_account_missing' | 'foreign_identifier';

/** The same, for the member of staff who wanted to send something. */
export const TEXT_BLOCK_WORDS = {
  ownership_unproven:
    'Nothing may be said about this key: its AWS account is not proven to be the customer’s. Record the proof first.',
  retired: 'This key is retired. Nothing is sent about it.',
  vendor_account_missing:
    'Our account in this region is not configured, and a text with an invented number would do harm. Add it to HOSTING_REGIONS.',
  foreign_identifier:
    'The text would name an ARN, an account or a key that is not this customer’s. Check the customer’s name, the contact and the region’s account.',
  held_by_another_customer:
    'Another customer holds this key. Do not tell either about the other; find out who owns the AWS account.',
  our_side: 'Nothing to send: this concerns our own side and says nothing about the customer’s key.',
  could_not_check: 'Nothing to send: the key could not be checked, which says nothing about it. Check it again.',
  not_checked: 'Nothing to send yet: the key had no full check. Check it now.',
  nothing_to_say: 'Nothing to send: there is nothing for the customer to know or do.',
} as const satisfies Record<TextBlock, string>;

/** The reply to a customer about one key, or why there is none. */
export type CustomerText =
  | {
      kind: 'text';
      /** For a new ticket. A reply needs the body alone. */
      subject: string;
      /** Plain text, prose wrapped; commands and policy statements on lines of their own. */
      body: string;
      /** The check that it is about; null where it rests on none. */
      asOf: Date | null;
      /** What staff should do before sending it; null where nothing. */
      caution: string | null;
    }
  | { kind: 'blocked'; reason: TextBlock; words: string };

/** A text as it was copied. */
export type CopiedText = Pick<Extract<CustomerText, { kind: 'text' }>, 'subject' | 'body' | 'asOf'>;
