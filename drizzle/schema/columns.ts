import { sql, type SQL } from 'drizzle-orm';
import { customType, timestamp, type AnyPgColumn } from 'drizzle-orm/pg-core';

/** A point in time, in UTC. The database never defaults it: time comes from the runtime's clock. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });

export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/**
 * The form of a code whose list grows with every version: the list itself is in the reader, so a new code needs no
 * migration (`lib/db/stored-vocabulary.ts`). Audit actions have two parts.
 */
export const codeForm = (column: AnyPgColumn): SQL => sql`${column} ~ '^[a-z][a-z0-9_]{0,62}$'`;
export const actionForm = (column: AnyPgColumn): SQL =>
  sql`${column} ~ '^[a-z][a-z0-9_]{0,62}[.][a-z][a-z0-9_]{0,62}$'`;

/** `column IN ('a', 'b')`, for a CHECK on a closed list whose words come from core. */
export const oneOf = (column: AnyPgColumn, words: readonly string[]): SQL =>
  sql`${column} in (${sql.raw(words.map((word) => `'${word}'`).join(', '))})`;

/**
 * The order of lists, urgent first, as the columns of an index: urgency, deadline, since when not usable, id. Absent
 * times come last as `infinity`, so that one comparison of rows continues a page.
 */
export const urgentFirst = (table: {
  urgency: AnyPgColumn;
  deadlineAt: AnyPgColumn;
  notUsableSince: AnyPgColumn;
  id: AnyPgColumn;
}) => [table.urgency, timeOrLast(table.deadlineAt), timeOrLast(table.notUsableSince), table.id] as const;

/** A time, or `infinity` where there is none. */
export const timeOrLast = (column: AnyPgColumn): SQL => sql`(coalesce(${column}, 'infinity'::timestamptz))`;
