// `npm run demo`: installs the packages if needed, then goes on under the project's Node (see run.ts).
// Plain JavaScript on Node 20 built-ins, so that a fresh clone needs nothing else.
import { existsSync } from 'node:fs';
import path from 'node:path';

import { whyPortUnusable } from '../ports.mjs';
import { CHECKOUT, ensurePackages, packagesAreCurrent, runUnderProjectNode } from './packages.mjs';

process.env.KEYDESK_DEMO_STARTED_AT = String(Date.now());
try {
  // A newcomer should hear of a taken port now, not after a minute of installing.
  const firstStart = !existsSync(path.join(CHECKOUT, '.sandbox', 'demo'));
  const port = Number(process.env.PORT || 3000);
  const words =
    firstStart && !packagesAreCurrent('demo') && port > 0 && port < 65_536 ? await whyPortUnusable(port) : null;
  if (words) throw new Error(`${words} Stop it, or choose another port: PORT=${port + 1} npm run demo`);

  await ensurePackages('demo');
  process.exitCode = await runUnderProjectNode([path.join('sandbox', 'demo', 'run.ts'), ...process.argv.slice(2)]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
