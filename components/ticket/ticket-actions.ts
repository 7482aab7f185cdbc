import type { FormAction } from '#components/ui/form.tsx';
import type { TicketView } from '#lib/core/pages/ticket-view.ts';

type Action = FormAction<null, string>;

/** What can be done with tickets and notes, by whom, and why this person's role may not; null where it may. */
export type TicketActions = {
  open: Action;
  take: Action;
  give: Action;
  promise: Action;
  keep: Action;
  close: Action;
  addNote: Action;
  /** Who looks at the page. */
  viewerId: string;
  ticketBlocks: string | null;
  noteBlocks: string | null;
};

/** What tickets and notes are added to: a customer, or one of their keys. */
export type TicketPlace = { customerId: string; customerKeyId: string | null };

/** The hidden fields of what is added to a place. */
export const placeFields = ({ customerId, customerKeyId }: TicketPlace): Readonly<Record<string, string>> => ({
  customerId,
  customerKeyId: customerKeyId ?? '',
});

/** The hidden fields of every change of a ticket. */
export const ticketFields = ({
  id,
  revision,
}: Pick<TicketView, 'id' | 'revision'>): Readonly<Record<string, string>> => ({
  ticketId: id,
  revision: `${revision}`,
});
