import journal from '#drizzle/migrations/meta/_journal.json' with { type: 'json' };

/** How many migrations this code brings: a database with fewer is not ours to serve from yet. */
export const EXPECTED_MIGRATIONS: number = journal.entries.length;
