import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { CHECKOUT } from '../sandbox/demo/packages.mjs';
import { countPlaywright, countStatic, countVitest } from './counts.mjs';
import { playwrightFileTimes } from './slowest-files.mjs';

/** @typedef {import('./counts.mjs').Count} Count */
/** @typedef {import('./slowest-files.mjs').FileTime} FileTime */

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string} program one of node_modules/.bin
 * @property {string[]} args
 * @property {number} limitMinutes after which it is ended and counts as failed
 * @property {Record<string, string>} [env]
 * @property {string} [report] the JSON report that it writes
 * @property {(report: any, exitCode: number) => Count} count
 * @property {string} [needs] the step without which it cannot run
 * @property {string[]} [after] the steps that have to end before, because both use the same files
 * @property {boolean} [alone] whether nothing else may run at the same time
 */

const REPORTS = path.join(CHECKOUT, '.sandbox', 'test', 'reports');
const BIN = path.join(CHECKOUT, 'node_modules', '.bin');
const VITEST_REPORT = path.join(REPORTS, 'vitest.json');
const VITEST_FILE_TIMES = path.join(REPORTS, 'vitest-file-times.json');
const BROWSER_REPORT = path.join(REPORTS, 'browser.json');

/** How many steps run at the same time. The types and the tests each keep one core busy for most of their time. */
export const PLACES = 2;

/** @param {string} script one of package.json */
const npmScript = (script) => ({ program: 'npm', args: ['run', '--silent', script], limitMinutes: 5 });

/** @type {Step[]} quick ones first, so that a failure shows early */
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
  {
    name: 'tests: code',
    program: 'vitest',
    args: [
      'run',
      '--reporter=default',
      '--reporter=json',
      '--reporter=./.ci/file-times-reporter.mjs',
      `--outputFile.json=${VITEST_REPORT}`,
    ],
    env: { KEYDESK_FILE_TIMES: VITEST_FILE_TIMES },
    limitMinutes: 12,
    report: VITEST_REPORT,
    count: countVitest,
  },
  {
    name: 'build',
    program: 'node',
    args: [path.join('sandbox', 'demo', 'build-once.ts')],
    limitMinutes: 5,
    count: (_, code) => countStatic(code),
    // Those also read and write .next.
    after: ['lint', 'unused code', 'types'],
  },
  {
    name: 'tests: browser',
    program: 'playwright',
    args: ['test', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: BROWSER_REPORT },
    limitMinutes: 14,
    report: BROWSER_REPORT,
    count: countPlaywright,
    needs: 'build',
    alone: true,
  },
];

/** How long each test file took, as far as there are reports of this run. @returns {FileTime[]} */
export function fileTimes() {
  return [...(readReport(VITEST_FILE_TIMES) ?? []), ...playwrightFileTimes(readReport(BROWSER_REPORT))];
}

/** Removes the reports of an earlier run, so that they don't count for this one. */
export function clearReports() {
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
}

/**
 * Runs one step to its end.
 * @param {Step} step
 * @param {object} handlers
 * @param {(child: import('node:child_process').ChildProcess) => void} handlers.onStart
 * @param {(text: string) => void} handlers.onOutput receives its output as it comes
 * @returns {Promise<Count>}
 */
export async function runStep(step, handlers) {
  const { code, timedOut } = await run(step, handlers);
  const count = step.count(step.report ? readReport(step.report) : null, code);
  return timedOut ? { ...count, note: `ended after ${step.limitMinutes} minutes` } : count;
}

/** Whether to ask the programs for colors, which they leave out otherwise, because they write to a pipe. */
const IN_COLOR = process.stdout.isTTY && process.env.NO_COLOR === undefined;

/**
 * @param {Step} step
 * @param {Parameters<typeof runStep>[1]} handlers
 * @returns {Promise<{ code: number, timedOut: boolean }>}
 */
function run({ program, args, env, limitMinutes }, { onStart, onOutput }) {
  const inPackages = path.join(BIN, program);
  const child = spawn(existsSync(inPackages) ? inPackages : program, args, {
    cwd: CHECKOUT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: `${BIN}${path.delimiter}${process.env.PATH ?? ''}`,
      NEXT_TELEMETRY_DISABLED: '1',
      ...(IN_COLOR && { FORCE_COLOR: '1' }),
      ...env,
    },
    shell: process.platform === 'win32',
    // A process group of its own, so that everything that a hanging step started ends with it.
    detached: process.platform !== 'win32',
  });
  onStart(child);
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', onOutput);
  return new Promise((resolve) => {
    let timedOut = false;
    const limit = setTimeout(() => {
      timedOut = true;
      endGroup(child, 'SIGKILL');
    }, limitMinutes * 60_000);
    child.once('error', (error) => {
      clearTimeout(limit);
      onOutput(`${program} does not start: ${error.message}\n`);
      resolve({ code: 1, timedOut });
    });
    child.once('exit', (code) => {
      clearTimeout(limit);
      const end = () => resolve({ code: timedOut ? 1 : (code ?? 1), timedOut });
      child.once('close', end);
      // A process that the step started and that is still running would keep the pipe open.
      setTimeout(end, 1_000);
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
    // It has already ended.
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
