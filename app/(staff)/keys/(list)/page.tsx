import type { Metadata } from 'next';
import { KeyFilters } from '#components/key/key-filters.tsx';
import { KeyTable } from '#components/key/key-table.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { VERDICT_STATUSES, type VerdictStatus } from '#lib/core/finding/status.ts';
import { FleetBar } from '#components/verdict/fleet-bar.tsx';
import type { KeyListPage } from '#lib/core/pages/key-list-page.ts';
import { keyFilterParameters, readKeyFilter } from '#lib/core/verdict/key-filter.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readKeyList } from '#lib/queries/key/key-list.ts';
import { runtime } from '#lib/runtime.ts';
import { parametersOf, type SearchParams } from '#app/(staff)/search-params.ts';

export const metadata: Metadata = { title: 'Keys' };

export default async function KeysPage({ searchParams }: { searchParams: SearchParams }) {
  const staff = await requireStaff('keys:read');
  const parameter = parametersOf(await searchParams);
  const filter = readKeyFilter(parameter);
  const cursors = { after: parameter('after'), before: parameter('before') };
  const page = await readKeyList(runtime(), staff, filter, cursors);

  const query = keyFilterParameters(filter);
  const filtered = query.size > 0;
  for (const [name, cursor] of Object.entries(cursors)) if (cursor !== null) query.set(name, cursor);
  return (
    <>
      <PageHeader title="Keys" actions={<LinkButton href="/keys/new">Add a key</LinkButton>} />
      <FleetBar counts={numbersOf(page.counts)} />
      <KeyFilters filter={filter} regions={runtime().regions.map(({ code, name }) => ({ code, name }))} />
      <KeyTable key={query.toString()} initial={page} query={query.toString()} filtered={filtered} />
    </>
  );
}

const numbersOf = (counts: KeyListPage['counts']): Record<VerdictStatus, number> =>
  Object.fromEntries(VERDICT_STATUSES.map((status) => [status, counts[status].n])) as Record<VerdictStatus, number>;
