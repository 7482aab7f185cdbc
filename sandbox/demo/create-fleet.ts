import { createFleet } from './fleet.ts';

const count = await createFleet(process.env);
console.log(count === 0 ? 'The demo customers are there.' : `${count} demo customers made.`);
