import type { Metadata } from 'next';
import { QuotaSection } from '#components/probe/quota-section.tsx';
import { RegionNotices } from '#components/probe/region-notices.tsx';
import { RegionSection } from '#components/probe/region-section.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { blockedReason } from '#lib/core/staff/capability.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readSettingsPage } from '#lib/queries/probe/settings-page.ts';
import { runtime } from '#lib/runtime.ts';
import { recordOurSideCheckedAction } from './actions.ts';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage() {
  const viewer = await requireStaff('keys:read');
  const page = await readSettingsPage(runtime(), viewer);
  return (
    <>
      <PageHeader
        title="Settings"
        summary="Whoever runs Keydesk sets HOSTING_REGIONS and CHECK_INTERVAL_MINUTES for web and worker. This page shows the values of the web process."
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
      <QuotaSection page={page} />
    </>
  );
}
