import { sql } from 'drizzle-orm';
import { bigint, check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { AUDIT_ACTIONS, type Actor } from '#lib/core/staff/audit.ts';
import { bytes, instant, oneOf } from './columns.ts';

/**
 * Append-only, in the transaction of the act. `seq`, `prev_hash` and `hash` are set by a trigger; UPDATE, DELETE and
 * TRUNCATE are refused by another, and the app's role holds none of those rights.
 */
export const auditLog = pgTable(
  'audit_log',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey(),
    id: uuid('id').notNull(),
    at: instant('at').notNull(),
    actor: jsonb('actor').$type<Actor>().notNull(),
    action: text('action', { enum: AUDIT_ACTIONS }).notNull(),
    targetType: text('target_type').$type<'customer_key' | 'staff'>().notNull(),
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
    check('audit_log_action_known', oneOf(table.action, AUDIT_ACTIONS)),
    // auditPage filtered by target.
    index('audit_log_target').on(table.targetId, table.seq.desc().nullsFirst()),
    // auditPage filtered by action.
    index('audit_log_action').on(table.action, table.seq.desc().nullsFirst()),
    // auditPage filtered by actor.
    index('audit_log_actor').on(sql`(${table.actor} ->> 'staffId')`, table.seq.desc().nullsFirst()),
  ],
);
