import type { TicketActions } from '#components/ticket/ticket-actions.ts';
import { blockedReason } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import {
  addNoteAction,
  closeTicketAction,
  giveTicketAction,
  keepPromiseAction,
  openTicketAction,
  promiseAction,
  takeTicketAction,
} from './actions.ts';

/** What this person can do with tickets and notes, for every page that shows them. */
export const ticketActionsFor = ({ staffId, role }: { staffId: string; role: StaffRole }): TicketActions => ({
  open: openTicketAction,
  take: takeTicketAction,
  give: giveTicketAction,
  promise: promiseAction,
  keep: keepPromiseAction,
  close: closeTicketAction,
  addNote: addNoteAction,
  viewerId: staffId,
  ticketBlocks: blockedReason(role, 'tickets:run'),
  noteBlocks: blockedReason(role, 'notes:add'),
});
