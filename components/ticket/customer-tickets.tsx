'use client';

import { useEffect, useState } from 'react';
import { FetchedPart } from '#components/ui/fetched-part.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { parseWithDates } from '#components/ui/read-json.ts';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import type { PageText } from '#lib/core/live/page-text.ts';
import type { CustomerTickets } from '#lib/core/pages/ticket-view.ts';
import type { TicketActions } from './ticket-actions.ts';
import { TicketLine } from './ticket-line.tsx';

const fetchNotes = () => import('./note-list.tsx');

const parse = (text: PageText<CustomerTickets>): CustomerTickets => parseWithDates(text) as CustomerTickets;

/** The tickets and notes of a customer, updated when the customer changes. Both parts of a page share one reading. */
function useCustomerTickets(customerId: string, initialText: PageText<CustomerTickets>, all: boolean) {
  return useLiveQuery({
    queryKey: ['customer', customerId, all ? 'all notes' : 'tickets'],
    address: `/api/customers/${customerId}/tickets${all ? '?all=on' : ''}`,
    initialText,
    parse,
    concerns: ({ kind, id }: HeardChange) => kind === 'customer' && id === customerId,
  });
}

type Part = { customerId: string; initialText: PageText<CustomerTickets>; actions: TicketActions };

/** All tickets of a customer, the closed ones too. */
export function CustomerTicketList({ customerId, initialText, actions }: Part) {
  const { data, outdated } = useCustomerTickets(customerId, initialText, false);
  return (
    <>
      {outdated && <OutdatedNotice what="list" now={data.now} />}
      <TicketLine tickets={data.tickets} now={data.now} place={{ customerId, customerKeyId: null }} actions={actions} />
    </>
  );
}

/** The notes about a customer and about each of their keys. */
export function CustomerNotes(part: Part) {
  const [all, setAll] = useState(false);
  return <NotesIn key={`${all}`} {...part} all={all} showAll={() => setAll(true)} />;
}

function NotesIn({ customerId, initialText, actions, all, showAll }: Part & { all: boolean; showAll: () => void }) {
  const { data, readAgain } = useCustomerTickets(customerId, initialText, all);
  useEffect(() => {
    // The server's first reading has only the newest.
    if (all) void readAgain();
  }, [all, readAgain]);
  return (
    <FetchedPart fetchPart={fetchNotes} placeholder="min-h-40">
      {({ NoteList }) => (
        <NoteList
          notes={data.notes}
          more={data.moreNotes}
          now={data.now}
          place={{ customerId, customerKeyId: null }}
          actions={actions}
          showAll={all ? undefined : showAll}
        />
      )}
    </FetchedPart>
  );
}
