import { sql } from 'drizzle-orm';
import { check, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { LISTS } from '#lib/core/pages/list-names.ts';
import { instant, oneOf } from './columns.ts';
import { staff } from './staff.ts';

/** A person's saved choice of columns, filters and sort order of a list: its URL parameters under a name. */
export const savedViews = pgTable(
  'saved_views',
  {
    id: uuid('id').primaryKey(),
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    list: text('list', { enum: LISTS }).notNull(),
    name: text('name').notNull(),
    /** As in the URL, without `?`. */
    query: text('query').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    check('saved_views_list_known', oneOf(table.list, LISTS)),
    check('saved_views_query_short', sql`length(${table.query}) <= 2000`),
    // savedViewsOf, upsertView: the views of one person and list; the one of the same name is replaced.
    uniqueIndex('saved_views_name').on(table.staffId, table.list, sql`lower(${table.name})`),
  ],
);
