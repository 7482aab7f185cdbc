import type { Part } from '#lib/core/customer-text/layout.ts';
import type { TextContext } from '#lib/core/customer-text/text-context.ts';
import type { TextBlock } from '#lib/core/customer-text/text-input.ts';

export type TextWords = {
  /** Ends the subject line that begins with the key: "is disabled". */
  subject: string;
  /** The next act and the fact that asks for it, in this order: it stands in the first three lines. */
  lead: (context: TextContext) => string;
  /** What follows, before what every text ends with. */
  parts: (context: TextContext) => readonly Part[];
  /** The fact in one sentence, for a text that is about something worse; null where it is not worth one. */
  also: ((context: TextContext) => string) | null;
  /** What staff should know before they send it. */
  caution?: string;
};

/**
 * What a finding becomes for the customer. `ask`: they have something to do. `hold`: they have not, and are told so.
 * `intake`: what they sent is no key that we can use, so the text is about no key.
 */
export type TextRule =
  | ({ kind: 'ask'; asked: 'describe_only' | 'dry_runs' } & TextWords)
  | ({ kind: 'hold'; asked: 'describe_only' | 'dry_runs' } & TextWords)
  | ({ kind: 'intake' } & TextWords)
  | { kind: 'blocked'; reason: TextBlock };
