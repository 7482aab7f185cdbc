import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { StoredDependents } from './stored.ts';
import { bytes, instant } from './columns.ts';
import { customerKeys } from './customer-keys.ts';

/** What depends on a key, by the newest report of the product. A key without a row was never reported. */
export const dependents = pgTable('dependents', {
  keyId: uuid('key_id')
    .primaryKey()
    .references(() => customerKeys.id, { onDelete: 'cascade' }),
  reportId: text('report_id').notNull(),
  /** When the product counted. */
  asOf: instant('as_of').notNull(),
  receivedAt: instant('received_at').notNull(),
  /** The system that reported. */
  reportedBy: text('reported_by').notNull(),
  content: jsonb('content').$type<StoredDependents>().notNull(),
  /** Since when every reported kind was zero, report after report; null while one is not. */
  zeroSince: instant('zero_since'),
});

/** Every report, so that one sent twice changes nothing and one with other content is refused. */
export const dependentReports = pgTable(
  'dependent_reports',
  {
    keyId: uuid('key_id')
      .notNull()
      .references(() => customerKeys.id, { onDelete: 'cascade' }),
    reportId: text('report_id').notNull(),
    asOf: instant('as_of').notNull(),
    receivedAt: instant('received_at').notNull(),
    /** SHA-256 of the content. */
    contentHash: bytes('content_hash').notNull(),
    content: jsonb('content').$type<StoredDependents>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.keyId, table.reportId] }),
    // purgeDependentReports: the oldest.
    index('dependent_reports_received').on(table.receivedAt),
    check('dependent_reports_id_form', sql`${table.reportId} ~ '^[A-Za-z0-9._:-]{1,100}$'`),
  ],
);
