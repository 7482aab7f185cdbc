'use client';

import clsx from 'clsx';
import Link from 'next/link';
import { useContext, useId, useState } from 'react';
import { SelectField, TextArea, TextField } from '#components/ui/field.tsx';
import { FieldErrors } from '#components/ui/form-context.ts';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { TimeField } from '#components/ui/time-field.tsx';
import type { NewReplacement, ReplaceableWorkspace } from '#lib/core/pages/new-replacement.ts';
import {
  CONTACT_VERIFIED_WORD,
  NONE_TO_CHOOSE,
  SOURCE_HINT,
  SOURCE_WORD,
  START_REPLACEMENT,
} from '#lib/core/replacement/new-replacement-words.ts';
import { REPLACEMENT_SOURCES, type ReplacementSource } from '#lib/core/replacement/replacement.ts';

/** Starts a request of one customer: which keys are replaced, how it began, and who asked. */
export function StartReplacementForm<Done, Problem extends string>({
  action,
  customer,
  workspaceId,
  source,
  blockedReason,
}: {
  action: FormAction<Done, Problem>;
  customer: NewReplacement;
  /** The workspace that the link meant; null where it meant none. */
  workspaceId: string | null;
  source: ReplacementSource | null;
  /** Why this person's role may not start replacements; null where it may. */
  blockedReason: string | null;
}) {
  const { workspaces, contacts } = customer;
  const free = workspaces.filter(({ blocked }) => blocked === null);
  const chosen = free.length === 1 ? (free[0]?.id ?? null) : workspaceId;
  return (
    <Form action={action} className="max-w-prose">
      <HiddenFields values={{ customerId: customer.id }} />
      <Workspaces workspaces={workspaces} chosen={chosen} />
      <SelectField name="source" label="How it began" hint={SOURCE_HINT} defaultValue={source ?? ''} required>
        <option value="">Choose</option>
        {REPLACEMENT_SOURCES.map((one) => (
          <option key={one} value={one}>
            {SOURCE_WORD[one]}
          </option>
        ))}
      </SelectField>
      <TextArea
        name="reason"
        label="What they told us, or what we noticed"
        hint="In a sentence. The approver reads it; the customer doesn’t."
        required
        maxLength={1000}
      />
      <TimeField
        name="plannedFor"
        type="date"
        label="The day that they named"
        hint="Empty if they named none. Days begin at midnight UTC."
        className="max-w-60"
      />
      <AskedBy contacts={contacts} />
      <TextField name="ticket" label="Ticket" maxLength={64} />
      <SubmitButton
        pendingWords="Starting"
        blockedReason={blockedReason ?? (free.length === 0 ? NONE_TO_CHOOSE : undefined)}
      >
        {START_REPLACEMENT}
      </SubmitButton>
    </Form>
  );
}

/** The workspaces with an active key, each with that key. One that can't be chosen says why. */
function Workspaces({ workspaces, chosen }: { workspaces: readonly ReplaceableWorkspace[]; chosen: string | null }) {
  const id = useId();
  const problem = useContext(FieldErrors)['workspace'];
  const errorId = problem === undefined ? undefined : `${id}-error`;
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Which keys are replaced</legend>
      <div className="space-y-2">
        {workspaces.map(({ id: value, name, region, arn, blocked }) => (
          <div key={value} className="flex items-start gap-2">
            <input
              type="checkbox"
              id={`${id}-${value}`}
              name="workspace"
              value={value}
              disabled={blocked !== null}
              defaultChecked={blocked === null && value === chosen}
              aria-invalid={problem !== undefined || undefined}
              aria-describedby={clsx(`${id}-${value}-about`, errorId)}
              className="mt-1"
            />
            <div className="min-w-0">
              <label htmlFor={`${id}-${value}`} className={clsx('block', blocked !== null && 'text-subtle')}>
                {name}, {region}
              </label>
              <div id={`${id}-${value}-about`} className="text-table text-subtle">
                <code className="block font-mono text-mono wrap-anywhere">{arn}</code>
                {blocked !== null && (
                  <Link href={blocked.href} prefetch={false} className="link">
                    {blocked.words}
                  </Link>
                )}
              </div>
            </div>
          </div>
        ))}
      </div>
      {problem !== undefined && (
        <p id={errorId} className="mt-1 text-table font-medium text-danger-text">
          {problem}
        </p>
      )}
    </fieldset>
  );
}

/** A contact of the customer, or somebody else by name. Whether they are verified is what the approver looks at. */
function AskedBy({ contacts }: { contacts: NewReplacement['contacts'] }) {
  const [contactId, setContactId] = useState('');
  return (
    <>
      <SelectField
        name="contactId"
        label="Who asked"
        hint="Only a verified contact counts as the customer. Anybody else is shown to the approver as unknown."
        value={contactId}
        onChange={({ target }) => setContactId(target.value)}
      >
        <option value="">Somebody else</option>
        {contacts.map(({ id, name, verified }) => (
          <option key={id} value={id}>
            {name} ({verified ? CONTACT_VERIFIED_WORD.yes : CONTACT_VERIFIED_WORD.no})
          </option>
        ))}
      </SelectField>
      {contactId === '' ? (
        <TextField
          name="askedBy"
          label="Their name"
          hint="Texts for the customer greet this person."
          required
          maxLength={200}
        />
      ) : (
        <HiddenFields values={{ askedBy: '' }} />
      )}
    </>
  );
}
