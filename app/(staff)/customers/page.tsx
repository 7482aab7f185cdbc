import type { Metadata } from 'next';
import { CustomerListView } from '#components/key/customer-list-view.tsx';
import { pageText } from '#lib/core/live/page-text.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readCustomerList } from '#lib/queries/customer/customer-list.ts';
import { readSavedViews } from '#lib/queries/staff/saved-views.ts';
import { runtime } from '#lib/runtime.ts';
import { ListPageControls } from '#app/(staff)/list-page-controls.tsx';
import { readListParameters } from '#app/(staff)/list-parameters.ts';
import type { SearchParams } from '#app/(staff)/search-params.ts';

export const metadata: Metadata = { title: 'Customers' };

export default async function CustomersPage({ searchParams }: { searchParams: SearchParams }) {
  const staff = await requireStaff('keys:read');
  const parameters = readListParameters('customers', await searchParams);
  const { filter, columns, cursors, query, filtered } = parameters;
  const [page, views] = await Promise.all([
    readCustomerList(runtime(), staff, filter, cursors),
    readSavedViews(runtime(), staff, 'customers'),
  ]);
  return (
    <CustomerListView
      initialText={pageText(page)}
      query={query}
      columns={columns}
      filtered={filtered}
      controls={
        <ListPageControls list="customers" parameters={parameters} views={views} role={staff.role} page={page} />
      }
    />
  );
}
