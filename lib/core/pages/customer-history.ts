import type { ToldChannel } from '#lib/core/customer/told.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';
import type { EventWords } from './event-words.ts';

/** Something that happened to a key of a customer, or that a person did about the customer. Instants are ISO text. */
export type CustomerHistoryItem = {
  id: string;
  at: string;
  words: EventWords;
  /** The key that it happened to; null of an action about the customer. */
  key: { id: string; arn: string } | null;
  /** Who did it; null of what a check saw. */
  by: string | null;
  /** Set where it is a change of status. */
  status: VerdictStatus | null;
};

/** A page of a customer's history, newest first. */
export type CustomerHistoryPage = {
  now: string;
  items: readonly CustomerHistoryItem[];
  /** Where the next page begins; null on the last one. */
  after: string | null;
};

/** A text that somebody copied for a customer, and whether a person recorded that it was sent: two facts (H18). */
export type CustomerTextItem = {
  source: 'keys' | 'setup' | 'replacement' | 'departure';
  id: string;
  subject: string;
  copied: { at: string; by: string };
  sent: { at: string; by: string; to: string; channel: ToldChannel } | null;
  /** When somebody said that it was not sent. */
  notSentAt: string | null;
  /** Where the text belongs; null of one about several keys. */
  href: string | null;
  /** What it is about: "3 keys", "a setup". */
  about: string;
};

/** The body of one of these texts, and what Keydesk wrote where the person who copied it changed it. */
export type CustomerTextBody = { body: string; bodyBefore: string | null };

/** A page of the texts of a customer, newest first. */
export type CustomerTextsPage = {
  now: string;
  items: readonly CustomerTextItem[];
  after: string | null;
};

/** What a text is about. */
export const TEXT_ABOUT_WORD = {
  setup: 'a setup',
  replacement: 'a replacement',
  departure: 'a departure',
} as const;
