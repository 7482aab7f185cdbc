import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { TextField } from '#components/ui/field.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { ListName } from '#lib/core/pages/list-names.ts';
import type { SavedView } from '#lib/core/pages/saved-view.ts';

/** Asks before a saved view is deleted. */
export const DeleteView = <Problem extends string>({
  view: { id, name },
  action,
}: {
  view: SavedView;
  action: FormAction<{ viewId: string }, Problem>;
}) => (
  <ConfirmDialog
    trigger={{ label: 'Delete', 'aria-label': `Delete the view ${name}`, kind: 'quiet', size: 'small' }}
    title={`Delete the view ${name}?`}
    confirm="Delete"
    pendingWords="Deleting"
    danger
    hidden={{ viewId: id }}
    action={action}
    doneWords={`View ${name} deleted.`}
  >
    Its filters, sort order and columns can’t be brought back. No key changes.
  </ConfirmDialog>
);

/** Names the present view. */
export const SaveViewForm = <Problem extends string>({
  list,
  query,
  action,
}: {
  list: ListName;
  query: string;
  action: FormAction<{ name: string }, Problem>;
}) => (
  <Form action={action} doneWords="View saved.">
    <input type="hidden" name="list" value={list} />
    <input type="hidden" name="query" value={query} />
    {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type this name */}
    <TextField name="name" label="Name" maxLength={60} required autoFocus />
    <div className="flex justify-end">
      <SubmitButton pendingWords="Saving">Save</SubmitButton>
    </div>
  </Form>
);
