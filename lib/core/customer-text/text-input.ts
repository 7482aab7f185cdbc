import type { Finding } from '#lib/core/finding/all-findings.ts';
import type { FindingTextBlock, Situation } from '#lib/core/finding/text-rule.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { RequiredAction } from '#lib/core/probe/actions.ts';
import type { Dependents } from '#lib/core/service/dependents.ts';
import type { DeniedCall, TextSubject } from '#lib/core/text/text-subject.ts';

/** What a reply is made from. Times between two checks are those of the present status. */
export type CustomerTextInput = Situation & {
  subject: TextSubject;
  ownershipProven: boolean;
  /** The status that may be shown now. */
  verdict: Verdict;
  /** Whether something depends on the key again after its release, which the customer was told. */
  neededAgain: boolean;
  /** Whether it is an old key, kept for backups made before another one took its place. */
  isOld: boolean;
  /** What our product last reported that depends on the key, and when it counted; null where it never did. */
  dependents: { counts: Dependents['counts']; asOf: Date } | null;
  /** Most severe first, including the cause of the status. */
  findings: readonly Finding[];
  denied: readonly DeniedCall[];
  /** When a check first saw that the key was rotated, in the last minutes; null when none did. */
  rotatedAt: Date | null;
  /** Actions whose last test was a real call, not a dry run (H2). */
  reallyMade: readonly RequiredAction[];
  /** When a real encrypt/decrypt test last succeeded. Only then may a reply say "works" (H2). */
  lastProofAt: Date | null;
  lastAttemptFailed: boolean;
  now: Date;
};

/** Why there is nothing to send. */
export type TextBlock =
  FindingTextBlock | 'evidence_not_judged' | 'retired' | 'released' | 'vendor_account_missing' | 'foreign_identifier';

/** The end of a caution: a text with an old check says how old it is, so a new check comes first (H7). */
export const CHECK_BEFORE_SENDING =
  'The last conclusive check is older than ten minutes. Please check again before sending.';

/** The same in words, for the member of staff. */
export const TEXT_BLOCK_WORDS = {
  ownership_unproven:
    'Nothing may be sent about this key yet: its AWS account is not proven to be the customer’s. Record the proof first.',
  retired: 'This key is retired, so there is nothing to send about it.',
  released:
    'This key is released: its owner may disable or delete it, so there is nothing to send about its state. The texts on leaving are on its customer’s departure.',
  vendor_account_missing:
    'Our account in this region is not configured, so the reply can’t name it. Add the account to HOSTING_REGIONS.',
  foreign_identifier:
    'The reply would contain something that must not leave: an ARN, an account or a key that is not this customer’s, hidden characters, or a name that reads like a command. Check the customer’s name, the contact and the region’s account.',
  held_by_another_customer:
    'Another customer holds this key. Do not tell either customer about the other. Find out who owns the AWS account.',
  our_side: 'Nothing to send: this is about our own side and says nothing about the customer’s key.',
  could_not_check:
    'Nothing to send: the last check got no answer, so we know nothing new about the key. Check it again.',
  not_checked: 'Nothing to send yet: this key had no full check. Check it now.',
  confirming_recovery:
    'Nothing to send for some minutes: AWS now answers Enabled, and one more check shows whether that stays. The present status may be outdated.',
  evidence_not_judged:
    'Nothing to send yet: evidence was added or closed after the last check, and may disprove what the reply would say.',
  nothing_to_say: 'Nothing to send: there is nothing that the customer needs to know or do.',
} as const satisfies Record<TextBlock, string>;

/** The reply to a customer about one key, or why there is none. */
export type CustomerText =
  | {
      kind: 'text';
      /** For a new ticket. A reply to an existing ticket needs only the body. */
      subject: string;
      /** Plain text, one line for each paragraph. Commands and policy statements have lines of their own. */
      body: string;
      /** When the check took place that the reply is based on; null when it is based on none. */
      asOf: Date | null;
      /** What staff should do before they send the reply; null when there is nothing to do. */
      caution: string | null;
      /** What it does, for a check of an edited one. */
      says: {
        /** Whether the customer has something to do. */
        asks: boolean;
        /** Whether it asks them to leave everything as it is. */
        holds: boolean;
        /** Whether it is certain that the cause is the customer's. */
        confirmed: boolean;
      };
    }
  | { kind: 'blocked'; reason: TextBlock; words: string };

/** A reply as it was copied, and the id of its row. */
export type CopiedText = Pick<Extract<CustomerText, { kind: 'text' }>, 'subject' | 'body' | 'asOf'> & {
  textId: string;
};
