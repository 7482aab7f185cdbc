import { sql } from 'drizzle-orm';
import { bigint, check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { Actor } from '#lib/core/staff/audit.ts';
import { actionForm, bytes, codeForm, instant } from './columns.ts';

/**
 * Append-only; written in the transaction of the action itself. One trigger sets `seq`, `prev_hash` and `hash`, another
 * refuses UPDATE, DELETE and TRUNCATE, and the app's role has no right to them.
 */
export const auditLog = pgTable(
  'audit_log',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey(),
    id: uuid('id').notNull(),
    at: instant('at').notNull(),
    actor: jsonb('actor').$type<Actor>().notNull(),
    action: text('action').notNull(),
    targetType: text('target_type').notNull(),
    targetId: uuid('target_id').notNull(),
    customerId: uuid('customer_id'),
    before: jsonb('before').$type<Record<string, unknown>>(),
    after: jsonb('after').$type<Record<string, unknown>>(),
    reason: text('reason'),
    requestId: text('request_id'),
    prevHash: bytes('prev_hash').notNull(),
    hash: bytes('hash').notNull(),
  },
  (table) => [
    check('audit_log_action_form', actionForm(table.action)),
    check('audit_log_target_type_form', codeForm(table.targetType)),
    // listAudit: the entries about one thing, latest first.
    index('audit_log_target').on(table.targetId, table.seq.desc().nullsFirst()),
    // listAudit: the entries of one action, latest first.
    index('audit_log_action').on(table.action, table.seq.desc().nullsFirst()),
    // listAudit: the entries of one person, latest first.
    index('audit_log_actor').on(sql`(${table.actor} ->> 'staffId')`, table.seq.desc().nullsFirst()),
  ],
);
