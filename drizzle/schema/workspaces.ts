import { pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { customers } from './customers.ts';

/** A tenant of a customer in one hosting region. A customer can have several, also in one region. */
export const workspaces = pgTable(
  'workspaces',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    name: text('name').notNull(),
    region: text('region').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    // findOrAddWorkspace: one of each name; keysUsedBy: the workspaces of a customer.
    unique('workspaces_name').on(table.customerId, table.region, table.name),
  ],
);
