import type { Metadata } from 'next';
import { CustomerListView } from '#components/key/customer-list-view.tsx';
import { ListControls } from '#components/key/list-controls.tsx';
import { SavedViews } from '#components/key/saved-views.tsx';
import { ExportButton } from '#components/ui/export-button.tsx';
import { blockedReason } from '#lib/core/staff/capability.ts';
import { CUT_SEARCH_WORDS, exactly } from '#lib/core/pages/list-words.ts';
import { customerFilterParameters } from '#lib/core/verdict/customer-filter.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readCustomerList } from '#lib/queries/customer/customer-list.ts';
import { readSavedViews } from '#lib/queries/staff/saved-views.ts';
import { runtime } from '#lib/runtime.ts';
import { controlsOf, readListParameters } from '#app/(staff)/list-parameters.ts';
import type { SearchParams } from '#app/(staff)/search-params.ts';
import { deleteViewAction, saveViewAction } from '#app/(staff)/views/actions.ts';

export const metadata: Metadata = { title: 'Customers' };

export default async function CustomersPage({ searchParams }: { searchParams: SearchParams }) {
  const staff = await requireStaff('keys:read');
  const parameters = readListParameters('customers', await searchParams);
  const { filter, columns, cursors, view, query, filtered } = parameters;
  const [page, views] = await Promise.all([
    readCustomerList(runtime(), staff, filter, cursors),
    readSavedViews(runtime(), staff, 'customers'),
  ]);
  return (
    <CustomerListView
      initial={page}
      query={query}
      columns={columns}
      filtered={filtered}
      controls={
        <ListControls list={controlsOf('customers', parameters, runtime().regions)} columns={columns}>
          <SavedViews
            key={`views ${view}`}
            list="customers"
            query={view}
            views={views}
            save={saveViewAction}
            remove={deleteViewAction}
          />
          <ExportButton
            key={view}
            address={`/api/customers/export?${customerFilterParameters(filter).toString()}`}
            total={exactly(page.count)}
            blockedReason={blockedReason(staff.role, 'keys:export') ?? (page.more ? CUT_SEARCH_WORDS : undefined)}
          />
        </ListControls>
      }
    />
  );
}
