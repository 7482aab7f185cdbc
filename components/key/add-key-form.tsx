'use client';

import { useRouter } from 'next/navigation';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { SelectField, TextArea, TextField } from '#components/ui/field.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { refuseTooLarge } from '#lib/core/form/form-size.ts';

type Submitted = { customerKeyId: string; ownershipProven: boolean };

/** Registers a key as a candidate. A refusal stands beside the field it is about, and what was typed stays. */
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
        hint="As it stands in our records. A customer who is not known yet is added."
        required
        maxLength={200}
      />
      <SelectField name="hostingRegion" label="Hosting region" hint="Where we keep this customer’s backups." required>
        {regions.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}, {code}
          </option>
        ))}
      </SelectField>
      <TextArea
        name="arn"
        label="Key ARN"
        hint="arn:aws:kms:<region>:<account>:key/<key id>, from the key’s page in the customer’s AWS console."
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
