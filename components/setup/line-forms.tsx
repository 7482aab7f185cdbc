'use client';

import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { SelectField, TextArea, TextField } from '#components/ui/field.tsx';
import { Form } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { SetupLineView, SetupPage } from '#lib/core/pages/setup-page.ts';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { setupFields, type SetupActions } from './setup-actions.ts';

/** What a form of one workspace needs. */
export type LineForm = { page: SetupPage; line: SetupLineView; actions: SetupActions };

/** The hidden fields of a form of one workspace. */
export const fieldsOf = ({ page, line }: LineForm): Readonly<Record<string, string>> => ({
  ...setupFields(page),
  lineId: line.id,
});

const Checkbox = ({ name, checked, children }: { name: string; checked: boolean; children: string }) => (
  <label className="flex items-start gap-2">
    <input type="checkbox" name={name} defaultChecked={checked} className="mt-1" />
    <span className="max-w-prose">{children}</span>
  </label>
);

/** The facts that only a person can vouch for. */
export function AttestForm(props: LineForm) {
  const { page, line, actions } = props;
  return (
    <Form action={actions.attest} doneWords="Recorded.">
      <HiddenFields values={fieldsOf(props)} />
      <div className="space-y-1.5">
        <Checkbox name="plan" checked={page.planAttested !== null}>
          The customer’s plan allows keys of their own.
        </Checkbox>
        <Checkbox name="workspace" checked={line.workspaceAttested !== null}>
          {`The workspace ${line.workspace} exists in ${line.region}.`}
        </Checkbox>
        <Checkbox name="jobs" checked={line.jobsAttested !== null}>
          There is no backup or archive job yet, or it is decided what stays under our own key.
        </Checkbox>
      </div>
      <TextField
        name="existingData"
        label="Decision on existing data"
        hint="Only where there is data already: what stays under our own key, and who decided it."
        defaultValue={line.existingData ?? ''}
        maxLength={1_000}
      />
      <SubmitButton kind="secondary" pendingWords="Recording" blockedReason={actions.runBlocks ?? undefined}>
        Record these facts
      </SubmitButton>
    </Form>
  );
}

/** Takes in the ARN that the customer sent. */
export function ReceiveKeyForm(props: LineForm) {
  const { page, line, actions } = props;
  return (
    <Form action={actions.receive} doneWords="The key is taken in.">
      <HiddenFields values={{ ...fieldsOf(props), region: line.region }} />
      <TextArea
        name="arn"
        label="Key ARN"
        hint={`What the customer sent for ${line.region}. Only the ARN is stored.`}
        rows={2}
        mono
        required
        spellCheck={false}
      />
      {page.customer.provider === null ? (
        <input type="hidden" name="holder" value="customer" />
      ) : (
        <SelectField name="holder" label="Whose AWS account has the key?">
          <option value="customer">{page.customer.name}</option>
          <option value="provider">{`${page.customer.provider}, their service provider`}</option>
        </SelectField>
      )}
      <SubmitButton pendingWords="Taking in" blockedReason={actions.runBlocks ?? undefined}>
        Take in the key
      </SubmitButton>
    </Form>
  );
}

/** Records that our product uses the key. */
export function OurSideForm(props: LineForm & { arn: string }) {
  const { actions, arn } = props;
  return (
    <Form action={actions.ourSide} doneWords="Recorded.">
      <HiddenFields values={{ ...fieldsOf(props), arn }} />
      <TextArea
        name="how"
        label="What did you see?"
        hint="That the workspace in our product uses this ARN, and that its role made one encrypt/decrypt call with it. Say where you saw it."
        rows={2}
        required
      />
      <SubmitButton pendingWords="Recording" blockedReason={actions.runBlocks ?? undefined}>
        Record our side
      </SubmitButton>
    </Form>
  );
}

/** Clears the line, after a question that says what happens. */
export function ClearForm(props: LineForm) {
  const { page, line, actions } = props;
  return (
    <ConfirmDialog
      trigger={{
        label: 'Clear to start',
        kind: 'primary',
        blockedReason:
          actions.clearBlocks ?? (line.blocks.length > 0 ? line.blocks.map(({ words }) => words).join(' ') : undefined),
      }}
      title="Clear to start?"
      confirm="Clear to start"
      pendingWords="Checking once more"
      action={actions.clear}
      hidden={fieldsOf(props)}
      doneWords="Cleared. Tell the customer now."
    >
      {`The full check runs once more. If it passes, this key becomes the active key of ${line.workspace}, and the text for ${page.customer.name} is frozen. Nobody is told before you send it.`}
    </ConfirmDialog>
  );
}
