/** What can be handed over: what a person has, and what they copied without saying that it was sent. */
export const HANDED_OVER_KINDS = ['ticket', 'setup', 'replacement', 'unsent_text'] as const;

/** One thing that was handed over. */
export type HandedOver = {
  kind: (typeof HANDED_OVER_KINDS)[number];
  id: string;
  customerId: string;
  customerName: string;
  /** The ticket, or what it is, in words. */
  what: string;
  /** What was promised and until when; null where nothing was. */
  promise: { words: string; until: Date } | null;
};
