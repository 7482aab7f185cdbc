import type { Metadata } from 'next';
import { StartSetupForm } from '#components/setup/start-setup-form.tsx';
import { Button } from '#components/ui/button.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { SearchField } from '#components/ui/field.tsx';
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
        <form action="/setups/new" role="search" className="mb-4 flex max-w-prose flex-wrap gap-2">
          <SearchField
            id="customer-search"
            name="q"
            label="Find the customer"
            defaultValue={name ?? ''}
            placeholder="Customer or external ID"
          />
          <Button type="submit">Search</Button>
        </form>
        {found !== null && (
          <ul aria-label="Customers found" className="mb-4 max-w-prose divide-y divide-line">
            {found.map(({ id, name: found }) => (
              <li key={id} className="py-1.5">
                <a className="link" href={`/setups/new?customer=${id}`}>
                  {found}
                </a>
              </li>
            ))}
            {found.length === 0 && <li className="py-1.5 text-subtle">No customer has this name. Add them first.</li>}
          </ul>
        )}
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
