import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { SearchField } from '#components/ui/field.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';

/** Chooses the customer of something new: a search, and what it found. All of it is in the URL. */
export function ChooseCustomer({
  address,
  keep,
  name,
  found,
  none,
}: {
  /** The page that this stands on. It takes the chosen customer as `customer`. */
  address: string;
  /** Parameters that stay in the URL. */
  keep?: Readonly<Record<string, string>>;
  /** What was searched for; null before. */
  name: string | null;
  found: readonly { id: string; name: string }[] | null;
  /** Where nobody was found. */
  none: ReactNode;
}) {
  return (
    <>
      <form action={address} role="search" className="mb-4 flex max-w-prose flex-wrap gap-2">
        {keep !== undefined && <HiddenFields values={keep} />}
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
          {found.map((customer) => (
            <li key={customer.id} className="py-1.5">
              <a
                className="link"
                href={`${address}?${new URLSearchParams({ customer: customer.id, ...keep }).toString()}`}
              >
                {customer.name}
              </a>
            </li>
          ))}
          {found.length === 0 && <li className="py-1.5 text-subtle">{none}</li>}
        </ul>
      )}
    </>
  );
}
