import type { Metadata } from 'next';
import { RegionNotices } from '#components/probe/region-notices.tsx';
import { RegionSection } from '#components/probe/region-section.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { blockedReason } from '#lib/core/staff/capability.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readRegionsPage } from '#lib/queries/probe/regions-page.ts';
import { runtime } from '#lib/runtime.ts';
import { recordOurSideCheckedAction } from './actions.ts';

export const metadata: Metadata = { title: 'Regions' };

export default async function RegionsPage() {
  const viewer = await requireStaff('keys:read');
  const page = await readRegionsPage(runtime(), viewer);
  return (
    <>
      <PageHeader
        title="Regions"
        summary="Where we host customers, and what we last saw of our own side there. Whoever runs Keydesk sets HOSTING_REGIONS for web and worker; this page shows the values of the web process."
      />
      <RegionNotices regions={page.freshness} now={page.now} />
      {page.regions.map((region) => (
        <RegionSection
          key={region.code}
          region={region}
          now={page.now}
          record={{ action: recordOurSideCheckedAction, roleBlocks: blockedReason(viewer.role, 'regions:attest') }}
        />
      ))}
    </>
  );
}
