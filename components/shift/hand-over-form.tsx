'use client';

import { useRef } from 'react';
import { Button } from '#components/ui/button.tsx';
import { SelectField, TextArea } from '#components/ui/field.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { HandoverPage } from '#lib/core/pages/handover-page.ts';
import { itemValue } from '#lib/core/shift/handover.ts';
import { REPLACEMENTS_LEFT_OUT, STAYS_HINT } from '#lib/core/shift/handover-words.ts';
import { ItemWords } from './handover-items.tsx';

/**
 * Hands over what a person has open, to somebody or to the team, with one note. Every item is ticked at first except
 * replacements, because of what follows for their taker.
 */
export function HandOverForm({
  page: { items, people, now },
  handOver,
}: {
  page: HandoverPage;
  handOver: FormAction<null, string>;
}) {
  const fieldset = useRef<HTMLFieldSetElement>(null);
  const tick = (on: boolean): void => {
    for (const box of fieldset.current?.querySelectorAll<HTMLInputElement>('input[name="item"]') ?? [])
      box.checked = on;
  };
  return (
    <Form action={handOver} doneWords="Handed over.">
      {items.length === 0 ? (
        <p className="text-subtle">You have nothing to hand over. You can still leave a note for the next person.</p>
      ) : (
        <fieldset ref={fieldset}>
          <legend className="mb-1 font-medium">What you hand over</legend>
          <p className="mb-2 max-w-prose text-table text-subtle">
            {STAYS_HINT}
            {items.some(({ kind }) => kind === 'replacement') && ` ${REPLACEMENTS_LEFT_OUT}`}
          </p>
          {items.length > 1 && (
            <p className="mb-1 flex gap-2">
              <Button kind="quiet" size="small" onClick={() => tick(true)}>
                Select all
              </Button>
              <Button kind="quiet" size="small" onClick={() => tick(false)}>
                Select none
              </Button>
            </p>
          )}
          <div className="space-y-1">
            {items.map((item) => (
              <label key={itemValue(item)} className="flex min-h-6 items-start gap-2">
                <input
                  type="checkbox"
                  name="item"
                  value={itemValue(item)}
                  defaultChecked={item.kind !== 'replacement'}
                  className="mt-1"
                />
                <span>
                  <ItemWords item={item} now={now} />
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <SelectField
        name="toStaffId"
        label="To"
        hint="People who are away or disabled are left out."
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
        hint="What the next person must know first. They acknowledge the note."
        rows={5}
        maxLength={4_000}
        required
      />
      <SubmitButton pendingWords="Handing over">Hand over my shift</SubmitButton>
    </Form>
  );
}
