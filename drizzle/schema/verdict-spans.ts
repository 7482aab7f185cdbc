import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import type { FindingCode } from '#lib/core/finding/all-findings.ts';
import { instant, oneOf } from './columns.ts';
import { customerKeys } from './customer-keys.ts';

/** Run-length history: written on a transition or after a gap only. An open span's end stands in `key_checks`. */
export const verdictSpans = pgTable(
  'verdict_spans',
  {
    id: uuid('id').primaryKey(),
    keyId: uuid('key_id')
      .notNull()
      .references(() => customerKeys.id, { onDelete: 'cascade' }),
    verdict: text('verdict', { enum: VERDICT_STATUSES }).notNull(),
    cause: text('cause').$type<FindingCode>(),
    fromAt: instant('from_at').notNull(),
    toAt: instant('to_at'),
    checkCount: integer('check_count').notNull().default(0),
  },
  (table) => [
    check('verdict_spans_verdict_known', oneOf(table.verdict, VERDICT_STATUSES)),
    // recordOutcome: at most one open span a key.
    uniqueIndex('verdict_spans_one_open')
      .on(table.keyId)
      .where(sql`${table.toAt} is null`),
    // verdictSpansSince: the spans of one key, latest first, and where the ones needed begin.
    index('verdict_spans_key').on(table.keyId, table.fromAt.desc().nullsFirst()),
  ],
);
