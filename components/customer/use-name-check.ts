'use client';

import { useState } from 'react';
import type { FormAction } from '#components/ui/form.tsx';
import type { SimilarCustomer } from '#lib/core/customer/customer-facts.ts';
import { refusal } from '#lib/core/form/action-state.ts';
import { NAME_REFUSAL, type NameProblem, type SavedCustomer } from '#lib/core/form/customer-refusal-words.ts';

type Asked = { name: string; externalId: string };
type Found = { problem: NameProblem; similar: readonly SimilarCustomer[] };

/**
 * Turns the answer "another customer looks like this one" into a refusal that keeps the form, with the customers to show.
 * They are shown until the name or the external ID is changed: what the person then says of them would be about others.
 * @param onSaved called once the customer is saved
 */
export function useNameCheck<Problem extends string>(
  action: FormAction<SavedCustomer, Problem>,
  asked: Asked,
  onSaved: (customerId: string) => Promise<void> | void,
) {
  const [found, setFound] = useState<(Found & { about: Asked }) | null>(null);
  const shown = found !== null && found.about.name === asked.name && found.about.externalId === asked.externalId;
  const submit: FormAction<SavedCustomer, Problem | NameProblem> = async (_, form) => {
    const state = await action({ status: 'idle' }, form);
    if (state.status !== 'done') return state;
    if (state.value.saved) {
      setFound(null);
      await onSaved(state.value.customerId);
      return state;
    }
    const { problem, similar } = state.value;
    setFound({ problem, similar, about: asked });
    const { field, words } = NAME_REFUSAL[problem];
    return refusal(problem, words, { [field]: words });
  };
  return {
    submit,
    similar: shown ? found.similar : [],
    /** Whether the person may say that it is another customer all the same. */
    mayDiffer: shown && found.problem === 'similar',
  };
}
