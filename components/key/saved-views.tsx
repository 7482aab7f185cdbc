'use client';

import Link from 'next/link';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { TextField } from '#components/ui/field.tsx';
import { FilterMenu } from '#components/ui/filter-menu.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { LIST_PATH, type ListName } from '#lib/core/pages/list-names.ts';
import type { SavedView } from '#lib/core/pages/saved-view.ts';

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
              <ConfirmDialog
                trigger={{
                  label: 'Delete',
                  'aria-label': `Delete the view ${view.name}`,
                  kind: 'quiet',
                  size: 'small',
                }}
                title={`Delete the view ${view.name}?`}
                confirm="Delete"
                pendingWords="Deleting"
                danger
                hidden={{ viewId: view.id }}
                action={remove}
                doneWords={`View ${view.name} deleted.`}
              >
                Its filters, sort order and columns can’t be brought back. No key changes.
              </ConfirmDialog>
            </li>
          ))}
        </FilterMenu>
      )}
      <Dialog
        trigger={{ label: 'Save view', size: 'small' }}
        title="Save this view"
        description="Filters, sort order and columns, for you alone. A view of the same name is replaced."
      >
        <Form action={save} doneWords="View saved.">
          <input type="hidden" name="list" value={list} />
          <input type="hidden" name="query" value={query} />
          <TextField name="name" label="Name" maxLength={60} required />
          <div className="flex justify-end">
            <SubmitButton pendingWords="Saving">Save</SubmitButton>
          </div>
        </Form>
      </Dialog>
    </>
  );
}
