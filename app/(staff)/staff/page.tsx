import type { Metadata } from 'next';
import { StaffTable } from '#components/staff/staff-table.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readStaffPage } from '#lib/queries/staff/staff-page.ts';
import { runtime } from '#lib/runtime.ts';
import { disableStaffAction, enableStaffAction, setAwayAction } from './actions.ts';

export const metadata: Metadata = { title: 'Staff' };

export default async function StaffPage() {
  const viewer = await requireStaff('staff:manage');
  const { now, members } = await readStaffPage(runtime(), viewer);
  const enabled = members.filter(({ disabledAt }) => disabledAt === null).length;
  return (
    <>
      <PageHeader
        title="Staff"
        summary={`${enabled} ${enabled === 1 ? 'person has' : 'people have'} signed in and can sign in again. The identity provider sets each person’s role at every sign-in.`}
      />
      <StaffTable
        members={members}
        now={now}
        viewerId={viewer.staffId}
        disable={disableStaffAction}
        enable={enableStaffAction}
        setAway={setAwayAction}
      />
    </>
  );
}
