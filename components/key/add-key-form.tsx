'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { announce } from '#components/ui/announcer.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { SelectField, TextArea, TextField } from '#components/ui/field.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { refuseTooLarge } from '#lib/core/form/form-size.ts';
import { LONGEST_IDENTIFIER_PASTE, readPastedIdentifier, type LeftOut } from '#lib/core/key/pasted-identifier.ts';

type Submitted = { customerKeyId: string; ownershipProven: boolean; readAs: string | null };

/**
 * Registers a key as pending setup. Errors appear next to their field, and what was typed stays. Where the ARN is taken
 * out of longer text, the form shows it before it is added.
 */
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
  const [pasted, setPasted] = useState('');
  const submit: FormAction<Submitted, Problem> = async (before, form) => {
    const tooLarge = refuseTooLarge(form);
    if (tooLarge !== null) return tooLarge;
    const state = await action(before, form);
    if (state.status === 'done') {
      if (state.value.readAs !== null) announce(`Read as ${state.value.readAs}.`);
      router.push(`/keys/${state.value.customerKeyId}`);
    }
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
        maxLength={LONGEST_IDENTIFIER_PASTE}
        spellCheck={false}
        onChange={(event) => setPasted(event.target.value)}
      />
      <ReadAs pasted={pasted} />
      <SubmitButton pendingWords="Adding" blockedReason={blockedReason ?? undefined}>
        Add key
      </SubmitButton>
    </Form>
  );
}

/** The ARN as it is taken out of the pasted text; nothing where the text is the ARN alone or contains none. */
function ReadAs({ pasted }: { pasted: string }) {
  const reading = readPastedIdentifier(pasted);
  const arn = reading.ok && reading.value.arn !== pasted.trim() ? reading.value.arn : null;
  return (
    <div aria-live="polite" className="text-table text-subtle">
      {reading.ok && arn !== null && (
        <>
          <p>
            Read as <code className="font-mono text-mono wrap-anywhere text-default">{arn}</code>
          </p>
          <LeftOutWords leftOut={reading.leftOut} />
        </>
      )}
    </div>
  );
}

function LeftOutWords({ leftOut: { around, inside } }: { leftOut: LeftOut }) {
  return (
    <>
      {around.length > 0 && (
        <p className="wrap-anywhere">
          Left out:{' '}
          {[...new Set(around)].map((piece, index) => (
            <span key={piece}>
              {index > 0 && ' and '}
              <code className="rounded-sm bg-muted-surface px-1 font-mono text-mono">{piece}</code>
            </span>
          ))}
        </p>
      )}
      {inside.length > 0 && <p>Removed from inside the ARN: {inside.join(', ')}.</p>}
    </>
  );
}
