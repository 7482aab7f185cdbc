import Link from 'next/link';
import { Identifier } from '#components/ui/identifier.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { workingDaysWords } from '#lib/core/customer/customer-words.ts';
import type { CustomerPage } from '#lib/core/pages/customer-page.ts';

/** What our records say about a customer. */
export function CustomerFactsList({ page }: { page: CustomerPage }) {
  const { externalId, timeZone, workingDays, serviceLevel, providerId, providerName, clients } = page;
  return (
    <Properties>
      <Property
        label="External ID"
        unknown={externalId === null}
        hint={externalId === null ? 'A setup needs it before it is cleared.' : undefined}
      >
        {externalId === null ? 'Not known' : <Identifier value={externalId} whole what="external ID" />}
      </Property>
      <Property label="Time zone" unknown={timeZone === null}>
        {timeZone ?? 'Not known'}
      </Property>
      <Property label="Working days" unknown={workingDays === null}>
        {workingDays === null ? 'Not known' : workingDaysWords(workingDays)}
      </Property>
      <Property label="Service level" unknown={serviceLevel === null}>
        {serviceLevel ?? 'Not known'}
      </Property>
      <Property label="Keys are held by">
        {providerId === null || providerName === null ? (
          'The customer'
        ) : (
          <>
            <Link href={`/customers/${providerId}`} prefetch={false} className="link">
              {providerName}
            </Link>
            , their service provider
          </>
        )}
      </Property>
      {clients.items.length > 0 && (
        <Property label="Service provider of">
          {clients.items.map(({ id, name }, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <Link href={`/customers/${id}`} prefetch={false} className="link">
                {name}
              </Link>
            </span>
          ))}
          {clients.more && ', and others'}
        </Property>
      )}
    </Properties>
  );
}
