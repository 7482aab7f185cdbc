import type { HandedOver } from '#lib/core/shift/handover.ts';

/** Something of a hand-over as a page shows it. */
export type HandoverItem = HandedOver & { href: string };

/** A hand-over as a page shows it. */
export type ShownHandover = {
  id: string;
  at: Date;
  from: string;
  /** Null where it is for the reader. Else in words: the team, or somebody who is away or disabled. */
  to: string | null;
  note: string;
  /** Who acknowledged it, and when; null where nobody did. */
  acknowledged: { by: string; at: Date } | null;
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
  /** What they handed over last. */
  last: ShownHandover | null;
  /** What waits for them to acknowledge it. */
  waiting: ShownHandover[];
  /** What was acknowledged in the last 24 hours. */
  acknowledged: ShownHandover[];
};
