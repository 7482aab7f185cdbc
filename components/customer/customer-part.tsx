'use client';

import type { ReactNode } from 'react';
import { Dialog } from '#components/ui/dialog.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { CustomerPage } from '#lib/core/pages/customer-page.ts';

/** Which customer, and the revision that the person sees. */
export type CustomerVersion = Pick<CustomerPage, 'id' | 'revision'>;

/** What the parts of a customer's page need to change it. */
export type ChangesCustomer<Page = CustomerPage> = {
  page: Page;
  /** Why this person's role may not change customers; null where it may. */
  blockedReason: string | null;
};

/** The hidden fields of every change of a customer: who, and the revision that the person sees. */
export const ofCustomer = ({ id, revision }: CustomerVersion): Record<'customerId' | 'revision', string> => ({
  customerId: id,
  revision: String(revision),
});

/** A button and the form that it opens, for a part of a customer: a contact, a workspace. */
export function PartForm<Done, Problem extends string>({
  page,
  blockedReason,
  label,
  small = false,
  title,
  description,
  confirm,
  pendingWords,
  doneWords,
  hidden,
  action,
  children,
}: ChangesCustomer<CustomerVersion> & {
  label: string;
  small?: boolean;
  title: string;
  description?: ReactNode;
  confirm: string;
  pendingWords: string;
  doneWords: string;
  hidden?: Readonly<Record<string, string>>;
  action: FormAction<Done, Problem>;
  children: ReactNode;
}) {
  return (
    <Dialog
      trigger={{
        label,
        kind: small ? 'quiet' : 'secondary',
        size: 'small',
        blockedReason: blockedReason ?? undefined,
      }}
      title={title}
      description={description}
    >
      <Form action={action} doneWords={doneWords}>
        {Object.entries({ ...ofCustomer(page), ...hidden }).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {children}
        <div className="flex justify-end">
          <SubmitButton pendingWords={pendingWords}>{confirm}</SubmitButton>
        </div>
      </Form>
    </Dialog>
  );
}
