import type { Metadata } from 'next';
import { AddCustomerForm } from '#components/customer/add-customer-form.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { blockedReason } from '#lib/core/staff/capability.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { addCustomerAction } from '#app/(staff)/customers/actions.ts';

export const metadata: Metadata = { title: 'Add a customer' };

export default async function AddCustomerPage() {
  const staff = await requireStaff('keys:read');
  return (
    <>
      <PageHeader
        title="Add a customer"
        summary="Contacts and workspaces are added on the customer’s page. Only the name is needed now."
        trail={[{ href: '/customers', label: 'Customers' }]}
      />
      <AddCustomerForm action={addCustomerAction} blockedReason={blockedReason(staff.role, 'customers:write')} />
    </>
  );
}
