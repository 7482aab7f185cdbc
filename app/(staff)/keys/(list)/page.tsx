import type { Metadata } from 'next';
import { KeyFilters } from '#components/key/key-filters.tsx';
import { KeyListView } from '#components/key/key-list-view.tsx';
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
    <KeyListView
      initial={page}
      query={query.toString()}
      filtered={filtered}
      filters={<KeyFilters filter={filter} regions={runtime().regions.map(({ code, name }) => ({ code, name }))} />}
    />
  );
}
