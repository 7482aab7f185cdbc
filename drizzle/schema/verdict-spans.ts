import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import { codeForm, instant, oneOf } from './columns.ts';
import { customerKeys } from './customer-keys.ts';

/** Status history: one row per period. A row is written on a change or after a gap; `key_checks` has the open one's end. */
export const verdictSpans = pgTable(
  'verdict_spans',
  {
    id: uuid('id').primaryKey(),
    keyId: uuid('key_id')
      .notNull()
      .references(() => customerKeys.id, { onDelete: 'cascade' }),
    verdict: text('verdict', { enum: VERDICT_STATUSES }).notNull(),
    cause: text('cause'),
    fromAt: instant('from_at').notNull(),
    toAt: instant('to_at'),
    checkCount: integer('check_count').notNull().default(0),
  },
  (table) => [
    check('verdict_spans_verdict_known', oneOf(table.verdict, VERDICT_STATUSES)),
    check('verdict_spans_cause_form', codeForm(table.cause)),
    // recordOutcome: finds and ends the one open span of a key.
    uniqueIndex('verdict_spans_one_open')
      .on(table.keyId)
      .where(sql`${table.toAt} is null`),
    // verdictSpansSince: the periods of one key, newest first, and the one in which the history begins.
    index('verdict_spans_key').on(table.keyId, table.fromAt.desc().nullsFirst()),
  ],
);
