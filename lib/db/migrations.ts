import journal from '#drizzle/migrations/meta/_journal.json' with { type: 'json' };

/** The number of migrations in this version. A database with fewer is not ready. */
export const EXPECTED_MIGRATIONS: number = journal.entries.length;
