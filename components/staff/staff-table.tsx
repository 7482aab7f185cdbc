'use client';

import type { ReactNode } from 'react';
import { Badge } from '#components/ui/badge.tsx';
import { cellInstant } from '#components/ui/cell-content.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Dialog } from '#components/ui/dialog.tsx';

import { Form, type FormAction } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { Table, type Column } from '#components/ui/table.tsx';
import { TimeField } from '#components/ui/time-field.tsx';
import type { StaffRow } from '#lib/core/staff/staff-row.ts';

const isAway = (awayUntil: Date | null, nowMs: number): boolean => awayUntil !== null && awayUntil.getTime() > nowMs;

const COLUMNS: readonly Column<StaffRow>[] = [
  { id: 'name', title: 'Name', cell: ({ name }) => name },
  { id: 'email', title: 'Email', cell: ({ email }) => email },
  { id: 'role', title: 'Role', cell: ({ role }) => role },
  {
    id: 'access',
    title: 'Access',
    cell: ({ disabledAt, awayUntil }, nowMs) =>
      disabledAt === null ? (
        isAway(awayUntil, nowMs) ? (
          <>Enabled, away until {cellInstant(awayUntil, nowMs)}</>
        ) : (
          'Enabled'
        )
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

/** Everyone who ever signed in, with what an admin can do: disable, enable again, and record until when they are away. */
export function StaffTable<Disabled, DisableProblem extends string, Enabled, EnableProblem extends string>({
  members,
  now,
  viewerId,
  disable,
  enable,
  setAway,
}: {
  members: readonly StaffRow[];
  now: Date;
  viewerId: string;
  disable: FormAction<Disabled, DisableProblem>;
  enable: FormAction<Enabled, EnableProblem>;
  setAway: FormAction<null, string>;
}) {
  const actionCell = (member: StaffRow): ReactNode => {
    const hidden = { staffId: member.id, revision: String(member.revision) };
    return member.disabledAt === null ? (
      <span className="inline-flex items-start gap-1">
        <AwayDialog member={member} isAway={isAway(member.awayUntil, now.getTime())} setAway={setAway} />
        <ConfirmDialog
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
          All their sessions end immediately. They can’t sign in until an admin enables them again. What they have open
          belongs to the team.
        </ConfirmDialog>
      </span>
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

/** Until when somebody is away; an empty time says that they are back. */
function AwayDialog({
  member,
  isAway: away,
  setAway,
}: {
  member: StaffRow;
  isAway: boolean;
  setAway: FormAction<null, string>;
}) {
  return (
    <Dialog
      trigger={{ label: 'Away', kind: 'quiet', size: 'small', 'aria-label': `Away: ${member.name}` }}
      title={`${member.name} is away`}
      description="Until then what they have belongs to the team, and nobody can hand them anything. It ends by itself."
    >
      <Form action={setAway} doneWords="Recorded.">
        <HiddenFields values={{ staffId: member.id }} />
        <TimeField
          name="until"
          label="Until, in UTC"
          hint={away ? 'Empty: they are back.' : undefined}
          type="datetime-local"
          required={!away}
        />
        <SubmitButton pendingWords="Recording">Record</SubmitButton>
      </Form>
    </Dialog>
  );
}
