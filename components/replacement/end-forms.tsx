import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SelectField, TextArea } from '#components/ui/field.tsx';
import { Form } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { REJECT_REASON_WORD } from '#lib/core/replacement/replacement-text-words.ts';
import { REJECT_REASONS } from '#lib/core/replacement/text-input.ts';
import { lineFields, type LinePart } from './replacement-actions.ts';

/** Rejects the key that was sent, or withdraws the line. The old key stays in use. */
export function EndForms({ page, line, actions }: LinePart) {
  const blockedReason = actions.runBlocks ?? undefined;
  return (
    <>
      {line.newKey !== null && (
        <Dialog
          trigger={{ label: 'Reject', blockedReason }}
          title={`Reject: ${line.workspace}, ${line.region}`}
          description="We don’t switch to this key. The old key remains the active one, and the history stays. It can be reopened."
        >
          <Form action={actions.reject} doneWords="Rejected. Tell the customer.">
            <HiddenFields values={lineFields({ page, line })} />
            <SelectField name="why" label="Why, as the customer may read it" required>
              <option value="">Choose the reason</option>
              {REJECT_REASONS.map((why) => (
                <option key={why} value={why}>
                  {REJECT_REASON_WORD[why]}
                </option>
              ))}
            </SelectField>
            <TextArea name="reason" label="Why, for us" rows={3} required />
            <SubmitButton kind="danger" pendingWords="Rejecting">
              Reject this key
            </SubmitButton>
          </Form>
        </Dialog>
      )}
      <ConfirmDialog
        trigger={{ label: 'Withdraw', kind: 'quiet', blockedReason }}
        title={`Withdraw: ${line.workspace}, ${line.region}`}
        confirm="Withdraw"
        pendingWords="Withdrawing"
        reason={{ label: 'Why' }}
        hidden={lineFields({ page, line })}
        action={actions.withdraw}
        doneWords="Withdrawn."
      >
        The customer doesn’t replace this key now. It remains the active one, and the history stays. It can be reopened.
      </ConfirmDialog>
    </>
  );
}

/** Opens a line again that was rejected or withdrawn. */
export function ReopenForm({ page, line, actions }: LinePart) {
  return (
    <ConfirmDialog
      trigger={{ label: 'Reopen', blockedReason: actions.runBlocks ?? undefined }}
      title={`Reopen: ${line.workspace}, ${line.region}`}
      confirm="Reopen"
      pendingWords="Reopening"
      reason={{ label: 'Why' }}
      hidden={lineFields({ page, line })}
      action={actions.reopen}
      doneWords="Reopened."
    >
      It begins again with the new key’s ARN. What happened before stays in the history.
    </ConfirmDialog>
  );
}
