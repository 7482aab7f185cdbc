'use client';

import { SelectField, TextArea, TextField } from '#components/ui/field.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { EVIDENCE_KIND_WORD } from '#lib/core/evidence/evidence-words.ts';
import { EVIDENCE_KINDS, type EvidenceKind } from '#lib/core/finding/evidence.ts';
import { refuseTooLarge } from '#lib/core/form/form-size.ts';

/** What was added. */
export type Added = { evidenceId: string; kind: EvidenceKind; asOf: Date };

/** Takes what a customer sent. It is read on the server; a refusal stands beside its field, and the paste stays. */
export function EvidenceForm<Problem extends string>({
  customerKeyId,
  action,
  onAdded,
  blockedReason,
}: {
  customerKeyId: string;
  action: FormAction<Added, Problem>;
  /** Shows what was read. */
  onAdded: () => Promise<void>;
  blockedReason: string | null;
}) {
  const submit: FormAction<Added, Problem> = async (before, form) => {
    const tooLarge = refuseTooLarge(form);
    if (tooLarge !== null) return tooLarge;
    const state = await action(before, form);
    if (state.status === 'done') await onAdded();
    return state;
  };
  return (
    <Form
      action={submit}
      doneWords="Added. The verdict stays as it is; the key is checked again soon, and judged with it."
      className="max-w-prose"
    >
      <input type="hidden" name="customerKeyId" value={customerKeyId} />
      <SelectField name="kind" label="What it is">
        {EVIDENCE_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {EVIDENCE_KIND_WORD[kind]}
          </option>
        ))}
      </SelectField>
      <TextField
        name="takenAt"
        type="datetime-local"
        label="Taken at (UTC)"
        hint="When the customer ran the command, or when production met the error. Empty means just now."
        className="max-w-60"
      />
      <TextArea
        name="pasted"
        label="What they sent"
        hint="The whole output, unchanged. It is read here and then let go: only states, dates, permissions and ids are kept."
        rows={8}
        mono
        required
        spellCheck={false}
      />
      <SubmitButton kind="secondary" pendingWords="Reading" blockedReason={blockedReason ?? undefined}>
        Add what they sent
      </SubmitButton>
    </Form>
  );
}
