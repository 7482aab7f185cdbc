import { migrate } from './migrate.ts';

// `npm run db:migrate`. Not part of migrate.ts, which others import: `import.meta.main` is undefined in Node 24.0 and
// 24.1, where the command would do nothing and report success.
const url = process.env['MIGRATE_DATABASE_URL'] ?? process.env['DATABASE_URL'];
if (!url) {
  console.error('MIGRATE_DATABASE_URL (or DATABASE_URL) is not set: it names the database as its owner.');
  process.exit(1);
}
try {
  await migrate(url, { onWait: console.log });
  console.log('The database is at the schema of this version.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
