import type { HandedOver } from '#lib/core/shift/handover.ts';

/** Something of a hand-over as a page shows it. */
export type HandoverItem = HandedOver & { href: string };

/** A hand-over that waits for somebody to acknowledge it. */
export type WaitingHandover = {
  id: string;
  at: Date;
  from: string;
  /** Null where it is for the reader. Else in words: the team, or somebody who is away or disabled. */
  to: string | null;
  note: string;
  items: HandoverItem[];
};

/** The page on which somebody hands their shift over. */
export type HandoverPage = {
  now: Date;
  /** What they have open, what was promised first. */
  items: HandoverItem[];
  /** Whom it can be handed over to, besides the team. */
  people: { staffId: string; name: string }[];
  /** Until when they are away; null where they aren't. */
  awayUntil: Date | null;
  lastHandoverAt: Date | null;
  waiting: WaitingHandover[];
};
