'use client';

import { useState } from 'react';
import { dropCarriedText, useCarriedText } from '#components/ui/carried-text.ts';
import { SelectField, TextArea } from '#components/ui/field.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { TimeField } from '#components/ui/time-field.tsx';
import type { EvidenceRefusal } from '#lib/core/evidence/evidence-refusal.ts';
import { EVIDENCE_KIND_WORD, FIND_OUT_WORD } from '#lib/core/evidence/evidence-words.ts';
import { EVIDENCE_KINDS, type EvidenceKind } from '#lib/core/finding/evidence.ts';
import { refuseTooLarge } from '#lib/core/form/form-size.ts';
import { OtherKey } from './other-key.tsx';

/** The refusal of text that names another key's ARN. */
const ABOUT_ANOTHER_KEY = 'about_another_key' satisfies EvidenceRefusal;

/** The evidence that was added. */
export type Added = { evidenceId: string; kind: EvidenceKind; asOf: Date };

/** Reads evidence on the server. Errors appear next to the field, and the text stays in the form. */
export function EvidenceForm<Problem extends string>({
  customerKeyId,
  replaceHref,
  action,
  blockedReason,
}: {
  customerKeyId: string;
  /** The form for a request to replace the key; null where it is no active key. */
  replaceHref: string | null;
  action: FormAction<Added, Problem>;
  blockedReason: string | null;
}) {
  const [readAs, setReadAs] = useState<EvidenceKind | null>(null);
  const [namesAnother, setNamesAnother] = useState(false);
  const carried = useCarriedText(customerKeyId);
  const submit: FormAction<Added, Problem> = async (before, form) => {
    const tooLarge = refuseTooLarge(form);
    if (tooLarge !== null) return tooLarge;
    const state = await action(before, form);
    setReadAs(state.status === 'done' ? state.value.kind : null);
    setNamesAnother(state.status === 'refused' && state.problem === ABOUT_ANOTHER_KEY);
    if (state.status === 'done') dropCarriedText();
    return state;
  };
  return (
    <Form
      action={submit}
      doneWords="Added. The status stays the same for now. The next check runs soon and uses this evidence."
      className="max-w-prose"
    >
      <input type="hidden" name="customerKeyId" value={customerKeyId} />
      <SelectField
        name="kind"
        label="Type of evidence"
        hint="Keydesk finds out what the text is. Choose a type only if it gets that wrong."
      >
        <option value="">{FIND_OUT_WORD}</option>
        {EVIDENCE_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {EVIDENCE_KIND_WORD[kind]}
          </option>
        ))}
      </SelectField>
      <TimeField
        name="takenAt"
        type="datetime-local"
        label="Taken at (UTC)"
        hint="When the customer ran the command, or when the error occurred in production. Leave this empty if it was just now, or if an error gives its time with a zone, such as Z or +01:00."
        className="max-w-60"
      />
      <TextArea
        key={carried}
        defaultValue={carried}
        name="pasted"
        label="Output or error"
        hint="Paste all of it, unchanged. Keydesk keeps only states, dates, permissions, and IDs, not the text itself."
        rows={8}
        mono
        required
        spellCheck={false}
      />
      {namesAnother && replaceHref !== null && <OtherKey why="named" replaceHref={replaceHref} />}
      <SubmitButton kind="secondary" pendingWords="Reading" blockedReason={blockedReason ?? undefined}>
        Add evidence
      </SubmitButton>
      {readAs !== null && (
        <p role="status">
          Read as: {EVIDENCE_KIND_WORD[readAs]}. If that is wrong, choose the type and add the text again.
        </p>
      )}
    </Form>
  );
}
