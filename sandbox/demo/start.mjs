// `npm run demo`: installs the packages if needed, then runs run.ts with the project's Node.
// Plain JavaScript that needs only Node 20, so that it works in a fresh clone.
import { existsSync } from 'node:fs';
import path from 'node:path';

import { describePortProblem } from '../ports.mjs';
import { CHECKOUT, ensurePackages, packagesAreCurrent, runUnderProjectNode } from './packages.mjs';

process.env.KEYDESK_DEMO_STARTED_AT = String(Date.now());
try {
  // Report a taken port now, not after a minute of installing.
  const firstStart = !existsSync(path.join(CHECKOUT, '.sandbox', 'demo'));
  const port = Number(process.env.PORT || 3000);
  const problem =
    firstStart && !packagesAreCurrent('demo') && port > 0 && port < 65_536 ? await describePortProblem(port) : null;
  if (problem) throw new Error(`${problem} Stop it, or choose another port: PORT=${port + 1} npm run demo`);

  await ensurePackages('demo');
  process.exitCode = await runUnderProjectNode([path.join('sandbox', 'demo', 'run.ts'), ...process.argv.slice(2)]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
