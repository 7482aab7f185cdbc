// `npm test`: runs every check and test, the quick ones first. The last line is always: N passed, N failed.
// Starts with built-ins of Node 20: in a fresh clone it installs the packages and continues with the project's Node.
import { realpathSync } from 'node:fs';
import path from 'node:path';

import { ensurePackages, projectNode, runUnderProjectNode } from '../sandbox/demo/packages.mjs';
import { createTurns, runInPlaces } from './schedule.mjs';
import { slowestFiles } from './slowest-files.mjs';
import { PLACES, STEPS, clearReports, endGroup, fileTimes, runStep } from './steps.mjs';

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
  const began = performance.now();
  clearReports();
  const turns = createTurns((text) => void process.stdout.write(text));
  /** @type {Map<string, number>} */
  const secondsOf = new Map();
  const results = await runInPlaces(STEPS, PLACES, async (step) => {
    const turn = turns.begin();
    turn.write(`\n== ${step.name}\n`);
    const stepBegan = performance.now();
    const count = await runStep(step, { onStart: endOnSignal, onOutput: (text) => turn.write(text) });
    secondsOf.set(step.name, (performance.now() - stepBegan) / 1000);
    turn.write(`${describe(step.name, count, secondsOf.get(step.name))}\n`);
    turn.end();
    return count;
  });

  console.log('\n== the ten slowest test files');
  for (const line of slowestFiles(fileTimes(), 10)) console.log(line);
  console.log('\n== all steps, two at a time');
  for (const [name, count] of results) console.log(describe(name, count, secondsOf.get(name)));
  console.log(`  ${'total'.padEnd(22)}${timed((performance.now() - began) / 1000)}`);
  const passed = sum([...results.values()].map((result) => result.passed));
  const failed = sum([...results.values()].map((result) => result.failed));
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/**
 * Ctrl-C reaches only this process, because each step is a process group of its own: it ends the step and then this.
 * @param {import('node:child_process').ChildProcess} child
 */
function endOnSignal(child) {
  const end = () => {
    endGroup(child, 'SIGTERM');
    // After the listeners of the other steps have ended theirs.
    setImmediate(() => process.exit(130));
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
 * @param {Count} count
 * @param {number | undefined} seconds undefined when it was not run
 */
function describe(name, { passed, failed, note }, seconds = 0) {
  return `  ${name.padEnd(22)}${timed(seconds)}  ${passed} passed, ${failed} failed${note && ` (${note})`}`;
}

/** @param {number} seconds */
function timed(seconds) {
  return `${seconds.toFixed(1).padStart(6)} s`;
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
