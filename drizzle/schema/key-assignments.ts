import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { ASSIGNMENT_ORIGINS, ASSIGNMENT_ROLES } from '#lib/core/key/role.ts';
import { instant, oneOf } from './columns.ts';
import { customerKeys } from './customer-keys.ts';
import { workspaces } from './workspaces.ts';

/**
 * Which key protects which workspace, in which role, from when to when. A change of role ends one row and begins
 * another. A trigger refuses a key whose holder is neither the workspace's customer nor that customer's provider, and
 * keeps `customer_keys.role` at the strongest open assignment.
 */
export const keyAssignments = pgTable(
  'key_assignments',
  {
    id: uuid('id').primaryKey(),
    workspaceId: uuid('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    keyId: uuid('key_id')
      .notNull()
      .references(() => customerKeys.id, { onDelete: 'cascade' }),
    role: text('role', { enum: ASSIGNMENT_ROLES }).notNull(),
    fromAt: instant('from_at').notNull(),
    toAt: instant('to_at'),
    origin: text('origin', { enum: ASSIGNMENT_ORIGINS }).notNull(),
    /** The setup, replacement or import that made it; null for `legacy`. No foreign key: it outlives them. */
    originId: uuid('origin_id'),
  },
  (table) => [
    check('key_assignments_role_known', oneOf(table.role, ASSIGNMENT_ROLES)),
    check('key_assignments_origin_known', oneOf(table.origin, ASSIGNMENT_ORIGINS)),
    check('key_assignments_ends_after_start', sql`${table.toAt} is null or ${table.toAt} >= ${table.fromAt}`),
    // assignKey: refuses a second active key of one workspace.
    uniqueIndex('key_assignments_one_active')
      .on(table.workspaceId)
      .where(sql`${table.role} = 'active' and ${table.toAt} is null`),
    // assignKey: refuses the same key twice in one workspace.
    uniqueIndex('key_assignments_once')
      .on(table.keyId, table.workspaceId)
      .where(sql`${table.toAt} is null`),
    // searchKeyRows: the keys of a customer whose provider holds them.
    index('key_assignments_workspace').on(table.workspaceId),
  ],
);
