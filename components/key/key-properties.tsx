import { Identifier } from '#components/ui/identifier.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { CONTACT_ROLE_WORD } from '#lib/core/customer/customer-words.ts';
import { KEY_ROLE_WORD } from '#lib/core/key/role-words.ts';
import type { KeyPage } from '#lib/core/pages/key-page.ts';
import type { OwnershipActions } from './ownership-actions.ts';
import { WithdrawOwnership } from './withdraw-ownership.tsx';

/** A contact's role as a label, with a capital. */
const contactRole = (role: string): string => {
  const words: Readonly<Record<string, string>> = CONTACT_ROLE_WORD;
  const word = words[role] ?? role;
  return word.charAt(0).toUpperCase() + word.slice(1);
};

/** What our own records say about the key and its customer. */
export function KeyProperties({ page, withdraw }: { page: KeyPage; withdraw: OwnershipActions['withdraw'] }) {
  return (
    <Properties>
      <Property label="Key ARN">
        <Identifier value={page.arn} whole what="key ARN" />
      </Property>
      <Property label="Customer’s AWS account">
        <Identifier value={page.awsAccountId} whole what="account ID" />
      </Property>
      <Property
        label="Our account"
        unknown={page.vendorAccountId === null}
        hint="The customer’s key policy must trust this account."
      >
        {page.vendorAccountId === null ? (
          'This region is not configured'
        ) : (
          <Identifier value={page.vendorAccountId} whole what="account ID" />
        )}
      </Property>
      <Property label="Region">
        {page.regionName === null ? page.region : `${page.regionName}, ${page.region}`}
      </Property>
      <Property label="Role">{KEY_ROLE_WORD[page.role]}</Property>
      <Property label="Ownership" unknown={page.ownership === 'unproven'}>
        {page.ownership === 'unproven' ? (
          page.withdrawn === null ? (
            'Not proven'
          ) : (
            'Proof withdrawn'
          )
        ) : (
          <>
            Proven <Instant at={page.provenAt} now={page.now} />
            {page.provenHow !== null && ` ${page.provenHow}`}
            {page.acceptedBy !== null && `. Ownership accepted by ${page.acceptedBy}`}
            {page.role !== 'retired' && (
              <div className="mt-1 -mx-2">
                <WithdrawOwnership {...withdraw} />
              </div>
            )}
          </>
        )}
      </Property>
      <Property label="Customer’s time zone" unknown={page.timeZone === null}>
        {page.timeZone ?? 'Not known'}
      </Property>
    </Properties>
  );
}

/** The customer's contacts, and when each was last verified. */
export function KeyContacts({ page }: { page: KeyPage }) {
  if (page.contacts.length === 0) return <p className="text-subtle">None on record.</p>;
  return (
    <Properties>
      {page.contacts.map((contact) => (
        <Property
          key={contact.id}
          label={contactRole(contact.role)}
          hint={
            contact.lastConfirmedAt === null ? (
              'Never verified.'
            ) : (
              <>
                Verified <Instant at={contact.lastConfirmedAt} now={page.now} />
              </>
            )
          }
        >
          {contact.name}, {contact.email}
        </Property>
      ))}
    </Properties>
  );
}
