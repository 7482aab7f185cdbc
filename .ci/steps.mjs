import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { CHECKOUT } from '../sandbox/demo/packages.mjs';
import { countPlaywright, countStatic, countVitest } from './counts.mjs';

/** @typedef {import('./counts.mjs').Count} Count */

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string} program one of node_modules/.bin
 * @property {string[]} args
 * @property {number} limitMinutes after which it is ended and has failed
 * @property {Record<string, string>} [env]
 * @property {string} [report] the JSON report that it writes
 * @property {(report: any, exitCode: number) => Count} count
 * @property {string} [needs] the step without which it cannot run
 */

const REPORTS = path.join(CHECKOUT, '.sandbox', 'test', 'reports');
const BIN = path.join(CHECKOUT, 'node_modules', '.bin');

/** @param {string} script one of package.json */
const npmScript = (script) => ({ program: 'npm', args: ['run', '--silent', script], limitMinutes: 5 });

/**
 * @param {string} project
 * @returns {Step}
 */
function vitest(project) {
  const report = path.join(REPORTS, `${project}.json`);
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return { name: `tests: ${project}`, program: 'vitest', args, limitMinutes: 8, report, count: countVitest };
}

const BROWSER_REPORT = path.join(REPORTS, 'browser.json');

/** @type {Step[]} in the order in which a person wants to hear of a fault: the quick ones first */
export const STEPS = [
  {
    name: 'format',
    program: 'prettier',
    args: ['--check', '.'],
    limitMinutes: 5,
    count: (_, code) => countStatic(code),
  },
  { name: 'lint', ...npmScript('lint'), count: (_, code) => countStatic(code) },
  { name: 'unused code', ...npmScript('knip'), count: (_, code) => countStatic(code) },
  { name: 'types', ...npmScript('types'), count: (_, code) => countStatic(code) },
  ...['core', 'sandbox', 'database', 'architecture'].map(vitest),
  { name: 'build', ...npmScript('build'), count: (_, code) => countStatic(code) },
  {
    name: 'tests: browser',
    program: 'playwright',
    args: ['test', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: BROWSER_REPORT },
    limitMinutes: 14,
    report: BROWSER_REPORT,
    count: countPlaywright,
    needs: 'build',
  },
];

/**
 * Runs one step to its end, its output shown as it comes.
 * @param {Step} step
 * @param {(child: import('node:child_process').ChildProcess) => void} onStart
 * @returns {Promise<Count>}
 */
export async function runStep(step, onStart) {
  mkdirSync(REPORTS, { recursive: true });
  // The report of an earlier run must not speak for this one.
  if (step.report) rmSync(step.report, { force: true });
  const { code, timedOut } = await run(step, onStart);
  const count = step.count(step.report ? readReport(step.report) : null, code);
  return timedOut ? { ...count, note: `ended after ${step.limitMinutes} minutes` } : count;
}

/**
 * @param {Step} step
 * @param {(child: import('node:child_process').ChildProcess) => void} onStart
 * @returns {Promise<{ code: number, timedOut: boolean }>}
 */
function run({ program, args, env, limitMinutes }, onStart) {
  const inPackages = path.join(BIN, program);
  const child = spawn(existsSync(inPackages) ? inPackages : program, args, {
    cwd: CHECKOUT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      PATH: `${BIN}${path.delimiter}${process.env.PATH ?? ''}`,
      NEXT_TELEMETRY_DISABLED: '1',
      ...env,
    },
    shell: process.platform === 'win32',
    // A group of its own, so that what a hanging step started ends with it.
    detached: process.platform !== 'win32',
  });
  onStart(child);
  return new Promise((resolve) => {
    let timedOut = false;
    const limit = setTimeout(() => {
      timedOut = true;
      endGroup(child, 'SIGKILL');
    }, limitMinutes * 60_000);
    child.once('error', (error) => {
      clearTimeout(limit);
      console.log(`${program} does not start: ${error.message}`);
      resolve({ code: 1, timedOut });
    });
    child.once('exit', (code) => {
      clearTimeout(limit);
      resolve({ code: timedOut ? 1 : (code ?? 1), timedOut });
    });
  });
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
export function endGroup(child, signal) {
  try {
    if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // It is gone already.
  }
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
