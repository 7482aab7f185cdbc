import type { NoteView, TicketView } from '#lib/core/pages/ticket-view.ts';
import { ownerIdOf, ownerOf } from '#lib/core/shift/owner.ts';
import { ownerWords } from '#lib/core/shift/owner-words.ts';
import { ticketHref } from '#lib/core/ticket/ticket.ts';
import type { StoredNote } from '#lib/db/ticket/notes.ts';
import type { TicketWithOwner } from '#lib/db/ticket/tickets.ts';

/** A ticket as a page shows it, with whoever has it now. */
export function ticketView({ ticket, owner: standing }: TicketWithOwner, now: Date): TicketView {
  const owner = ownerOf(ticket, standing, now);
  const { promise, promisedFor, closedAt, closedBy } = ticket;
  return {
    id: ticket.id,
    revision: ticket.revision,
    reference: ticket.reference,
    href: ticketHref(ticket.reference),
    owner: { staffId: ownerIdOf(owner), words: ownerWords(owner) },
    promise: promise === null || promisedFor === null ? null : { words: promise, until: promisedFor },
    openedAt: ticket.openedAt,
    openedBy: ticket.openedBy,
    closed: closedAt === null || closedBy === null ? null : { at: closedAt, by: closedBy },
  };
}

/** A note as a page shows it. @param arn the ARN of its key, on a page of more than one key */
export const noteView = ({ id, keyId, at, by, body }: StoredNote, arn: string | null = null): NoteView => ({
  id,
  at,
  by,
  body,
  key: keyId === null || arn === null ? null : { id: keyId, arn },
});
