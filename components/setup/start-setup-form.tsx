'use client';

import { useId, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';

type Region = { code: string; name: string };

/** Starts a setup of one customer: who asked, and each workspace with its region. */
export function StartSetupForm<Done, Problem extends string>({
  action,
  customerId,
  regions,
  workspaces,
  contactNames,
  blockedReason,
}: {
  action: FormAction<Done, Problem>;
  customerId: string;
  regions: readonly Region[];
  /** The customer's workspaces that have no active key: offered first. */
  workspaces: readonly { name: string; region: string }[];
  /** The names of the customer's contacts, offered as who asked. */
  contactNames: readonly string[];
  blockedReason: string | null;
}) {
  const contactsId = useId();
  const [rows, setRows] = useState(() => (workspaces.length === 0 ? [{ name: '', region: '' }] : [...workspaces]));
  return (
    <Form action={action} className="max-w-prose">
      <HiddenFields values={{ customerId }} />
      <TextField
        name="askedBy"
        label="Who asked"
        hint="The customer’s contact, by name. The texts greet this person."
        list={contactNames.length === 0 ? undefined : contactsId}
        required
        maxLength={200}
      />
      <datalist id={contactsId}>
        {contactNames.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </datalist>
      <TextField name="ticket" label="Ticket" maxLength={64} />
      <fieldset className="space-y-3">
        <legend className="mb-1 font-medium">Workspaces</legend>
        {rows.map((row, index) => (
          // A row has no identity but its place.
          // oxlint-disable-next-line react/no-array-index-key -- see above
          <div key={index} className="flex flex-wrap items-end gap-3">
            <TextField name="workspace" label="Workspace" defaultValue={row.name} required maxLength={100} />
            <SelectField name="region" label="Hosting region" defaultValue={row.region} required>
              <option value="">Choose the region</option>
              {regions.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}, {code}
                </option>
              ))}
            </SelectField>
            {rows.length > 1 && index === rows.length - 1 && (
              <Button size="small" kind="quiet" onClick={() => setRows(rows.slice(0, -1))}>
                Remove
              </Button>
            )}
          </div>
        ))}
        <Button size="small" onClick={() => setRows([...rows, { name: '', region: '' }])}>
          Another workspace
        </Button>
      </fieldset>
      <SubmitButton pendingWords="Starting" blockedReason={blockedReason ?? undefined}>
        Start the setup
      </SubmitButton>
    </Form>
  );
}
