'use client';

import Link from 'next/link';
import { useState, type ComponentProps } from 'react';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { TextField } from '#components/ui/field.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { TimeField } from '#components/ui/time-field.tsx';
import type { TicketView } from '#lib/core/pages/ticket-view.ts';
import { LONGEST_PROMISE, LONGEST_REFERENCE } from '#lib/core/ticket/ticket.ts';
import { TakerField } from './taker-field.tsx';
import { placeFields, ticketFields, type TicketActions, type TicketPlace } from './ticket-actions.ts';

/** What can be done with an open ticket. */
export function TicketButtons({ ticket, actions }: { ticket: TicketView; actions: TicketActions }) {
  const blockedReason = actions.ticketBlocks ?? undefined;
  const hidden = ticketFields(ticket);
  const { reference } = ticket;
  const trigger = (label: string) => ({
    label,
    kind: 'quiet' as const,
    size: 'small' as const,
    blockedReason,
    'aria-label': `${label}: ticket ${reference}`,
  });
  return (
    <span className="-mx-2 inline-flex flex-wrap gap-1">
      {ticket.owner.staffId !== actions.viewerId && (
        <OnePress
          {...trigger('Take')}
          ticket={ticket}
          action={actions.take}
          pendingWords="Taking"
          doneWords={`You have ticket ${reference} now.`}
        />
      )}
      <Dialog trigger={trigger('Hand over')} title={`Hand over ticket ${reference}`}>
        <Form action={actions.give} doneWords="Handed over.">
          <HiddenFields values={hidden} />
          <TakerField exceptStaffId={ticket.owner.staffId} />
          <SubmitButton pendingWords="Handing over">Hand over</SubmitButton>
        </Form>
      </Dialog>
      <Dialog
        trigger={trigger('Promise')}
        title={`Promise in ticket ${reference}`}
        description={ticket.promise === null ? undefined : 'It takes the place of the promise before.'}
      >
        <Form action={actions.promise} doneWords="Promise recorded.">
          <HiddenFields values={hidden} />
          <TextField name="words" label="What you promised" maxLength={LONGEST_PROMISE} required />
          <TimeField name="until" label="Until, in UTC" type="datetime-local" required />
          <SubmitButton pendingWords="Recording">Record the promise</SubmitButton>
        </Form>
      </Dialog>
      {ticket.promise !== null && (
        <OnePress
          {...trigger('Promise kept')}
          ticket={ticket}
          action={actions.keep}
          pendingWords="Recording"
          doneWords="Promise kept."
        />
      )}
      <ConfirmDialog
        trigger={trigger('Close')}
        title={`Close ticket ${reference}?`}
        confirm="Close the ticket"
        pendingWords="Closing"
        hidden={hidden}
        action={actions.close}
        doneWords="Ticket closed."
      >
        The ticket no longer shows as open, and its promise is no longer due. It stays in the list of this customer’s
        tickets.
      </ConfirmDialog>
    </span>
  );
}

/** A change of a ticket that asks nothing more. */
const OnePress = ({
  ticket,
  label,
  action,
  doneWords,
  ...button
}: Omit<ComponentProps<typeof SubmitButton>, 'children'> & {
  ticket: TicketView;
  label: string;
  action: FormAction<null, string>;
  doneWords: string;
}) => (
  <Form action={action} doneWords={doneWords} className="inline">
    <HiddenFields values={ticketFields(ticket)} />
    <SubmitButton {...button}>{label}</SubmitButton>
  </Form>
);

/** Adds a ticket, or the key to the customer's open ticket of that name. */
export function AddTicket({ place, actions }: { place: TicketPlace; actions: TicketActions }) {
  // Set while the last answer was that a ticket of this name is open.
  const [isOpen, setIsOpen] = useState(false);
  const open: FormAction<null, string> = async (before, form) => {
    const state = await actions.open(before, form);
    setIsOpen(state.status === 'refused' && state.problem === 'open_already');
    return state;
  };
  return (
    <Dialog
      trigger={{
        label: 'Add a ticket',
        kind: 'quiet',
        size: 'small',
        blockedReason: actions.ticketBlocks ?? undefined,
      }}
      title="Add a ticket"
    >
      <Form action={open} doneWords="Ticket added.">
        <HiddenFields values={placeFields(place)} />
        <TextField
          name="reference"
          label="Ticket"
          hint="As your ticket system names it, such as #4711, or its address."
          maxLength={LONGEST_REFERENCE}
          required
          onChange={() => setIsOpen(false)}
        />
        {isOpen && (
          <p className="max-w-prose">
            <Link href={`/customers/${place.customerId}#tickets`} prefetch={false} className="link">
              Open the tickets of this customer
            </Link>
            {place.customerKeyId !== null && ', or add this key to the ticket. Its owner and its promise stay.'}
          </p>
        )}
        {isOpen && place.customerKeyId !== null ? (
          <>
            <input type="hidden" name="addToOpen" value="on" />
            <SubmitButton pendingWords="Adding">Add this key to the ticket</SubmitButton>
          </>
        ) : (
          <SubmitButton pendingWords="Adding">Add the ticket</SubmitButton>
        )}
      </Form>
    </Dialog>
  );
}
