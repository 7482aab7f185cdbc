'use client';

import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { useKeyActions } from '#components/probe/key-actions.ts';
import type { OwnershipActions } from './ownership-actions.ts';

/** The button with which an approver takes back that a key is its holder's (H16). */
export function WithdrawOwnership({ action, roleBlocks }: OwnershipActions['withdraw']) {
  const { customerKeyId } = useKeyActions();
  return (
    <ConfirmDialog
      trigger={{ label: 'Withdraw proof', kind: 'quiet', size: 'small', blockedReason: roleBlocks ?? undefined }}
      title="Withdraw the proof that this key is the customer’s?"
      confirm="Withdraw it"
      pendingWords="Withdrawing"
      danger
      reason={{
        label: 'Reason',
        hint: 'What makes you doubt whose key it is, and who told you. At least 20 characters. Recorded in the audit log.',
      }}
      hidden={{ customerKeyId }}
      action={action}
      doneWords="Withdrawn. The page shows nothing about the key until its ownership is proven again."
    >
      The key keeps its role and is still checked. Its state, dates, permissions and texts are hidden from everybody,
      and nothing may be sent about it, until its ownership is proven again. If only this key’s code had shown whose the
      AWS account is, the account no longer covers further keys.
    </ConfirmDialog>
  );
}
