import { SelectField, TextField } from '#components/ui/field.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { VERIFY_CHANNELS } from '#lib/core/customer/customer.ts';
import { VERIFY_CHANNEL_WORD } from '#lib/core/customer/customer-words.ts';
import { PartForm, type ChangesCustomer, type CustomerVersion } from './customer-part.tsx';

type Contact = { id: string; name: string; phone: string | null };
type Verifies<Done, Problem extends string> = ChangesCustomer<CustomerVersion> & { action: FormAction<Done, Problem> };

/** The button that opens the form on which somebody records how they made sure who a contact is. */
export function VerifyForm<Done, Problem extends string>({
  contact,
  ...given
}: Verifies<Done, Problem> & { contact: Contact; label: string }) {
  return (
    <PartForm
      {...given}
      small
      title={`Verify ${contact.name}`}
      description="Record that you made sure that this is the person they say. Use a number or address from our own records or the contract, never one from the request itself."
      confirm="Record it"
      pendingWords="Recording"
      doneWords={`${contact.name} is verified.`}
      hidden={{ contactId: contact.id }}
    >
      <SelectField name="channel" label="How" required>
        {VERIFY_CHANNELS.map((channel) => (
          <option key={channel} value={channel}>
            {VERIFY_CHANNEL_WORD[channel]}
          </option>
        ))}
      </SelectField>
      <TextField
        name="verifiedWith"
        label="Number or address used"
        hint="The number you called, the room of the call, or what the letter was sent to."
        defaultValue={contact.phone ?? undefined}
        required
        maxLength={200}
      />
    </PartForm>
  );
}

/** The same for each of several contacts, on another page than the customer's. */
export function VerifyForms<Done, Problem extends string>({
  contacts,
  ...given
}: Verifies<Done, Problem> & { contacts: readonly Contact[] }) {
  return (
    <span className="-mx-2 flex flex-wrap gap-1">
      {contacts.map((contact) => (
        <VerifyForm key={contact.id} {...given} contact={contact} label={`Verify ${contact.name}`} />
      ))}
    </span>
  );
}
