'use client';

import type { ReactNode } from 'react';
import { Badge } from '#components/ui/badge.tsx';
import { cellInstant } from '#components/ui/cell-content.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { Table, type Column } from '#components/ui/table.tsx';
import type { StaffRow } from '#lib/core/staff/staff-row.ts';

const COLUMNS: readonly Column<StaffRow>[] = [
  { id: 'name', title: 'Name', cell: ({ name }) => name },
  { id: 'email', title: 'Email', cell: ({ email }) => email },
  { id: 'role', title: 'Role', cell: ({ role }) => role },
  {
    id: 'access',
    title: 'Access',
    cell: ({ disabledAt }, nowMs) =>
      disabledAt === null ? (
        'Enabled'
      ) : (
        <>
          <Badge tone="warning">disabled</Badge> {cellInstant(disabledAt, nowMs)}
        </>
      ),
  },
  {
    id: 'seen',
    title: 'Last sign-in',
    from: 'lg',
    numeric: true,
    cell: ({ lastSignInAt }, nowMs) => cellInstant(lastSignInAt, nowMs) ?? 'never',
  },
];

const REASON = { label: 'Reason', hint: 'Recorded in the audit log.' };

/** Everyone who ever signed in, with the one action an admin has for them: disable, or enable again. */
export function StaffTable<Disabled, DisableProblem extends string, Enabled, EnableProblem extends string>({
  members,
  now,
  viewerId,
  disable,
  enable,
}: {
  members: readonly StaffRow[];
  now: Date;
  viewerId: string;
  disable: FormAction<Disabled, DisableProblem>;
  enable: FormAction<Enabled, EnableProblem>;
}) {
  const actionCell = (member: StaffRow): ReactNode => {
    const hidden = { staffId: member.id, revision: String(member.revision) };
    return member.disabledAt === null ? (
      <ConfirmDialog
        key="disable"
        trigger={{
          label: 'Disable',
          kind: 'quiet',
          size: 'small',
          blockedReason: member.id === viewerId ? 'You can’t disable yourself.' : undefined,
        }}
        title={`Disable ${member.name}?`}
        confirm="Disable"
        pendingWords="Disabling"
        danger
        reason={REASON}
        hidden={hidden}
        action={disable}
        doneWords={`${member.name} is disabled. Their sessions have ended.`}
      >
        All their sessions end immediately. They can’t sign in until an admin enables them again.
      </ConfirmDialog>
    ) : (
      <ConfirmDialog
        key="enable"
        trigger={{ label: 'Enable', kind: 'quiet', size: 'small' }}
        title={`Enable ${member.name}?`}
        confirm="Enable"
        pendingWords="Enabling"
        reason={REASON}
        hidden={hidden}
        action={enable}
        doneWords={`${member.name} can sign in again.`}
      >
        They can sign in again. Their role comes from the identity provider when they do.
      </ConfirmDialog>
    );
  };
  return (
    <Table
      label="Staff"
      columns={[...COLUMNS, { id: 'action', title: 'Action', quiet: true, cell: actionCell }]}
      items={members}
      now={now}
      keyOf={({ id }) => id}
    />
  );
}
