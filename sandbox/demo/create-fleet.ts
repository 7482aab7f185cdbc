import { createFleet } from './fleet.ts';

const count = await createFleet(process.env);
console.log(count === 0 ? 'All demo customers exist.' : `Created ${count} demo customers.`);
