'use client';

import { SelectField, TextArea } from '#components/ui/field.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { HandoverPage } from '#lib/core/pages/handover-page.ts';
import { itemValue } from '#lib/core/shift/handover.ts';
import { REPLACEMENT_TAKEN_WORDS } from '#lib/core/shift/handover-words.ts';
import { ItemWords } from './handover-items.tsx';

/** Hands over what a person has open, to somebody or to the team, with one note. Every item is ticked at first. */
export function HandOverForm({
  page: { items, people, now },
  handOver,
}: {
  page: HandoverPage;
  handOver: FormAction<null, string>;
}) {
  return (
    <Form action={handOver} doneWords="Handed over.">
      {items.length === 0 ? (
        <p className="text-subtle">You have nothing open. You can still leave a note for whoever takes over.</p>
      ) : (
        <fieldset>
          <legend className="mb-1 font-medium">What you hand over</legend>
          <div className="space-y-1">
            {items.map((item) => (
              <label key={itemValue(item)} className="flex min-h-6 items-start gap-2">
                <input type="checkbox" name="item" value={itemValue(item)} defaultChecked className="mt-1" />
                <ItemWords item={item} now={now} />
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <SelectField
        name="toStaffId"
        label="To"
        hint={
          items.some(({ kind }) => kind === 'replacement')
            ? REPLACEMENT_TAKEN_WORDS
            : 'People who are away or disabled are left out.'
        }
        defaultValue=""
        required
      >
        <option value="">Choose who takes over</option>
        <option value="team">The team</option>
        {people.map(({ staffId, name }) => (
          <option key={staffId} value={staffId}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextArea
        name="note"
        label="Note"
        hint="What whoever takes over must know first. They acknowledge it."
        rows={5}
        maxLength={4_000}
        required
      />
      <SubmitButton pendingWords="Handing over">Hand over my shift</SubmitButton>
    </Form>
  );
}
