import type { Metadata } from 'next';
import { SetupList } from '#components/setup/setup-list.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { pageText } from '#lib/core/live/page-text.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readSetupList } from '#lib/queries/setup/setup-list.ts';
import { runtime } from '#lib/runtime.ts';

export const metadata: Metadata = { title: 'Setups' };

export default async function SetupsPage() {
  const staff = await requireStaff('keys:read');
  const page = await readSetupList(runtime(), staff);
  return (
    <>
      <PageHeader
        title="Setups"
        summary="Every workspace on its way to a key of the customer’s own. Nobody may start before they are told."
        actions={<LinkButton href="/setups/new">Start a setup</LinkButton>}
      />
      <SetupList initialText={pageText(page)} />
    </>
  );
}
