import { sql } from 'drizzle-orm';
import { boolean, check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { PROBE_KINDS } from '#lib/core/probe/actions.ts';
import { instant, oneOf } from './columns.ts';
import { customerKeys } from './customer-keys.ts';
import type { StoredCell, StoredFacts, StoredFinding } from './stored.ts';

/** What a check saw. Kept when something changed, when a person asked, and for an encrypt/decrypt test. Read by id. */
export const probeReports = pgTable(
  'probe_reports',
  {
    id: uuid('id').primaryKey(),
    keyId: uuid('key_id')
      .notNull()
      .references(() => customerKeys.id, { onDelete: 'cascade' }),
    kind: text('kind', { enum: PROBE_KINDS }).notNull(),
    conclusive: boolean('conclusive').notNull(),
    /** Whether everything that the check tested was allowed and the key was usable; null in reports from before. */
    passed: boolean('passed'),
    arn: text('arn').notNull(),
    vendorAccountId: text('vendor_account_id'),
    principalArn: text('principal_arn'),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at').notNull(),
    facts: jsonb('facts').$type<StoredFacts>(),
    cells: jsonb('cells').$type<StoredCell[]>().notNull(),
    /** What that check concluded, worst first. */
    findings: jsonb('findings').$type<StoredFinding[]>().notNull(),
  },
  (table) => [
    check('probe_reports_kind_known', oneOf(table.kind, PROBE_KINDS)),
    // readLines: the checks of a key that passed, newest first.
    index('probe_reports_passed')
      .on(table.keyId, table.startedAt.desc())
      .where(sql`${table.passed}`),
  ],
);
