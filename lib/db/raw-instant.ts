import { sql, type SQL } from 'drizzle-orm';

/** A time from a statement that Drizzle doesn't build: as PostgreSQL writes it, or in milliseconds as `asMs` selects it. */
export const instantOf = (value: string | number | null): Date | null => (value === null ? null : new Date(value));

/** A time in milliseconds: for many rows, a number costs less to read than a text. */
export const asMs = (at: SQL): SQL => sql`(extract(epoch from ${at}) * 1000)::float8`;
