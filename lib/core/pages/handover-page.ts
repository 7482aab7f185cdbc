import type { HandedOver } from '#lib/core/shift/handover.ts';

/** Items on one page: with those of the form's other fields, fewer fields than a form may have. */
export const HANDOVER_ITEMS_SHOWN = 140;

/** Where in the list a page begins, as its address says it. What is no page's beginning becomes the first. */
export function readHandoverFrom(text: string | null): number {
  const from = /^\d{1,4}$/.test(text ?? '') ? Number(text) : 0;
  return from - (from % HANDOVER_ITEMS_SHOWN);
}

/** The address of the page that begins there. */
export const handoverHref = (from: number): string => (from === 0 ? '/handover' : `/handover?from=${from}`);

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
  /** What the giver kept. */
  kept: HandoverItem[];
};

/** The page on which somebody hands their shift over. */
export type HandoverPage = {
  now: Date;
  /** What they have open, by promise or deadline: those of one page, which begins at `from`. */
  items: HandoverItem[];
  from: number;
  /** All of them. `exact`: whether all were read. */
  counts: { all: number; exact: boolean };
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
