import type { Confidence } from '#lib/core/finding/status.ts';
import type { Part } from '#lib/core/text/blocks.ts';
import type { DeniedCall, TextKey } from '#lib/core/text/text-subject.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** What the words about a finding may use. */
export type TextContext<D> = {
  subject: TextKey;
  confidence: Confidence;
  detail: D;
  denied: readonly DeniedCall[];
  now: Date;
};

/** A function of a context. Declared as a method so that a record of one detail fits the list of all records. */
type FromContext<D, T> = { make(context: TextContext<D>): T }['make'];

export type TextWords<D> = {
  /** Ends the subject line that begins with the key: "is disabled". */
  subject: string;
  /** What to do and why, in one sentence. It is within the first three lines. */
  lead: FromContext<D, string>;
  /** What follows the lead, before the closing that every text has. */
  parts: FromContext<D, readonly Part[]>;
  /** The fact in one sentence, for a text about a more severe finding; null when it is not worth one. */
  also: FromContext<D, string> | null;
  /** What staff should know before they send it. */
  caution?: string;
};

/** Why there is nothing to send about a finding. */
export type FindingTextBlock =
  'ownership_unproven' | 'held_by_another_customer' | 'our_side' | 'could_not_check' | 'not_checked' | 'nothing_to_say';

/**
 * What a finding becomes for the customer. `ask`: they have something to do. `hold`: they have nothing to do, and the
 * text says so. `intake`: what they sent is no key that we can use, so the text is about no key.
 */
export type TextRule<D> =
  | ({ kind: 'ask' | 'hold'; asked: 'describe_only' | 'dry_runs' } & TextWords<D>)
  | ({ kind: 'intake' } & TextWords<D>)
  | { kind: 'blocked'; reason: FindingTextBlock };

/** A finding about which nothing is sent. */
export const nothingToSend = (reason: FindingTextBlock): { kind: 'blocked'; reason: FindingTextBlock } => ({
  kind: 'blocked',
  reason,
});

/** An instant with weekday, UTC and the customer's own time (H8). */
export const at = (instant: Date, { subject }: Pick<TextContext<unknown>, 'subject'>): string =>
  instantWords(instant, subject.timeZone);
