'use client';

import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import type { FormAction } from '#components/ui/form.tsx';

/** Closing an error from production, and why this person's role may not; null where it may. */
export type CloseErrorAction<Problem extends string> = {
  action: FormAction<{ customerKeyId: string }, Problem>;
  roleBlocks: string | null;
};

/** The button that closes an open error from production, with a reason (H14). */
export function CloseError<Problem extends string>({
  evidenceId,
  close,
}: {
  evidenceId: string;
  close: CloseErrorAction<Problem>;
}) {
  return (
    <ConfirmDialog
      trigger={{ label: 'Close', kind: 'quiet', size: 'small', blockedReason: close.roleBlocks ?? undefined }}
      title="Close this error from production?"
      confirm="Close it"
      pendingWords="Closing"
      reason={{
        label: 'Reason',
        hint: 'The job that has succeeded with this action since, and when; or why the error doesn’t count. Recorded in the audit log.',
      }}
      hidden={{ evidenceId }}
      action={close.action}
      doneWords="Closed. The next check runs soon, without this error."
    >
      Tests that pass don’t close it: production may use another principal, encryption context or endpoint. Once it is
      closed, the key can be Usable again.
    </ConfirmDialog>
  );
}
