import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { OWNERSHIP_PROOFS } from '#lib/core/customer/customer.ts';
import { instant, oneOf } from './columns.ts';
import { customerKeys } from './customer-keys.ts';
import { customers } from './customers.ts';

/** How each key was proven to be its holder's, and whether that was taken back (H16). */
export const ownershipProofs = pgTable(
  'ownership_proofs',
  {
    id: uuid('id').primaryKey(),
    keyId: uuid('key_id')
      .notNull()
      .references(() => customerKeys.id, { onDelete: 'cascade' }),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    arn: text('arn').notNull(),
    kind: text('kind', { enum: OWNERSHIP_PROOFS }).notNull(),
    provenAt: instant('proven_at').notNull(),
    /** Who recorded it; null where Keydesk saw the code. */
    provenBy: text('proven_by'),
    /** Why an approver made an exception. */
    reason: text('reason'),
    withdrawnAt: instant('withdrawn_at'),
    withdrawnBy: text('withdrawn_by'),
    withdrawReason: text('withdraw_reason'),
  },
  (table) => [
    check('ownership_proofs_kind_known', oneOf(table.kind, OWNERSHIP_PROOFS)),
    check(
      'ownership_proofs_exception_has_reason',
      sql`${table.kind} <> 'exception' or (${table.provenBy} is not null and ${table.reason} is not null)`,
    ),
    check(
      'ownership_proofs_withdrawn_whole',
      sql`num_nulls(${table.withdrawnAt}, ${table.withdrawnBy}, ${table.withdrawReason}) in (0, 3)`,
    ),
    // insertProof: refuses a second proof that counts.
    uniqueIndex('ownership_proofs_live')
      .on(table.keyId)
      .where(sql`${table.withdrawnAt} is null`),
    // proofsOfKeys: also those that were taken back.
    index('ownership_proofs_key').on(table.keyId),
  ],
);
