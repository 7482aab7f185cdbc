// `npm test`: everything there is to test, one step after the other. The last line is plain: N passed, N failed.
// Begins on Node 20 built-ins: in a fresh clone it installs the packages and goes on under the project's Node.
import { realpathSync } from 'node:fs';
import path from 'node:path';

import { ensurePackages, projectNode, runUnderProjectNode } from '../sandbox/demo/packages.mjs';
import { STEPS, endGroup, runStep } from './steps.mjs';

/** @typedef {import('./counts.mjs').Count} Count */

try {
  await ensurePackages('everything');
  const underProjectNode = realpathSync(process.execPath) === realpathSync(projectNode());
  process.exitCode = underProjectNode
    ? await runAll()
    : await runUnderProjectNode([path.join('.ci', 'test.mjs'), ...process.argv.slice(2)]);
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}

/** @returns {Promise<number>} the exit code */
async function runAll() {
  /** @type {Map<string, Count & { seconds: number }>} */
  const results = new Map();
  for (const step of STEPS) {
    console.log(`\n== ${step.name}`);
    const began = performance.now();
    const blocked = step.needs !== undefined && results.get(step.needs)?.failed !== 0;
    const count = blocked
      ? { passed: 0, failed: 1, note: `not run, because ${step.needs} failed` }
      : await runStep(step, endWithUs);
    const seconds = (performance.now() - began) / 1000;
    results.set(step.name, { ...count, seconds });
    console.log(describe(step.name, { ...count, seconds }));
  }
  console.log('\n== all steps');
  for (const [name, result] of results) console.log(describe(name, result));
  const passed = sum([...results.values()].map((result) => result.passed));
  const failed = sum([...results.values()].map((result) => result.failed));
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/**
 * Ctrl-C reaches us alone, since each step is a group of its own: it ends the step and then us.
 * @param {import('node:child_process').ChildProcess} child
 */
function endWithUs(child) {
  const end = () => {
    endGroup(child, 'SIGTERM');
    process.exit(130);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  child.once('exit', () => {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
  });
}

/**
 * @param {string} name
 * @param {Count & { seconds: number }} result
 */
function describe(name, { passed, failed, note, seconds }) {
  const time = `${seconds.toFixed(1).padStart(6)} s`;
  return `  ${name.padEnd(22)}${time}  ${passed} passed, ${failed} failed${note && ` (${note})`}`;
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
