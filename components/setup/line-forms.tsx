'use client';

import { useId } from 'react';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { SelectField, TextArea, TextField } from '#components/ui/field.tsx';
import { Form } from '#components/ui/form.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { SetupLineView, SetupPage } from '#lib/core/pages/setup-page.ts';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { FACT_HINT, FACT_LABEL, OUR_SIDE_HINT } from '#lib/core/setup/fact-words.ts';
import { setupFields, type SetupActions } from './setup-actions.ts';

/** What a form of one workspace needs. */
export type LineForm = { page: SetupPage; line: SetupLineView; actions: SetupActions };

/** Whether a workspace is neither cleared nor ended. */
export const isOpen = ({ cleared, ended }: SetupLineView): boolean => cleared === null && !ended;

/** The hidden fields of a form of one workspace. */
export const fieldsOf = ({ page, line }: LineForm): Readonly<Record<string, string>> => ({
  ...setupFields(page),
  lineId: line.id,
});

/** One fact, with where it is seen. */
function Fact({ name, checked, label, hint }: { name: string; checked: boolean; label: string; hint: string }) {
  const hintId = useId();
  return (
    <div>
      <label className="flex items-start gap-2">
        <input type="checkbox" name={name} defaultChecked={checked} aria-describedby={hintId} className="mt-1" />
        <span className="max-w-prose">{label}</span>
      </label>
      <p id={hintId} className="max-w-prose pl-6 text-table text-subtle">
        {hint}
      </p>
    </div>
  );
}

/** The facts that only a person can vouch for. The plan is one for the whole setup: the first workspace's form has it. */
export function AttestForm(props: LineForm) {
  const { page, line, actions } = props;
  const { planAttested } = page;
  const asksPlan = planAttested === null || page.lines.find(isOpen)?.id === line.id;
  return (
    <Form action={actions.attest} doneWords="Recorded.">
      <HiddenFields values={fieldsOf(props)} />
      <div className="space-y-2.5">
        {asksPlan ? (
          <Fact name="plan" checked={planAttested !== null} label={FACT_LABEL.plan} hint={FACT_HINT.plan} />
        ) : (
          <p className="max-w-prose">
            <input type="hidden" name="plan" value="on" />
            {FACT_LABEL.plan}{' '}
            <span className="text-subtle">
              Recorded by {planAttested.by}, <Instant at={planAttested.at} now={page.now} />.
            </span>
          </p>
        )}
        <Fact
          name="workspace"
          checked={line.workspaceAttested !== null}
          label={FACT_LABEL.workspace(line.workspace, line.region)}
          hint={FACT_HINT.workspace}
        />
        <Fact name="jobs" checked={line.jobsAttested !== null} label={FACT_LABEL.jobs} hint={FACT_HINT.jobs} />
      </div>
      <TextField
        name="existingData"
        label="Decision on existing data"
        hint={FACT_HINT.existingData}
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
      <TextArea name="how" label="What did you see?" hint={OUR_SIDE_HINT} rows={2} required />
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
