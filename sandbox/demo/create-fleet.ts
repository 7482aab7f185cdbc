import { createFleet } from './fleet.ts';

const count = await createFleet(process.env, process.argv.includes('--ninety-days') ? 'ninety_days' : 'weeks');
console.log(count === 0 ? 'All demo customers exist.' : `Created ${count} demo customers.`);
