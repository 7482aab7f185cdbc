import type { Metadata } from 'next';
import { SetupList } from '#components/setup/setup-list.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { pageText } from '#lib/core/live/page-text.ts';
import { readSetupFilter, setupFilterParameters } from '#lib/core/pages/setup-filter.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readSetupList } from '#lib/queries/setup/setup-list.ts';
import { runtime } from '#lib/runtime.ts';
import { parametersOf, type SearchParams } from '#app/(staff)/search-params.ts';

export const metadata: Metadata = { title: 'Setups' };

export default async function SetupsPage({ searchParams }: { searchParams: SearchParams }) {
  const staff = await requireStaff('keys:read');
  const filter = readSetupFilter(parametersOf(await searchParams));
  const page = await readSetupList(runtime(), staff, filter);
  return (
    <>
      <PageHeader
        title="Setups"
        summary="Every workspace on its way to a key of the customer’s own. Nobody may start before they are told."
        actions={<LinkButton href="/setups/new">Start a setup</LinkButton>}
      />
      <SetupList key={setupFilterParameters(filter).toString()} initialText={pageText(page)} filter={filter} />
    </>
  );
}
