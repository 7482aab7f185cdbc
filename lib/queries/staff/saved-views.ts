import type { ListName } from '#lib/core/pages/list-names.ts';
import type { SavedView } from '#lib/core/pages/saved-view.ts';
import type { Database } from '#lib/db/database.ts';
import { savedViewsOf } from '#lib/db/staff/saved-views.ts';

/** The viewer's own saved views of a list, by name. */
export const readSavedViews = (
  { db }: { db: Database },
  { staffId }: { staffId: string },
  list: ListName,
): Promise<SavedView[]> => savedViewsOf(db, staffId, list);
