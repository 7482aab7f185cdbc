/** A ticket on a page. Pages that aren't read with their dates have instants as ISO text. */
export type TicketView<At = Date> = {
  id: string;
  revision: number;
  /** As the ticket system names it. */
  reference: string;
  /** Its address, where the name is one. */
  href: string | null;
  /** Who has it now, in words; the id is null where the team has it. */
  owner: { staffId: string | null; words: string };
  promise: { words: string; until: At } | null;
  openedAt: At;
  openedBy: string;
  closed: { at: At; by: string } | null;
};

/** A note of staff on a page. */
export type NoteView<At = Date> = {
  id: string;
  at: At;
  by: string;
  body: string;
  /** The key that it is about, on a page of more than one key; null where it is about the customer. */
  key: { id: string; arn: string } | null;
};

/** How many notes a page shows at first. */
export const NOTES_SHOWN = 5;
