'use server';

import { z } from 'zod';
import { refusal } from '#lib/core/form/action-state.ts';
import { HIDDEN } from '#lib/core/customer-text/plain-form.ts';
import { LONGEST_PROMISE, LONGEST_REFERENCE } from '#lib/core/ticket/ticket.ts';
import {
  CLOSE_TICKET_REFUSAL_WORDS,
  GIVE_TICKET_REFUSAL_WORDS,
  NOTE_REFUSAL_WORDS,
  OPEN_TICKET_REFUSAL_WORDS,
  PROMISE_REFUSAL_WORDS,
  SECRET_WORDS,
  TAKE_TICKET_REFUSAL_WORDS,
} from '#lib/core/ticket/ticket-words.ts';
import { staffAction } from '#lib/http/staff-action.ts';
import { runtime } from '#lib/runtime.ts';
import { addNote } from '#lib/use-cases/ticket/add-note.ts';
import { closeTicket } from '#lib/use-cases/ticket/close-ticket.ts';
import { giveTicket } from '#lib/use-cases/ticket/give-ticket.ts';
import { openTicket } from '#lib/use-cases/ticket/open-ticket.ts';
import { recordPromise, recordPromiseKept } from '#lib/use-cases/ticket/promise.ts';
import { takeTicket } from '#lib/use-cases/ticket/take-ticket.ts';
import { by, checkbox, DONE, emptyOr, utcTime } from '#app/(staff)/form-fields.ts';

const visibleLine = (empty: string, most: number) =>
  z
    .string()
    .trim()
    .min(1, empty)
    .max(most, `At most ${most} characters.`)
    .refine((text) => !HIDDEN.test(text), 'This contains invisible characters. Type it instead of pasting it.');
/** Empty where something is about no single key. */
const optionalKeyId = emptyOr(z.uuid('Unknown key.'));
const TicketFields = { ticketId: z.uuid('Unknown ticket.'), revision: z.coerce.number().int() };

const OpenForm = z.object({
  customerId: z.uuid('Unknown customer.'),
  customerKeyId: optionalKeyId,
  reference: visibleLine('Enter the ticket as your ticket system names it, such as #4711.', LONGEST_REFERENCE),
  addToOpen: checkbox,
});
export const openTicketAction = staffAction('tickets:run', OpenForm, async (input, staff, request) => {
  const { customerId, customerKeyId, reference, addToOpen } = input;
  const keyIds = customerKeyId === null ? [] : [customerKeyId];
  const opened = await openTicket(runtime(), { customerId, reference, keyIds, addToOpen }, by(staff, request));
  if (opened.ok) return DONE;
  const words = OPEN_TICKET_REFUSAL_WORDS[opened.reason];
  return refusal(opened.reason, words, opened.reason in SECRET_WORDS ? { reference: words } : undefined);
});

export const takeTicketAction = staffAction('tickets:run', z.object(TicketFields), async (input, staff, request) => {
  const taken = await takeTicket(runtime(), input, by(staff, request));
  return taken.ok ? DONE : refusal(taken.reason, TAKE_TICKET_REFUSAL_WORDS[taken.reason]);
});

const GiveForm = z.object({
  ...TicketFields,
  toStaffId: z.union([z.literal('team').transform(() => null), z.uuid('Choose who takes it.')]),
});
export const giveTicketAction = staffAction('tickets:run', GiveForm, async (input, staff, request) => {
  const given = await giveTicket(runtime(), input, by(staff, request));
  return given.ok ? DONE : refusal(given.reason, GIVE_TICKET_REFUSAL_WORDS[given.reason]);
});

const PromiseForm = z.object({
  ...TicketFields,
  words: visibleLine('Say what was promised, such as: call back.', LONGEST_PROMISE),
  until: utcTime,
});
export const promiseAction = staffAction('tickets:run', PromiseForm, async (input, staff, request) => {
  const promised = await recordPromise(runtime(), input, by(staff, request));
  if (promised.ok) return DONE;
  const words = PROMISE_REFUSAL_WORDS[promised.reason];
  const { reason } = promised;
  if (reason in SECRET_WORDS) return refusal(reason, words, { words });
  return refusal(reason, words, reason === 'date_passed' || reason === 'too_far' ? { until: words } : undefined);
});

export const keepPromiseAction = staffAction('tickets:run', z.object(TicketFields), async (input, staff, request) => {
  const kept = await recordPromiseKept(runtime(), input, by(staff, request));
  return kept.ok ? DONE : refusal(kept.reason, PROMISE_REFUSAL_WORDS[kept.reason]);
});

export const closeTicketAction = staffAction('tickets:run', z.object(TicketFields), async (input, staff, request) => {
  const closed = await closeTicket(runtime(), input, by(staff, request));
  return closed.ok ? DONE : refusal(closed.reason, CLOSE_TICKET_REFUSAL_WORDS[closed.reason]);
});

const NoteForm = z.object({
  customerId: z.uuid('Unknown customer.'),
  customerKeyId: optionalKeyId,
  // Its length and its letters are the use case's to judge.
  text: z.string(),
});
export const addNoteAction = staffAction('notes:add', NoteForm, async (input, staff, request) => {
  const { customerId, customerKeyId: keyId, text } = input;
  const added = await addNote(runtime(), { customerId, keyId, text }, by(staff, request));
  if (added.ok) return DONE;
  const words = NOTE_REFUSAL_WORDS[added.reason];
  return refusal(added.reason, words, { text: words });
});
