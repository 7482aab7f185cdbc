/** A ticket on a page. */
export type TicketView = {
  id: string;
  revision: number;
  /** As the ticket system names it. */
  reference: string;
  /** Its address, where the name is one. */
  href: string | null;
  /** Who has it now, in words; the id is null where the team has it. */
  owner: { staffId: string | null; words: string };
  promise: { words: string; until: Date } | null;
  openedAt: Date;
  openedBy: string;
  closed: { at: Date; by: string } | null;
};

/** A note of staff on a page. */
export type NoteView = {
  id: string;
  at: Date;
  by: string;
  body: string;
  /** The key that it is about, on a page of more than one key; null where it is about the customer. */
  key: { id: string; arn: string } | null;
};

/** The tickets and notes of a customer, newest first, those about their keys too. */
export type CustomerTickets = { now: Date; tickets: TicketView[]; notes: NoteView[]; moreNotes: boolean };

/** How many notes a page shows at first. */
export const NOTES_SHOWN = 5;
