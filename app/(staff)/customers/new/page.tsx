import type { Metadata } from 'next';
import { AddCustomerForm } from '#components/customer/add-customer-form.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { blockedReason } from '#lib/core/staff/capability.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { parametersOf, type SearchParams } from '#app/(staff)/search-params.ts';
import { addCustomerAction } from '#app/(staff)/customers/actions.ts';

export const metadata: Metadata = { title: 'Add a customer' };

export default async function AddCustomerPage({ searchParams }: { searchParams: SearchParams }) {
  const staff = await requireStaff('keys:read');
  const parameter = parametersOf(await searchParams);
  return (
    <>
      <PageHeader
        title="Add a customer"
        summary="Contacts and workspaces are added on the customer’s page. Only the name is needed now."
        trail={[{ href: '/customers', label: 'Customers' }]}
      />
      <AddCustomerForm
        action={addCustomerAction}
        name={(parameter('name') ?? '').slice(0, 200)}
        opens={parameter('for') === 'setup' ? 'setup' : 'customer'}
        blockedReason={blockedReason(staff.role, 'customers:write')}
      />
    </>
  );
}
