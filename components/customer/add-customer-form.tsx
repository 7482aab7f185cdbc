'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { SavedCustomer } from '#lib/core/form/customer-refusal-words.ts';
import { FactsFields } from './facts-fields.tsx';
import { NOTHING_TYPED } from './facts-form.ts';
import { SimilarList } from './similar-list.tsx';
import { useNameCheck } from './use-name-check.ts';

const HREF = {
  customer: (id: string) => `/customers/${id}`,
  setup: (id: string) => `/setups/new?customer=${id}`,
} as const;
type Opens = keyof typeof HREF;

/** Adds a customer. Customers that look like the new one are shown first, each with "Use this one". */
export function AddCustomerForm<Problem extends string>({
  action,
  name,
  opens,
  blockedReason,
}: {
  action: FormAction<SavedCustomer, Problem>;
  /** What the form begins with. */
  name: string;
  /** What opens once the customer is there: their page, or the form that starts their setup. */
  opens: Opens;
  blockedReason: string | null;
}) {
  const router = useRouter();
  const [typed, setTyped] = useState({ ...NOTHING_TYPED, name });
  const { submit, similar, mayDiffer } = useNameCheck(action, typed, (id) => router.push(HREF[opens](id)));
  return (
    <Form action={submit} className="max-w-prose" doneWords="The customer is added.">
      <SimilarList similar={similar} use="Use this one" hrefOf={HREF[opens]} />
      <FactsFields typed={typed} onChange={(name, value) => setTyped((before) => ({ ...before, [name]: value }))} />
      {mayDiffer && <input type="hidden" name="different" value="yes" />}
      <SubmitButton pendingWords="Adding" blockedReason={blockedReason ?? undefined}>
        {mayDiffer ? 'Add as another customer' : 'Add customer'}
      </SubmitButton>
    </Form>
  );
}
