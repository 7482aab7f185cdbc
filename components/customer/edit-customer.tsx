'use client';

import { useState } from 'react';
import { Dialog } from '#components/ui/dialog.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { SavedCustomer } from '#lib/core/form/customer-refusal-words.ts';
import type { CustomerPage } from '#lib/core/pages/customer-page.ts';
import { FactsFields } from './facts-fields.tsx';
import { beginEdit, goOnFrom, isUntouched, typedOf, type FactName } from './facts-form.ts';
import { SimilarList } from './similar-list.tsx';
import { useNameCheck } from './use-name-check.ts';

/**
 * The form with a customer's facts. It names the revision that the person saw: after somebody else's change it is refused,
 * keeps what was typed, and goes on from what is stored now.
 */
export function EditCustomer<Problem extends string>({
  page,
  action,
  blockedReason,
}: {
  page: CustomerPage;
  action: FormAction<SavedCustomer, Problem>;
  blockedReason: string | null;
}) {
  const [edit, setEdit] = useState(() => beginEdit(typedOf(page), page.revision));
  const [refused, setRefused] = useState(false);
  const { typed, revision, changedMeanwhile } = edit;
  // Only a refusal or an untouched form takes over what is stored: until then the revision guards what was typed.
  if (page.revision !== revision && (refused || isUntouched(edit))) {
    setEdit(goOnFrom(edit, typedOf(page), page.revision));
    setRefused(false);
  }

  const send: FormAction<SavedCustomer, Problem> = async (before, form) => {
    const state = await action(before, form);
    setRefused(state.status === 'refused' && state.problem === 'superseded');
    return state;
  };
  const { submit, similar, mayDiffer } = useNameCheck(send, typed, () =>
    setEdit((before) => ({ ...before, base: before.typed, changedMeanwhile: {} })),
  );
  const change = (name: FactName, value: string): void =>
    setEdit((before) => ({ ...before, typed: { ...before.typed, [name]: value } }));
  return (
    <Dialog trigger={{ label: 'Edit', blockedReason: blockedReason ?? undefined }} title="Edit the customer">
      <Form action={submit} doneWords="Saved.">
        <input type="hidden" name="customerId" value={page.id} />
        <input type="hidden" name="revision" value={revision} />
        <SimilarList similar={similar} use="Open" hrefOf={(id) => `/customers/${id}`} />
        <FactsFields typed={typed} onChange={change} changedMeanwhile={changedMeanwhile} />
        {mayDiffer && <input type="hidden" name="different" value="yes" />}
        <div className="flex justify-end">
          <SubmitButton pendingWords="Saving">{mayDiffer ? 'Save: it is another customer' : 'Save'}</SubmitButton>
        </div>
      </Form>
    </Dialog>
  );
}
