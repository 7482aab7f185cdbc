import { CopyButton } from '#components/ui/copy-button.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SelectField, TextArea, TextField } from '#components/ui/field.tsx';
import { Form } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { TimeField } from '#components/ui/time-field.tsx';
import { REJECT_REASON_WORD } from '#lib/core/replacement/replacement-text-words.ts';
import { ROLL_BACK_REASON_WORD } from '#lib/core/replacement/replacement-words.ts';
import { ROLL_BACK_REASONS, TYPED_CHARACTERS } from '#lib/core/replacement/replacement.ts';
import { REJECT_REASONS } from '#lib/core/replacement/text-input.ts';
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

/** Rendered in an open dialog only, where the browser knows its own address. */
const CopyLink = ({ path }: { path: string }) => (
  <CopyButton value={`${window.location.origin}${path}`} what="link">
    Copy the link
  </CopyButton>
);

/** Asks for the approval, and says who may give it, with a link to send. */
export function AskForApproval({ page, line, actions }: LinePart) {
  const able = page.approvers.filter(({ hadPart }) => !hadPart);
  const out = page.approvers.filter(({ hadPart }) => hadPart);
  return (
    <Dialog
      trigger={{ label: 'Ask for approval', blockedReason: actions.runBlocks ?? undefined }}
      title="Ask for approval"
      description="Send the link to one of them. Keydesk sends nothing itself."
    >
      <div className="mb-2">
        <CopyLink path={`/replacements/${page.id}`} />
      </div>
      <p className="font-medium">May approve</p>
      {able.length === 0 ? (
        <p className="mb-2 text-warning-text">
          Nobody who can sign in: everybody with the approver role had a part in this request. Ask an admin to give
          somebody the role.
        </p>
      ) : (
        <ul className="mb-2 list-disc pl-5">
          {able.map(({ name, email }) => (
            <li key={email}>
              {name}, {email}
            </li>
          ))}
        </ul>
      )}
      {out.length > 0 && (
        <p className="mb-2 text-table text-subtle">
          Had a part in it, so can’t: {out.map(({ name }) => name).join(', ')}.
        </p>
      )}
      <Form action={actions.ask} doneWords="Recorded that you asked.">
        <HiddenFields values={lineFields({ page, line })} />
        <SubmitButton pendingWords="Recording">I have asked somebody</SubmitButton>
      </Form>
    </Dialog>
  );
}

/** Approves for now or for a window, by the last characters of the new key's id. */
export function ApproveForm({ page, line, actions }: LinePart) {
  return (
    <Dialog
      trigger={{
        label: 'Approve',
        kind: 'primary',
        blockedReason: actions.approveBlocks ?? line.mayNotApprove ?? line.missing[0] ?? undefined,
      }}
      title={`Approve: ${line.workspace}, ${line.region}`}
      description="The approval holds until its window ends, or until a flag, a fact or a test result changes. Both keys are tested once more when somebody orders the switch."
      mustAnswer
    >
      <Form action={actions.approve} doneWords="Approved.">
        <HiddenFields values={lineFields({ page, line })} />
        <TextField
          name="typed"
          label={`Last ${TYPED_CHARACTERS} characters of the new key’s id`}
          hint="Read them from what the customer sent, not from this page."
          required
          autoComplete="off"
          maxLength={64}
        />
        <div className="flex flex-wrap gap-3">
          <TimeField name="from" label="Holds from, in UTC" hint="Empty: now." type="datetime-local" />
          <TimeField name="until" label="Holds until, in UTC" hint="Empty: for 24 hours." type="datetime-local" />
        </div>
        <SubmitButton pendingWords="Approving">Approve this replacement</SubmitButton>
      </Form>
    </Dialog>
  );
}

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

const askedWords = ({ askedBy: { name, verified } }: LinePart['page']): string =>
  verified ? `Asked for by ${name}, a verified contact.` : `Asked for by ${name}, who is not a verified contact.`;

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
