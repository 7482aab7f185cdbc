import type { Metadata } from 'next';
import { QuotaSection, WorkersSection } from '#components/probe/capacity-sections.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readCapacityPage } from '#lib/queries/probe/capacity-page.ts';
import { runtime } from '#lib/runtime.ts';

export const metadata: Metadata = { title: 'Capacity' };

export default async function CapacityPage() {
  const page = await readCapacityPage(runtime(), await requireStaff('keys:read'));
  return (
    <>
      <PageHeader
        title="Capacity"
        summary="Whether scheduled checks keep up, and what they use of the quotas that production needs too. Whoever runs Keydesk sets CHECK_INTERVAL_MINUTES for web and worker."
      />
      <WorkersSection page={page} />
      <QuotaSection page={page} />
    </>
  );
}
