'use client';

import { useLiveQuery } from '#components/ui/use-live-query.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import { readPageText, type PageText } from '#lib/core/live/page-text.ts';
import type { CustomerPage } from '#lib/core/pages/customer-page.ts';

const concernsCustomer = ({ kind, id }: HeardChange, page: CustomerPage): boolean =>
  (kind === 'customer' && (id === page.id || id === page.providerId)) ||
  // A setup that somebody starts is none of those shown.
  kind === 'setup' ||
  (kind === 'key' && page.keys.items.some((key) => key.id === id));

/** A customer's page from the server, updated when the customer, their provider or one of the keys shown changes. */
export function useCustomerPage(customerId: string, initialText: PageText<CustomerPage>) {
  const { data, outdated, readAgain } = useLiveQuery({
    queryKey: ['customer', customerId],
    address: `/api/customers/${customerId}`,
    initialText,
    parse: readPageText<CustomerPage>,
    concerns: concernsCustomer,
  });
  return { page: data, outdated, readAgain };
}
