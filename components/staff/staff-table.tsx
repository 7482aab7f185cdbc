import { Badge } from '#components/ui/badge.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Cell, NameCell, Row, Table, type Column } from '#components/ui/table.tsx';
import type { StaffRow } from '#lib/core/staff/staff-row.ts';

const COLUMNS: readonly Column[] = [
  { title: 'Name' },
  { title: 'Email', from: 'md' },
  { title: 'Role' },
  { title: 'Access', from: 'md' },
  { title: 'Last sign-in', from: 'lg', numeric: true },
  { title: 'Action', quiet: true },
];

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
  return (
    <Table label="Staff" columns={COLUMNS}>
      {members.map((member) => {
        const hidden = { staffId: member.id, revision: String(member.revision) };
        const reason = { label: 'Reason', hint: 'Recorded in the audit log.' };
        return (
          <Row key={member.id}>
            <NameCell
              aside={
                <>
                  {member.email}
                  {member.disabledAt !== null && ', disabled'}
                </>
              }
            >
              {member.name}
            </NameCell>
            <Cell from="md">{member.email}</Cell>
            <Cell>{member.role}</Cell>
            <Cell from="md">
              {member.disabledAt === null ? (
                'Enabled'
              ) : (
                <>
                  <Badge tone="warning">disabled</Badge> <Instant at={member.disabledAt} now={now} focusable={false} />
                </>
              )}
            </Cell>
            <Cell from="lg" numeric>
              {member.lastSignInAt === null ? (
                'never'
              ) : (
                <Instant at={member.lastSignInAt} now={now} focusable={false} />
              )}
            </Cell>
            <Cell>
              {member.disabledAt === null ? (
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
                  reason={reason}
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
                  reason={reason}
                  hidden={hidden}
                  action={enable}
                  doneWords={`${member.name} can sign in again.`}
                >
                  They can sign in again. Their role comes from the identity provider when they do.
                </ConfirmDialog>
              )}
            </Cell>
          </Row>
        );
      })}
    </Table>
  );
}
