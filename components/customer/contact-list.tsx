'use client';

import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { SelectField, TextField } from '#components/ui/field.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { PastInstant } from '#components/ui/instant.tsx';
import { Section } from '#components/ui/section.tsx';
import { CONTACT_ROLES } from '#lib/core/customer/customer.ts';
import { CONTACT_ROLE_WORD, VERIFY_CHANNEL_WORD } from '#lib/core/customer/customer-words.ts';
import type { CustomerContact } from '#lib/core/pages/customer-page.ts';
import { ofCustomer, PartForm, type ChangesCustomer } from './customer-part.tsx';
import { VerifyForm } from './verify-form.tsx';

/** The actions on contacts, each with its own refusals. */
export type ContactActions<Added, AddProblem extends string, Changed, Problem extends string> = {
  add: FormAction<Added, AddProblem>;
  edit: FormAction<Changed, Problem>;
  verify: FormAction<Changed, Problem>;
  left: FormAction<Changed, Problem>;
};

/** A customer's contacts: who they are, by whom and how they were verified, and what a person may do about it. */
export function ContactList<Added, AddProblem extends string, Changed, Problem extends string>({
  actions,
  ...changes
}: ChangesCustomer & { actions: ContactActions<Added, AddProblem, Changed, Problem> }) {
  const { page } = changes;
  const today = page.contacts.filter(({ leftAt }) => leftAt === null);
  const past = page.contacts.filter(({ leftAt }) => leftAt !== null);
  return (
    <Section
      title="Contacts"
      aside={
        <PartForm
          {...changes}
          label="Add a contact"
          title="Add a contact"
          confirm="Add contact"
          pendingWords="Adding"
          doneWords="The contact is added. Nobody has verified them yet."
          action={actions.add}
        >
          <ContactFields />
        </PartForm>
      }
    >
      {today.length === 0 && <p className="text-subtle">None on record.</p>}
      <ul aria-label="Contacts" className="divide-y divide-line">
        {today.map((contact) => (
          <li key={contact.id} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 py-2">
            <ContactWords contact={contact} now={page.now} />
            <span className="-mx-2 flex flex-wrap gap-1">
              <VerifyForm {...changes} label="Verify" contact={contact} action={actions.verify} />
              <EditForm {...changes} contact={contact} action={actions.edit} />
              <LeftForm {...changes} contact={contact} action={actions.left} />
            </span>
          </li>
        ))}
      </ul>
      {past.length > 0 && (
        <details className="mt-2">
          <summary className="cursor-pointer text-subtle">Contacts who left or were replaced ({past.length})</summary>
          <ul aria-label="Past contacts" className="divide-y divide-line">
            {past.map((contact) => (
              <li key={contact.id} className="py-2">
                <ContactWords contact={contact} now={page.now} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}

function ContactWords({ contact, now }: { contact: CustomerContact; now: string }) {
  const { name, role, email, phone, verified, leftAt } = contact;
  return (
    <div className="min-w-0 flex-1 basis-60 wrap-anywhere">
      <p>
        <span className="font-medium">{name}</span>, {CONTACT_ROLE_WORD[role]}
      </p>
      <p>
        {email}
        {phone !== null && `, ${phone}`}
      </p>
      <p className="text-table text-subtle">
        {verified === null ? (
          'Never verified.'
        ) : (
          <>
            Verified {verified.by !== null && `by ${verified.by} `}
            {verified.channel !== null && `${VERIFY_CHANNEL_WORD[verified.channel]}, `}
            {verified.with !== null && `with ${verified.with}, `}
            <PastInstant at={verified.at} now={now} />.
          </>
        )}
        {leftAt !== null && (
          <>
            {' '}
            Left <PastInstant at={leftAt} now={now} />.
          </>
        )}
      </p>
    </div>
  );
}

type OfContact<Done, Problem extends string> = ChangesCustomer & {
  contact: CustomerContact;
  action: FormAction<Done, Problem>;
};

function ContactFields({ contact }: { contact?: CustomerContact }) {
  return (
    <>
      <SelectField name="role" label="Role" defaultValue={contact?.role ?? 'key_admin'} required>
        {CONTACT_ROLES.map((role) => (
          <option key={role} value={role}>
            {CONTACT_ROLE_WORD[role]}
          </option>
        ))}
      </SelectField>
      <TextField name="name" label="Name" defaultValue={contact?.name} required maxLength={200} />
      <TextField name="email" label="Email" type="email" defaultValue={contact?.email} required maxLength={254} />
      <TextField
        name="phone"
        label="Phone"
        type="tel"
        hint="With the country, such as +49 30 123456. May stay empty."
        defaultValue={contact?.phone ?? undefined}
        maxLength={40}
      />
    </>
  );
}

function EditForm<Done, Problem extends string>({ contact, action, ...changes }: OfContact<Done, Problem>) {
  return (
    <PartForm
      {...changes}
      small
      label="Edit"
      title={`Edit ${contact.name}`}
      description="Another name, email address or number makes a new contact whom nobody has verified. This one stays on record as a past contact."
      confirm="Save"
      pendingWords="Saving"
      doneWords="Saved."
      hidden={{ contactId: contact.id }}
      action={action}
    >
      <ContactFields contact={contact} />
    </PartForm>
  );
}

function LeftForm<Done, Problem extends string>({ contact, action, page, blockedReason }: OfContact<Done, Problem>) {
  return (
    <ConfirmDialog
      trigger={{ label: 'Mark as left', kind: 'quiet', size: 'small', blockedReason: blockedReason ?? undefined }}
      title={`Has ${contact.name} left?`}
      confirm="Record that they left"
      pendingWords="Recording"
      hidden={{ ...ofCustomer(page), contactId: contact.id }}
      action={action}
      doneWords={`${contact.name} is a past contact.`}
    >
      They get no more texts, and their verification counts for nothing. This can’t be undone: if they are back, add
      them again.
    </ConfirmDialog>
  );
}
