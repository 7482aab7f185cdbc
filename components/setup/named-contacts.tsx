import { SelectField, TextField } from '#components/ui/field.tsx';
import { Form } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { CONTACT_ROLE_WORD } from '#lib/core/customer/customer-words.ts';
import { CONTACT_ROLES } from '#lib/core/customer/customer.ts';
import type { AnswerReading } from '#lib/core/pages/answer-reading.ts';
import type { SetupPage } from '#lib/core/pages/setup-page.ts';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import type { SetupActions } from './setup-actions.ts';

/** The people whom an answer names: each can be added as a contact of the customer, whom nobody has verified yet. */
export function NamedContacts({
  page,
  contacts,
  actions,
}: {
  page: SetupPage;
  contacts: AnswerReading['contacts'];
  actions: SetupActions;
}) {
  const { id, revision, contactAddresses } = page.customer;
  // Somebody may have added one since the answer was read.
  const open = contacts.filter(({ email }) => !contactAddresses.includes(email.toLowerCase()));
  if (open.length === 0) return null;
  return (
    <div>
      <h4 className="font-medium">Contacts named, not verified</h4>
      <ul className="mt-1 divide-y divide-line">
        {open.map(({ name, email }) => (
          <li key={email} className="py-2">
            <Form
              action={actions.addContact}
              doneWords={`${name ?? email} is a contact now, not verified.`}
              className="flex flex-wrap items-end gap-3"
            >
              <HiddenFields values={{ customerId: id, revision: `${revision}`, email, phone: '' }} />
              {name === null ? (
                <>
                  <p className="w-full wrap-anywhere">{email}</p>
                  <TextField name="name" label="Name" required maxLength={200} />
                </>
              ) : (
                <>
                  <p className="w-full wrap-anywhere">
                    {name}, {email}
                  </p>
                  <input type="hidden" name="name" value={name} />
                </>
              )}
              <SelectField name="role" label="Role">
                {CONTACT_ROLES.map((role) => (
                  <option key={role} value={role}>
                    {CONTACT_ROLE_WORD[role]}
                  </option>
                ))}
              </SelectField>
              <SubmitButton kind="secondary" pendingWords="Adding" blockedReason={actions.contactsBlock ?? undefined}>
                {`Add ${name ?? email}`}
              </SubmitButton>
            </Form>
          </li>
        ))}
      </ul>
    </div>
  );
}
