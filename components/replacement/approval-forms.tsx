import { CopyButton } from '#components/ui/copy-button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { TextField } from '#components/ui/field.tsx';
import { Form } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { TimeField } from '#components/ui/time-field.tsx';
import { TYPED_CHARACTERS } from '#lib/core/replacement/replacement.ts';
import { lineFields, type LinePart } from './replacement-actions.ts';

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
      description="The approval is valid until its window ends, or until a flag, a fact or a test result changes. Both keys are tested once more when somebody orders the switch."
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
          <TimeField name="from" label="Valid from, in UTC" hint="Empty: now." type="datetime-local" />
          <TimeField name="until" label="Valid until, in UTC" hint="Empty: for 24 hours." type="datetime-local" />
        </div>
        <SubmitButton pendingWords="Approving">Approve this replacement</SubmitButton>
      </Form>
    </Dialog>
  );
}
