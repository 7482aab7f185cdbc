import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SelectField, TextArea, TextField } from '#components/ui/field.tsx';
import { Form } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { lineFields, type LinePart } from './replacement-actions.ts';

/** Takes in the ARN that the customer sent. */
export function NewKeyForm({ page, line, actions }: LinePart) {
  return (
    <Form action={actions.receive} doneWords="The new key is taken in." className="max-w-prose">
      <HiddenFields values={{ ...lineFields({ page, line }), region: line.region }} />
      <TextField
        name="arn"
        label="ARN of the new key"
        hint="As the customer sent it. An alias is not enough. Whoever takes it in can’t approve it."
        required
        maxLength={4_000}
      />
      {page.customer.hasProvider && (
        <SelectField name="whose" label="Whose AWS account has it">
          <option value="customer">The customer’s own</option>
          <option value="provider">Their service provider’s</option>
        </SelectField>
      )}
      <SubmitButton pendingWords="Taking in" blockedReason={actions.runBlocks ?? undefined}>
        Take in the new key
      </SubmitButton>
    </Form>
  );
}

/** Runs the tests of both keys. */
export function TestForm({ page, line, actions, primary }: LinePart & { primary: boolean }) {
  return (
    <Form action={actions.test} doneWords="Tested. The page shows the results.">
      <HiddenFields values={lineFields({ page, line })} />
      <SubmitButton
        kind={primary ? 'primary' : 'secondary'}
        pendingWords="Testing"
        blockedReason={actions.runBlocks ?? undefined}
      >
        Run the tests
      </SubmitButton>
    </Form>
  );
}

/** Records who confirmed another AWS account, or an approver's exception (H17). */
export function ConfirmAccount({ page, line, actions }: LinePart) {
  const able = page.contacts.filter(({ mayConfirm }) => mayConfirm);
  return (
    <div className="flex flex-wrap gap-3">
      <Dialog
        trigger={{
          label: 'Record the confirmation',
          size: 'small',
          blockedReason:
            actions.runBlocks ??
            (able.length === 0
              ? 'No contact of this customer was verified at least 14 days before the request, by somebody other than who started it.'
              : undefined),
        }}
        title="Record the confirmation"
        description="Call or write to the contact by the channel on record, not by the thread of this ticket, and ask whether the new key’s AWS account is theirs."
      >
        <Form action={actions.confirm} doneWords="Recorded.">
          <HiddenFields values={lineFields({ page, line })} />
          <SelectField name="contactId" label="Contact" required>
            {able.map(({ id, name, reachedBy }) => (
              <option key={id} value={id}>
                {name}, {reachedBy}
              </option>
            ))}
          </SelectField>
          <TextArea name="how" label="How you reached them, and what they said" rows={3} required />
          <SubmitButton pendingWords="Recording">Record confirmation</SubmitButton>
        </Form>
      </Dialog>
      <Dialog
        trigger={{
          label: 'Go on without a contact',
          size: 'small',
          kind: 'quiet',
          blockedReason:
            actions.exceptBlocks ??
            (able.length > 0 ? 'A verified contact of this customer may confirm it. Ask them first.' : undefined),
        }}
        title="Go on without a contact"
        description="Only where no verified contact is left: start over with the contract’s signatory, and say how. It is recorded as an exception."
      >
        <Form action={actions.exceptAccount} doneWords="The exception is recorded.">
          <HiddenFields values={lineFields({ page, line })} />
          <TextArea name="how" label="With whom you started over, and why no contact is left" rows={3} required />
          <SubmitButton kind="danger" pendingWords="Recording">
            Record exception
          </SubmitButton>
        </Form>
      </Dialog>
    </div>
  );
}

/** An approver's decision to go on although the old key is not usable. */
export function OverrideForm({ page, line, actions }: LinePart) {
  return (
    <ConfirmDialog
      trigger={{ label: 'Go on without the old key', blockedReason: actions.approveBlocks ?? undefined }}
      title="Go on without the old key"
      confirm="Go on without it"
      pendingWords="Recording"
      danger
      reason={{
        label: 'What is lost, and who accepted that',
        hint: 'Backups made with the old key can’t be restored while it is not usable. You can’t also approve this.',
      }}
      hidden={lineFields({ page, line })}
      action={actions.override}
      doneWords="Recorded. Another approver must approve."
    >
      New backups get a working key. Whatever depends on the old key stays as lost as it is now.
    </ConfirmDialog>
  );
}
