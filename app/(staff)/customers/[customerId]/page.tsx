import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { z } from 'zod';
import { CustomerView } from '#components/customer/customer-view.tsx';
import { CustomerNotes, CustomerTicketList } from '#components/ticket/customer-tickets.tsx';
import { pageText } from '#lib/core/live/page-text.ts';
import { blockedReason } from '#lib/core/staff/capability.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readCustomerPage } from '#lib/queries/customer/customer-page.ts';
import { readCustomerTickets } from '#lib/queries/ticket/customer-tickets.ts';
import { runtime } from '#lib/runtime.ts';
import { ticketActionsFor } from '#app/(staff)/tickets/ticket-actions.ts';
import { keepAsRetainedAction, startDepartureAction, startMoveAction } from '#app/(staff)/departures/actions.ts';
import {
  addContactAction,
  addWorkspaceAction,
  checkAllKeysAction,
  contactLeftAction,
  copyCombinedTextAction,
  editContactAction,
  editCustomerAction,
  revokeAccountAction,
  sharedAccountAction,
  verifyContactAction,
} from '#app/(staff)/customers/actions.ts';
import { copyTextAction } from '#app/(staff)/keys/actions.ts';
import { recordNotSentAction, recordSentAction } from '#app/(staff)/keys/told-actions.ts';

type Props = { params: Promise<{ customerId: string }> };

const readPage = cache(async (customerId: string) => {
  const staff = await requireStaff('keys:read');
  const page = z.uuid().safeParse(customerId).success ? await readCustomerPage(runtime(), staff, customerId) : null;
  return { staff, page };
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { page } = await readPage((await params).customerId);
  return { title: page === null ? 'Customer not found' : page.name };
}

export default async function CustomerDetailsPage({ params }: Props) {
  const { staff, page } = await readPage((await params).customerId);
  if (page === null) notFound();
  const tickets = {
    customerId: page.id,
    initialText: pageText(await readCustomerTickets(runtime(), staff, page.id)),
    actions: ticketActionsFor(staff),
  };
  return (
    <CustomerView
      key={page.id}
      customerId={page.id}
      initialText={pageText(page)}
      regions={runtime().regions.map(({ code, name }) => ({ code, name }))}
      blockedReason={blockedReason(staff.role, 'customers:write')}
      setupsBlock={blockedReason(staff.role, 'setups:run')}
      replacementsBlock={blockedReason(staff.role, 'replacements:run')}
      edit={editCustomerAction}
      addWorkspace={addWorkspaceAction}
      leaving={{
        start: startDepartureAction,
        move: startMoveAction,
        keep: keepAsRetainedAction,
        blockedReason: blockedReason(staff.role, 'departures:run'),
      }}
      contacts={{
        add: addContactAction,
        edit: editContactAction,
        verify: verifyContactAction,
        left: contactLeftAction,
      }}
      shareAccount={sharedAccountAction}
      checkAll={{ action: checkAllKeysAction, blockedReason: blockedReason(staff.role, 'keys:check') }}
      reply={{ action: copyCombinedTextAction, blockedReason: blockedReason(staff.role, 'texts:copy') }}
      replyOfKey={{ action: copyTextAction, blockedReason: blockedReason(staff.role, 'texts:copy') }}
      answers={{ sent: recordSentAction, notSent: recordNotSentAction }}
      tickets={<CustomerTicketList {...tickets} />}
      notes={<CustomerNotes {...tickets} />}
      revokeAccount={{ action: revokeAccountAction, blockedReason: blockedReason(staff.role, 'ownership:withdraw') }}
    />
  );
}
