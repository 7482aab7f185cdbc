import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SelectField, TextArea, TextField } from '#components/ui/field.tsx';
import { Form } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { TimeField } from '#components/ui/time-field.tsx';
import { ROLL_BACK_REASON_WORD } from '#lib/core/replacement/replacement-words.ts';
import { ROLL_BACK_REASONS } from '#lib/core/replacement/replacement.ts';
import { lineFields, type LinePart } from './replacement-actions.ts';

/** Orders the switch. Everything is tested once more before anything changes. */
export function SwitchForm({ page, line, actions }: LinePart) {
  const early = line.approval !== null && page.now < line.approval.from;
  return (
    <ConfirmDialog
      trigger={{
        label: 'Order the switch',
        kind: 'primary',
        blockedReason:
          actions.runBlocks ?? line.approval?.ended ?? (early ? 'The approved window has not begun.' : undefined),
      }}
      title={`Order the switch: ${line.workspace}, ${line.region}`}
      confirm="Order the switch"
      pendingWords="Testing both keys"
      hidden={lineFields({ page, line })}
      action={actions.switch}
      doneWords="The switch is ordered."
    >
      Both keys are tested once more. If everything is as it was approved, the new key becomes active and the old one is
      retained, and our product is told. Both keys must stay enabled. It can be rolled back while the old key is usable.
    </ConfirmDialog>
  );
}

/** Records that our product uses the new key, where it doesn't say so itself. */
export function AcknowledgeForm({ page, line, actions }: LinePart) {
  return (
    <Form action={actions.acknowledge} doneWords="Recorded." className="max-w-prose">
      <HiddenFields values={lineFields({ page, line })} />
      <TextArea
        name="how"
        label="What you saw in our product"
        hint="Our product says it itself when it has switched. Record it here only if you looked."
        rows={2}
        required
      />
      <SubmitButton kind="secondary" pendingWords="Recording" blockedReason={actions.runBlocks ?? undefined}>
        Record that our product uses the new key
      </SubmitButton>
    </Form>
  );
}

/** Records the first backup with the new key, where our product doesn't report it. */
export function BackupForm({ page, line, actions }: LinePart) {
  return (
    <Form action={actions.backup} doneWords="Recorded." className="max-w-prose">
      <HiddenFields values={lineFields({ page, line })} />
      <div className="flex flex-wrap gap-3">
        <TextField name="arn" label="ARN that the backup used" required maxLength={2_048} />
        <TimeField name="at" label="When it ran, in UTC" hint="Empty: now." type="datetime-local" />
      </div>
      <SubmitButton kind="secondary" pendingWords="Recording" blockedReason={actions.runBlocks ?? undefined}>
        Record the first backup
      </SubmitButton>
    </Form>
  );
}

/** Goes back to the old key: says first what was written under the new one. */
export function RollBackForm({ page, line, actions }: LinePart) {
  const { newDependents, firstBackup } = line;
  return (
    <Dialog
      trigger={{ label: 'Roll back', blockedReason: actions.runBlocks ?? undefined }}
      title={`Roll back: ${line.workspace}, ${line.region}`}
      description="The old key becomes active again and the new one is retained. Both must stay enabled."
      mustAnswer
    >
      <p className="mb-3 max-w-prose font-medium text-warning-text">
        Written under the new key:{' '}
        {newDependents === null ? (
          'never reported, so nobody knows.'
        ) : (
          <>
            {newDependents.words}, as of <Instant at={newDependents.asOf} now={page.now} />.
          </>
        )}{' '}
        {firstBackup === null ? 'No backup with it is recorded.' : 'A backup ran with it.'} It stays encrypted under the
        new key.
      </p>
      <Form action={actions.rollBack} doneWords="Rolled back. Tell the customer that both keys must stay enabled.">
        <HiddenFields values={lineFields({ page, line })} />
        <SelectField name="why" label="Why, as the customer may read it" required>
          <option value="">Choose the reason</option>
          {ROLL_BACK_REASONS.map((why) => (
            <option key={why} value={why}>
              {ROLL_BACK_REASON_WORD[why]}
            </option>
          ))}
        </SelectField>
        <TextArea name="reason" label="What happened, for us" rows={3} required />
        <SubmitButton kind="danger" pendingWords="Rolling back">
          Roll back to the old key
        </SubmitButton>
      </Form>
    </Dialog>
  );
}

const askedWords = ({ askedBy: { name, verified } }: LinePart['page']): string =>
  verified
    ? `Asked for by ${name}, a verified contact.`
    : `Asked for by ${name}, not confirmed with a verified contact.`;

/** Releases the old key: an approver's decision, once nothing has depended on it for seven days. */
export function ReleaseForm({ page, line, actions }: LinePart) {
  return (
    <ConfirmDialog
      trigger={{
        label: 'Release the old key',
        kind: 'primary',
        blockedReason: actions.releaseBlocks ?? line.kept?.[0],
      }}
      title="Release the old key"
      confirm="Release the old key"
      pendingWords="Releasing"
      reason={{ label: 'Why' }}
      hidden={{ customerKeyId: line.oldKey.id }}
      action={actions.release}
      doneWords="Released. Tell the customer."
    >
      <p className="wrap-anywhere">Old key: {line.oldKey.arn}</p>
      <p className="mt-2">
        What depends on it, as reported: {line.oldDependents?.words ?? 'never reported'}. {askedWords(page)}
      </p>
      <p className="mt-2">
        From then on we only watch it. Whether the customer keeps or deletes it is their decision, and AWS can’t undo a
        deletion.
      </p>
    </ConfirmDialog>
  );
}
