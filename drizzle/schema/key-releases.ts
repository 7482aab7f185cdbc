import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { RELEASE_BASES, RETIRED_HOWS } from '#lib/core/departure/departure.ts';
import type { DependentKind } from '#lib/core/service/dependents.ts';
import { instant, oneOf } from './columns.ts';
import { customerEvidence } from './customer-evidence.ts';
import { customerKeys } from './customer-keys.ts';
import { departureExceptions, departures } from './departures.ts';

/**
 * A key that was released, and what was seen of it since. It ends when its checks end (`retired_at`), or when something
 * depends on the key again (`resumed_at`). Triggers refuse a release, and an end, whose facts are missing.
 */
export const keyReleases = pgTable(
  'key_releases',
  {
    id: uuid('id').primaryKey(),
    keyId: uuid('key_id')
      .notNull()
      .references(() => customerKeys.id, { onDelete: 'cascade' }),
    /** Null for an old key that is released without its customer leaving. */
    departureId: uuid('departure_id').references(() => departures.id),
    releasedAt: instant('released_at').notNull(),
    releasedBy: text('released_by').notNull(),
    reason: text('reason').notNull(),
    basis: text('basis', { enum: RELEASE_BASES }).notNull(),
    exceptionId: uuid('exception_id').references(() => departureExceptions.id),
    /** What depended on it then, as reported; null where nothing was ever reported. */
    counts: jsonb('counts').$type<Partial<Record<DependentKind, number>>>(),
    countsAsOf: instant('counts_as_of'),
    /** Since when every check was denied or found no key, without one that saw it; null while we see it. */
    unseenSince: instant('unseen_since'),
    /** The last check that the watch has looked at. */
    watchedAt: instant('watched_at'),
    /** When something depended on it again, and which kinds. */
    resumedAt: instant('resumed_at'),
    resumedFor: text('resumed_for'),
    retiredAt: instant('retired_at'),
    retiredHow: text('retired_how', { enum: RETIRED_HOWS }),
    /** The person who ended the checks; null for the watch itself. */
    retiredBy: text('retired_by'),
    retiredNote: text('retired_note'),
    evidenceId: uuid('evidence_id').references(() => customerEvidence.id),
  },
  (table) => [
    check('key_releases_basis_known', oneOf(table.basis, RELEASE_BASES)),
    check('key_releases_exception', sql`(${table.basis} = 'exception') = (${table.exceptionId} is not null)`),
    check('key_releases_how_known', oneOf(table.retiredHow, RETIRED_HOWS)),
    check('key_releases_retired_whole', sql`(${table.retiredAt} is null) = (${table.retiredHow} is null)`),
    check('key_releases_resumed_whole', sql`(${table.resumedAt} is null) = (${table.resumedFor} is null)`),
    check('key_releases_one_end', sql`${table.retiredAt} is null or ${table.resumedAt} is null`),
    check(
      'key_releases_closed_by',
      sql`${table.retiredHow} <> 'closed' or (${table.retiredBy} is not null and length(${table.retiredNote}) >= 10)`,
    ),
    check('key_releases_owner_output', sql`(${table.retiredHow} = 'owner_output') = (${table.evidenceId} is not null)`),
    // insertRelease: refuses a second one while the first holds.
    uniqueIndex('key_releases_one')
      .on(table.keyId)
      .where(sql`${table.resumedAt} is null`),
    // openReleases: those that are still watched.
    index('key_releases_open')
      .on(table.id)
      .where(sql`${table.resumedAt} is null and ${table.retiredAt} is null`),
    // releaseOf, keyUseOf: the releases of a key, also those that were taken back.
    index('key_releases_key').on(table.keyId),
  ],
);
