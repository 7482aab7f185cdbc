'use client';

import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SelectField, TextArea } from '#components/ui/field.tsx';
import { Form } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { SetupPage } from '#lib/core/pages/setup-page.ts';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { TimeField } from '#components/ui/time-field.tsx';
import { setupFields, type SetupActions } from './setup-actions.ts';

/** Somebody whom a setup can be handed over to. */
export type Person = { staffId: string; name: string };

/** What can be done with a setup as a whole: hand it over, put it on hold, withdraw or reopen it. */
export function SetupButtons({
  page,
  actions,
  people,
}: {
  page: SetupPage;
  actions: SetupActions;
  people: readonly Person[];
}) {
  const blockedReason = actions.runBlocks ?? undefined;
  const hidden = setupFields(page);
  if (page.withdrawn !== null)
    return (
      <ConfirmDialog
        trigger={{ label: 'Reopen', blockedReason }}
        title="Reopen this setup?"
        confirm="Reopen"
        pendingWords="Reopening"
        action={actions.reopen}
        hidden={hidden}
      >
        Its workspaces go on where they were.
      </ConfirmDialog>
    );
  // It is finished.
  if (page.standing === null) return null;
  const others = people.filter(({ staffId }) => staffId !== page.owner.staffId);
  return (
    <>
      <Dialog trigger={{ label: 'Hand over', blockedReason }} title="Hand over">
        <Form action={actions.handOver} doneWords="Handed over.">
          <HiddenFields values={hidden} />
          <SelectField name="toStaffId" label="To" defaultValue="" required>
            <option value="">Choose a person</option>
            {others.map(({ staffId, name }) => (
              <option key={staffId} value={staffId}>
                {name}
              </option>
            ))}
          </SelectField>
          <TextArea name="note" label="Where it stands" rows={3} required />
          <SubmitButton pendingWords="Handing over">Hand over</SubmitButton>
        </Form>
      </Dialog>
      {page.hold === null ? (
        <Dialog trigger={{ label: 'Put on hold', blockedReason }} title="Put on hold">
          <Form action={actions.hold} doneWords="On hold.">
            <HiddenFields values={hidden} />
            <TimeField name="until" label="Until, in UTC" type="datetime-local" required />
            <TextArea name="reason" label="Why" rows={2} required />
            <SubmitButton pendingWords="Putting on hold">Put on hold</SubmitButton>
          </Form>
        </Dialog>
      ) : (
        <Form action={actions.goOn} doneWords="The setup goes on.">
          <HiddenFields values={hidden} />
          <SubmitButton kind="secondary" pendingWords="Going on" blockedReason={blockedReason}>
            Go on now
          </SubmitButton>
        </Form>
      )}
      <ConfirmDialog
        trigger={{ label: 'Withdraw', blockedReason }}
        title="Withdraw this setup?"
        confirm="Withdraw"
        pendingWords="Withdrawing"
        reason={{ label: 'Why' }}
        action={actions.withdraw}
        hidden={hidden}
        doneWords="Withdrawn."
      >
        Nobody waits for it any more. What was cleared stays cleared. It can be reopened.
      </ConfirmDialog>
    </>
  );
}
