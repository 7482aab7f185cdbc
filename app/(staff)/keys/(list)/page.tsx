import type { Metadata } from 'next';
import { KeyListView } from '#components/key/key-list-view.tsx';
import { pageText } from '#lib/core/live/page-text.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readKeyList } from '#lib/queries/key/key-list.ts';
import { readSavedViews } from '#lib/queries/staff/saved-views.ts';
import { runtime } from '#lib/runtime.ts';
import { ListPageControls } from '#app/(staff)/list-page-controls.tsx';
import { readListParameters } from '#app/(staff)/list-parameters.ts';
import type { SearchParams } from '#app/(staff)/search-params.ts';

export const metadata: Metadata = { title: 'Keys' };

export default async function KeysPage({ searchParams }: { searchParams: SearchParams }) {
  const staff = await requireStaff('keys:read');
  const parameters = readListParameters('keys', await searchParams);
  const { filter, columns, cursors, query, filtered } = parameters;
  const [page, views] = await Promise.all([
    readKeyList(runtime(), staff, filter, cursors),
    readSavedViews(runtime(), staff, 'keys'),
  ]);
  return (
    <KeyListView
      initialText={pageText(page)}
      query={query}
      columns={columns}
      filtered={filtered}
      controls={<ListPageControls list="keys" parameters={parameters} views={views} role={staff.role} page={page} />}
    />
  );
}
