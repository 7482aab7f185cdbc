import { sql } from 'drizzle-orm';
import { bigint, check, date, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { SERVICE_SCOPES } from '#lib/core/service/service-scope.ts';
import { bytes, instant } from './columns.ts';

/** What another system of the vendor signs its requests with. The token itself is shown once and never stored. */
export const serviceTokens = pgTable(
  'service_tokens',
  {
    id: uuid('id').primaryKey(),
    /** The system that uses it. */
    name: text('name').notNull(),
    /** SHA-256 of the token. */
    tokenHash: bytes('token_hash').notNull(),
    /** Its last four characters, so that people can tell tokens apart. */
    lastFour: text('last_four').notNull(),
    scopes: text('scopes', { enum: SERVICE_SCOPES }).array().notNull(),
    /** The hosting regions it may read and report about; null for all. */
    regions: text('regions').array(),
    createdAt: instant('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
    revokedBy: text('revoked_by'),
    revokeReason: text('revoke_reason'),
    lastUsedAt: instant('last_used_at'),
    useCount: bigint('use_count', { mode: 'number' }).notNull().default(0),
    /** The last day, in UTC, whose first use is in the audit log. */
    auditedOn: date('audited_on'),
  },
  (table) => [
    // findServiceToken: the token of a request.
    uniqueIndex('service_tokens_hash').on(table.tokenHash),
    check('service_tokens_hash_form', sql`octet_length(${table.tokenHash}) = 32`),
    check('service_tokens_has_scope', sql`cardinality(${table.scopes}) > 0`),
    check('service_tokens_regions', sql`${table.regions} is null or cardinality(${table.regions}) > 0`),
    check(
      'service_tokens_revoked_whole',
      sql`num_nulls(${table.revokedAt}, ${table.revokedBy}, ${table.revokeReason}) in (0, 3)`,
    ),
  ],
);
