import type { Confidence } from '#lib/core/finding/status.ts';
import { isWithin } from '#lib/core/probe/clock-error.ts';
import type { Part } from '#lib/core/text/blocks.ts';
import type { CallsSeen } from '#lib/core/text/our-calls.ts';
import type { DeniedCall, TextKey } from '#lib/core/text/text-subject.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** What we know about the key beside the finding. */
export type Situation = CallsSeen & {
  lastConclusiveAt: Date | null;
  /** When DescribeKey, or a call refused for the key's state, last showed the key state; null when none ever did. */
  stateSeenAt: Date | null;
  /** Whether the key ever was usable. Only then can a job be running with it. */
  wasUsable: boolean;
  /** The start of the unbroken time in which the key has not been usable; null while it is. */
  notUsableSince: Date | null;
  /** The one date by which somebody must have acted (H27); null when there is none. */
  deadlineAt: Date | null;
  /** The same date where it is the expiry of imported key material; null where it is another one. */
  materialExpiresAt: Date | null;
  /** Whether this customer lost access together with many others in the region. Then the reply blames nobody (H25). */
  inRegionIncident: boolean;
  /** Whether the key is pending setup: no backup exists with it, and none may be made yet (H2). */
  pendingSetup: boolean;
};

/** What the words about a finding may use. */
export type TextContext<D> = {
  subject: TextKey;
  confidence: Confidence;
  detail: D;
  denied: readonly DeniedCall[];
  situation: Situation;
  now: Date;
};

/** A function of a context. Declared as a method so that a record of one detail fits the list of all records. */
type FromContext<D, T> = { make(context: TextContext<D>): T }['make'];

type TextWords<D> = {
  /** Ends the subject line that begins with "Your AWS KMS key": "is disabled". What matters comes first. */
  subject: FromContext<D, string>;
  /** What follows the lead, before the closing that every text has. */
  parts: FromContext<D, readonly Part[]>;
  /**
   * The fact, and what to do about it, for a text about another finding; null when a finding needs no mention there.
   */
  also: FromContext<D, string> | null;
  /** Set when it is about a deletion. A text tells of one deletion, with one date (H27). */
  deletion?: true;
  /** What staff should know before they send it. */
  caution?: FromContext<D, string>;
};

/** What to do and why, in one sentence that begins with "Please". */
export type Ask<D> = {
  lead: FromContext<D, string>;
  /** Whether it asks for another key, because this one can never be used. */
  asksForNewKey?: FromContext<D, boolean>;
};

/** Why the customer has nothing to do: a clause that ends the sentence. */
export type Hold<D> = {
  /** Nothing to do, nothing yet, or: leave the policy as it is, because the cause is not found yet. */
  needs: FromContext<D, 'nothing' | 'nothing_yet' | 'leave_policy'>;
  because: FromContext<D, string>;
};

/** Why there is nothing to send about a finding. */
export type FindingTextBlock =
  | 'ownership_unproven'
  | 'held_by_another_customer'
  | 'our_side'
  | 'could_not_check'
  | 'not_checked'
  | 'confirming_recovery'
  | 'nothing_to_say';

/**
 * What a finding becomes for the customer. `ask`: they have something to do. `hold`: they have nothing to do about it.
 * `intake`: what they sent is no key that we can use, so the text is about no key.
 */
export type TextRule<D> =
  | ({ kind: 'ask' } & TextWords<D> & Ask<D>)
  | ({ kind: 'hold' } & TextWords<D> & Hold<D>)
  | ({ kind: 'intake' } & TextWords<D> & Ask<D>)
  | { kind: 'blocked'; reason: FindingTextBlock };

/** A finding about which nothing is sent. */
export const nothingToSend = (reason: FindingTextBlock): { kind: 'blocked'; reason: FindingTextBlock } => ({
  kind: 'blocked',
  reason,
});

/** An instant with weekday, UTC and the customer's own time (H8). */
export const at = (instant: Date, { subject }: Pick<TextContext<unknown>, 'subject'>): string =>
  instantWords(instant, subject.timeZone);

/** How old a result may be before a text gives its age (H7). A time in the future has no age, so it is never fresh. */
const TEXT_FRESH_MS = 10 * 60_000;
export const isFresh = (instant: Date | null, now: Date): boolean =>
  instant !== null && isWithin(instant, TEXT_FRESH_MS, now);
