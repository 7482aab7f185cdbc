'use client';

import { useRouter } from 'next/navigation';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { SelectField, TextArea, TextField } from '#components/ui/field.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { refuseTooLarge } from '#lib/core/form/form-size.ts';

type Submitted = { customerKeyId: string; ownershipProven: boolean };

/** Registers a key as pending setup. Errors appear next to their field, and what was typed stays. */
export function AddKeyForm<Problem extends string>({
  action,
  regions,
  blockedReason,
}: {
  action: FormAction<Submitted, Problem>;
  regions: readonly { code: string; name: string }[];
  blockedReason: string | null;
}) {
  const router = useRouter();
  const submit: FormAction<Submitted, Problem> = async (before, form) => {
    const tooLarge = refuseTooLarge(form);
    if (tooLarge !== null) return tooLarge;
    const state = await action(before, form);
    if (state.status === 'done') router.push(`/keys/${state.value.customerKeyId}`);
    return state;
  };
  return (
    <Form action={submit} className="max-w-prose">
      <TextField
        name="customerName"
        label="Customer"
        hint="The name as in our records. A new name adds a new customer."
        required
        maxLength={200}
      />
      <SelectField name="hostingRegion" label="Hosting region" hint="Where we store this customer’s backups." required>
        {regions.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}, {code}
          </option>
        ))}
      </SelectField>
      <TextArea
        name="arn"
        label="Key ARN"
        hint="arn:aws:kms:<region>:<account>:key/<key ID>, from the key’s page in the customer’s AWS console."
        rows={2}
        mono
        required
        maxLength={2_048}
        spellCheck={false}
      />
      <SubmitButton pendingWords="Adding" blockedReason={blockedReason ?? undefined}>
        Add key
      </SubmitButton>
    </Form>
  );
}
