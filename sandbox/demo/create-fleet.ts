import { asOldKeys } from '#sandbox/postgres/old-keys.ts';
import { createFleet } from './fleet.ts';

const owner = process.env['MIGRATE_DATABASE_URL'] ?? process.env['DATABASE_URL'] ?? '';
// They have used their keys since before setups existed.
const count = await asOldKeys(owner, () => createFleet(process.env));
console.log(count === 0 ? 'All demo customers exist.' : `Created ${count} demo customers.`);
