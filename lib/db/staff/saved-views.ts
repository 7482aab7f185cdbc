import { and, asc, eq, sql } from 'drizzle-orm';
import { savedViews } from '#drizzle/schema/saved-views.ts';
import type { ListName } from '#lib/core/pages/list-names.ts';
import type { SavedView } from '#lib/core/pages/saved-view.ts';
import type { Executor, Transaction } from '#lib/db/database.ts';
import { prepared } from '#lib/db/prepared.ts';
import { newId } from '#lib/db/new-id.ts';

const viewsOfPerson = prepared('views_of_person', (db, name) =>
  db
    .select({ id: savedViews.id, name: savedViews.name, query: savedViews.query })
    .from(savedViews)
    .where(and(eq(savedViews.staffId, sql.placeholder('staffId')), eq(savedViews.list, sql.placeholder('list'))))
    .orderBy(asc(sql`lower(${savedViews.name})`))
    .prepare(name),
);

/** A person's saved views of a list, by name. */
export const savedViewsOf = (db: Executor, staffId: string, list: ListName): Promise<SavedView[]> =>
  viewsOfPerson(db).execute({ staffId, list });

/** Saves a view, in the place of the person's view of the same name, in any case. */
export async function upsertView(
  tx: Transaction,
  view: { staffId: string; list: ListName; name: string; query: string; at: Date },
): Promise<void> {
  const { staffId, list, name, query, at } = view;
  const sameName = sql`lower(${savedViews.name}) = lower(${name})`;
  await tx.delete(savedViews).where(and(eq(savedViews.staffId, staffId), eq(savedViews.list, list), sameName));
  await tx.insert(savedViews).values({ id: newId(), staffId, list, name, query, createdAt: at });
}

/** Deletes one of the person's views. Another person's stays. */
export async function deleteViewOf(db: Executor, staffId: string, viewId: string): Promise<void> {
  await db.delete(savedViews).where(and(eq(savedViews.id, viewId), eq(savedViews.staffId, staffId)));
}
