import type { Metadata } from 'next';
import { KeyListView } from '#components/key/key-list-view.tsx';
import { ListControls } from '#components/key/list-controls.tsx';
import { SavedViews } from '#components/key/saved-views.tsx';
import { ExportButton } from '#components/ui/export-button.tsx';
import { blockedReason } from '#lib/core/staff/capability.ts';
import { CUT_SEARCH_WORDS, exactly } from '#lib/core/pages/list-words.ts';
import { keyFilterParameters } from '#lib/core/verdict/key-filter.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readKeyList } from '#lib/queries/key/key-list.ts';
import { readSavedViews } from '#lib/queries/staff/saved-views.ts';
import { runtime } from '#lib/runtime.ts';
import { controlsOf, readListParameters } from '#app/(staff)/list-parameters.ts';
import type { SearchParams } from '#app/(staff)/search-params.ts';
import { deleteViewAction, saveViewAction } from '#app/(staff)/views/actions.ts';

export const metadata: Metadata = { title: 'Keys' };

export default async function KeysPage({ searchParams }: { searchParams: SearchParams }) {
  const staff = await requireStaff('keys:read');
  const parameters = readListParameters('keys', await searchParams);
  const { filter, columns, cursors, view, query, filtered } = parameters;
  const [page, views] = await Promise.all([
    readKeyList(runtime(), staff, filter, cursors),
    readSavedViews(runtime(), staff, 'keys'),
  ]);
  return (
    <KeyListView
      initial={page}
      query={query}
      columns={columns}
      filtered={filtered}
      controls={
        <ListControls list={controlsOf('keys', parameters, runtime().regions)} columns={columns}>
          <SavedViews
            key={`views ${view}`}
            list="keys"
            query={view}
            views={views}
            save={saveViewAction}
            remove={deleteViewAction}
          />
          <ExportButton
            key={view}
            address={`/api/keys/export?${keyFilterParameters(filter).toString()}`}
            total={exactly(page.count)}
            blockedReason={blockedReason(staff.role, 'keys:export') ?? (page.more ? CUT_SEARCH_WORDS : undefined)}
          />
        </ListControls>
      }
    />
  );
}
