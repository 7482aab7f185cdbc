'use client';

import { useClockWords } from '#components/ui/desk-clock.ts';
import { FetchedPart } from '#components/ui/fetched-part.tsx';
import { utcWords } from '#components/ui/time-words.ts';
import type { TicketView } from '#lib/core/pages/ticket-view.ts';
import { isOverdue } from '#lib/core/ticket/ticket.ts';
import type { TicketActions, TicketPlace } from './ticket-actions.ts';

// The names are in the first HTML; what can be done with them is fetched when the page is there.
const fetchButtons = () => import('./ticket-buttons.tsx');

/** The tickets of a key or a customer in one line each: name, who has it, what was promised, and what can be done. */
export function TicketLine({
  tickets,
  now,
  place,
  actions,
}: {
  tickets: readonly TicketView[];
  now: Date;
  place: TicketPlace;
  actions: TicketActions;
}) {
  return (
    <ul aria-label="Tickets" className="flex flex-wrap items-center gap-x-4 gap-y-1">
      {tickets.map((ticket) => (
        <li key={ticket.id} className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span>
            <TicketName {...ticket} /> · {ticket.owner.words}
            {ticket.closed === null
              ? ticket.promise !== null && <Promised {...ticket.promise} now={now} />
              : ` · closed ${utcWords(ticket.closed.at.getTime())} by ${ticket.closed.by}`}
          </span>
          {ticket.closed === null && (
            <FetchedPart fetchPart={fetchButtons} placeholder="sr-only">
              {({ TicketButtons }) => <TicketButtons ticket={ticket} actions={actions} />}
            </FetchedPart>
          )}
        </li>
      ))}
      <li className="-mx-2">
        <FetchedPart fetchPart={fetchButtons} placeholder="min-h-7">
          {({ AddTicket }) => <AddTicket place={place} actions={actions} />}
        </FetchedPart>
      </li>
    </ul>
  );
}

function TicketName({ reference, href }: Pick<TicketView, 'reference' | 'href'>) {
  if (href === null) return <span className="font-medium wrap-anywhere">Ticket {reference}</span>;
  return (
    <a href={href} target="_blank" rel="noreferrer" className="link font-medium wrap-anywhere">
      {reference}
    </a>
  );
}

/** What was promised and until when; an overdue promise stands out. */
function Promised({ words, until, now }: { words: string; until: Date; now: Date }) {
  const overdue = useClockWords(now, (nowMs) => (isOverdue(until, new Date(nowMs)) ? 'overdue' : null));
  return (
    <span className={overdue === null ? undefined : 'font-medium text-danger-text'}>
      {' '}
      · promised: {words} by {utcWords(until.getTime())}
      {overdue !== null && `, ${overdue}`}
    </span>
  );
}
