import type { ListName } from '#lib/core/pages/list-names.ts';
import { listQuery, MOST_VIEWS } from '#lib/core/pages/saved-view.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { Database } from '#lib/db/database.ts';
import { deleteViewOf, savedViewsOf, upsertView } from '#lib/db/staff/saved-views.ts';

/**
 * Saves a list's columns, filters and sort order for one person, in the place of their view of the same name. It is a
 * preference, so it isn't audited.
 */
export async function saveView(
  { db, clock }: { db: Database; clock: () => Date },
  staffId: string,
  { list, name, query }: { list: ListName; name: string; query: string },
): Promise<Result<{ name: string }, 'too_many'>> {
  return db.transaction(async (tx) => {
    const saved = await savedViewsOf(tx, staffId, list);
    const replaces = saved.some((view) => view.name.toLowerCase() === name.toLowerCase());
    if (!replaces && saved.length >= MOST_VIEWS) return refuse('too_many');
    await upsertView(tx, { staffId, list, name, query: listQuery(query), at: clock() });
    return ok({ name });
  });
}

/** Deletes a person's view. One that is gone already, or another person's, makes no difference. */
export const deleteView = ({ db }: { db: Database }, staffId: string, viewId: string): Promise<void> =>
  deleteViewOf(db, staffId, viewId);
