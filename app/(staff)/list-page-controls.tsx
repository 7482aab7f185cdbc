import { ListControls } from '#components/key/list-controls.tsx';
import { SavedViews } from '#components/key/saved-views.tsx';
import { ExportButton } from '#components/ui/export-button.tsx';
import type { ListCount } from '#lib/core/pages/key-list-page.ts';
import type { ListName } from '#lib/core/pages/list-names.ts';
import { CUT_SEARCH_WORDS, exactly } from '#lib/core/pages/list-words.ts';
import type { SavedView } from '#lib/core/pages/saved-view.ts';
import { blockedReason } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { keyFilterParameters } from '#lib/core/verdict/key-filter.ts';
import { runtime } from '#lib/runtime.ts';
import { controlsOf, type ListParameters } from './list-parameters.ts';
import { deleteViewAction, saveViewAction } from './views/actions.ts';

/** What stands above the rows of a list: search, filters, columns, the person's saved views, and the export. */
export function ListPageControls({
  list,
  parameters,
  views,
  role,
  page,
}: {
  list: ListName;
  parameters: ListParameters;
  views: readonly SavedView[];
  role: StaffRole;
  page: { count: ListCount | null; more: boolean };
}) {
  const { filter, columns, view } = parameters;
  return (
    <ListControls list={controlsOf(list, parameters, runtime().regions)} columns={columns}>
      <SavedViews
        key={`views ${view}`}
        list={list}
        query={view}
        views={views}
        save={saveViewAction}
        remove={deleteViewAction}
      />
      <ExportButton
        key={view}
        address={`/api/${list}/export?${keyFilterParameters(filter).toString()}`}
        total={exactly(page.count)}
        blockedReason={blockedReason(role, 'keys:export') ?? (page.more ? CUT_SEARCH_WORDS : undefined)}
      />
    </ListControls>
  );
}
