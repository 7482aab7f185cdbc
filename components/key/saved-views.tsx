'use client';

import Link from 'next/link';
import { Dialog } from '#components/ui/dialog.tsx';
import { FetchedPart } from '#components/ui/fetched-part.tsx';
import { FilterMenu } from '#components/ui/filter-menu.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { LIST_PATH, type ListName } from '#lib/core/pages/list-names.ts';
import type { SavedView } from '#lib/core/pages/saved-view.ts';

// What changes views is fetched when the page is there.
const fetchForms = () => import('./view-forms.tsx');

/** A person's saved views of a list, and the button that saves the present one. */
export function SavedViews<SaveProblem extends string, DeleteProblem extends string>({
  list,
  query,
  views,
  save,
  remove,
}: {
  list: ListName;
  /** The present filters, sort order and columns, as `listQuery` writes them. */
  query: string;
  views: readonly SavedView[];
  save: FormAction<{ name: string }, SaveProblem>;
  remove: FormAction<{ viewId: string }, DeleteProblem>;
}) {
  const path = LIST_PATH[list];
  const current = views.find((view) => view.query === query);
  return (
    <>
      {views.length > 0 && (
        <FilterMenu label={current === undefined ? 'Views' : `View: ${current.name}`}>
          {views.map((view) => (
            <li key={view.id} className="flex items-center justify-between gap-4 px-3 py-1">
              <Link
                href={view.query === '' ? path : `${path}?${view.query}`}
                prefetch={false}
                aria-current={view === current || undefined}
                className="min-w-32 rounded-sm py-0.5 wrap-anywhere hover:underline aria-[current]:font-medium"
              >
                {view.name}
              </Link>
              <FetchedPart fetchPart={fetchForms} placeholder="sr-only">
                {({ DeleteView }) => <DeleteView view={view} action={remove} />}
              </FetchedPart>
            </li>
          ))}
        </FilterMenu>
      )}
      <Dialog
        trigger={{ label: 'Save view', size: 'small' }}
        title="Save this view"
        description="Filters, sort order and columns, for you alone. A view of the same name is replaced."
      >
        <FetchedPart fetchPart={fetchForms} placeholder="min-h-24">
          {({ SaveViewForm }) => <SaveViewForm list={list} query={query} action={save} />}
        </FetchedPart>
      </Dialog>
    </>
  );
}
