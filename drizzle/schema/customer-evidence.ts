import { check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { EVIDENCE_KINDS, type EvidenceContent } from '#lib/core/finding/evidence.ts';
import { instant, oneOf } from './columns.ts';
import { customerKeys } from './customer-keys.ts';
import type { AsStored } from './stored.ts';

export type StoredEvidence = AsStored<EvidenceContent>;

/** Evidence from the customer, read from what staff pasted. It is dated and kept apart from what our checks saw. */
export const customerEvidence = pgTable(
  'customer_evidence',
  {
    id: uuid('id').primaryKey(),
    keyId: uuid('key_id')
      .notNull()
      .references(() => customerKeys.id, { onDelete: 'cascade' }),
    kind: text('kind', { enum: EVIDENCE_KINDS }).notNull(),
    /** The key's ARN at that time. Evidence about another ARN than the key's current one doesn't count. */
    arn: text('arn').notNull(),
    /** When the customer took it, according to staff. */
    asOf: instant('as_of').notNull(),
    addedAt: instant('added_at').notNull(),
    addedByStaffId: uuid('added_by_staff_id'),
    addedByName: text('added_by_name').notNull(),
    content: jsonb('content').$type<StoredEvidence>().notNull(),
    /** When a person closed an error from production, and why. A successful test closes none (H14). */
    closedAt: instant('closed_at'),
    closedByStaffId: uuid('closed_by_staff_id'),
    closedByName: text('closed_by_name'),
    closedReason: text('closed_reason'),
  },
  (table) => [
    check('customer_evidence_kind_known', oneOf(table.kind, EVIDENCE_KINDS)),
    // evidenceOfKey, latestEvidenceOf: the evidence of one key, latest first.
    index('customer_evidence_key').on(table.keyId, table.asOf.desc().nullsFirst()),
  ],
);
