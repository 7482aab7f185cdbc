import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { ACCOUNT_PROOFS } from '#lib/core/customer/customer.ts';
import { instant, oneOf } from './columns.ts';
import { customers } from './customers.ts';

/** AWS accounts that are proven to belong to a customer (H16). */
export const customerAccounts = pgTable(
  'customer_accounts',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    awsAccountId: text('aws_account_id').notNull(),
    proof: text('proof', { enum: ACCOUNT_PROOFS }).notNull(),
    provenAt: instant('proven_at').notNull(),
    provenBy: text('proven_by'),
    /** Why an approver made an exception. */
    reason: text('reason'),
    /** Since when the account is known to serve several holders: then it proves nothing about a further key. */
    sharedSince: instant('shared_since'),
    revokedAt: instant('revoked_at'),
    revokedBy: text('revoked_by'),
    revokeReason: text('revoke_reason'),
  },
  (table) => [
    check('customer_accounts_proof_known', oneOf(table.proof, ACCOUNT_PROOFS)),
    check('customer_accounts_account_shape', sql`${table.awsAccountId} ~ '^[0-9]{12}$'`),
    // accountProvenAt: is this account proven to be this customer's?
    uniqueIndex('customer_accounts_live')
      .on(table.customerId, table.awsAccountId)
      .where(sql`${table.revokedAt} is null`),
    // holdersOfAccount: which holders an account is bound to.
    index('customer_accounts_account').on(table.awsAccountId),
    // acceptedAccounts: also those that were taken back.
    index('customer_accounts_accepted')
      .on(table.customerId)
      .where(sql`${table.proof} = 'exception'`),
  ],
);
