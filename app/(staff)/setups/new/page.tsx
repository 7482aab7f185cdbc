import type { Metadata } from 'next';
import { ChooseCustomer } from '#components/customer/choose-customer.tsx';
import { StartSetupForm } from '#components/setup/start-setup-form.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { blockedReason } from '#lib/core/staff/capability.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { findCustomersToSetUp, readCustomerToSetUp } from '#lib/queries/setup/customers-to-set-up.ts';
import { runtime } from '#lib/runtime.ts';
import { parametersOf, type SearchParams } from '#app/(staff)/search-params.ts';
import { startSetupAction } from '#app/(staff)/setups/actions.ts';

export const metadata: Metadata = { title: 'Start a setup' };

const TRAIL = [{ href: '/setups', label: 'Setups' }] as const;

/** The form for a new customer with the name that was searched for. It leads back to the setup. */
const addCustomerHref = (name: string | null): string =>
  `/customers/new?${new URLSearchParams({ for: 'setup', ...(name !== null && { name }) }).toString()}`;

export default async function NewSetupPage({ searchParams }: { searchParams: SearchParams }) {
  const staff = await requireStaff('keys:read');
  const parameter = parametersOf(await searchParams);
  const customer = await readCustomerToSetUp(runtime(), staff, parameter('customer'));
  if (customer === null) {
    const name = parameter('q');
    const found = name === null ? null : await findCustomersToSetUp(runtime(), staff, name);
    return (
      <>
        <PageHeader title="Start a setup" summary="For which customer?" trail={TRAIL} />
        <ChooseCustomer
          address="/setups/new"
          name={name}
          found={found}
          none="No customer has this name. Add them first."
        />
        <LinkButton href={addCustomerHref(name)}>Add a customer</LinkButton>
      </>
    );
  }
  return (
    <>
      <PageHeader title={`Start a setup for ${customer.name}`} trail={TRAIL} />
      <StartSetupForm
        action={startSetupAction}
        customerId={customer.id}
        regions={runtime().regions.map(({ code, name }) => ({ code, name }))}
        workspaces={customer.workspaces}
        contactNames={customer.contactNames}
        blockedReason={blockedReason(staff.role, 'setups:run')}
      />
    </>
  );
}
