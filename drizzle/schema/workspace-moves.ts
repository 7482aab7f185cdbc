import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { contacts } from './contacts.ts';
import { setups } from './setups.ts';
import { workspaces } from './workspaces.ts';

/** A workspace that moves to another region: its successor there, and the setup of the successor's key. */
export const workspaceMoves = pgTable(
  'workspace_moves',
  {
    id: uuid('id').primaryKey(),
    fromWorkspaceId: uuid('from_workspace_id')
      .notNull()
      .references(() => workspaces.id),
    toWorkspaceId: uuid('to_workspace_id')
      .notNull()
      .references(() => workspaces.id),
    setupId: uuid('setup_id')
      .notNull()
      .references(() => setups.id),
    startedAt: instant('started_at').notNull(),
    startedBy: text('started_by').notNull(),
    /** When a person recorded that new backups no longer use the old key, and what they saw. */
    retainedAt: instant('retained_at'),
    retainedBy: text('retained_by'),
    retainedHow: text('retained_how'),
    /** When its setup was withdrawn. */
    endedAt: instant('ended_at'),
    /** Needed where the new key is in another AWS account (H17): the contact who confirmed it, or an approver's exception. */
    confirmedAt: instant('confirmed_at'),
    confirmedBy: text('confirmed_by'),
    /** The contact's name and how they were reached, or why an approver went without one. */
    confirmedHow: text('confirmed_how'),
    confirmedContactId: uuid('confirmed_contact_id').references(() => contacts.id),
  },
  (table) => [
    check('workspace_moves_elsewhere', sql`${table.fromWorkspaceId} <> ${table.toWorkspaceId}`),
    check(
      'workspace_moves_confirmed_whole',
      sql`num_nulls(${table.confirmedAt}, ${table.confirmedBy}, ${table.confirmedHow}) in (0, 3)`,
    ),
    check('workspace_moves_contact', sql`${table.confirmedContactId} is null or ${table.confirmedAt} is not null`),
    check(
      'workspace_moves_retained_whole',
      sql`num_nulls(${table.retainedAt}, ${table.retainedBy}, ${table.retainedHow}) in (0, 3)`,
    ),
    // insertMove: refuses a second move while the old key is in use.
    uniqueIndex('workspace_moves_one_open')
      .on(table.fromWorkspaceId)
      .where(sql`${table.retainedAt} is null and ${table.endedAt} is null`),
    // movesOfCustomer, movesOfKey: where a workspace moves.
    index('workspace_moves_from').on(table.fromWorkspaceId),
    // movesOfKey: where a workspace came from.
    index('workspace_moves_to').on(table.toWorkspaceId),
    // moveOfSetup: what a setup is for.
    unique('workspace_moves_setup').on(table.setupId),
  ],
);
