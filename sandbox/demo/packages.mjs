// Plain JavaScript on Node 20 built-ins: it runs before any package is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const CHECKOUT = path.join(import.meta.dirname, '..', '..');

const LOCK = path.join(CHECKOUT, 'package-lock.json');
// npm writes this file last, so an install that was cut short has none.
const INSTALLED_LOCK = path.join(CHECKOUT, 'node_modules', '.package-lock.json');
// A checkout touches package-lock.json without changing it: what was installed is remembered by content.
const INSTALLED_HASH = path.join(CHECKOUT, 'node_modules', '.keydesk-lock-hash');

/** Whether node_modules holds what package-lock.json asks for. */
export function packagesAreCurrent() {
  if (!existsSync(INSTALLED_LOCK)) return false;
  if (existsSync(INSTALLED_HASH) && readFileSync(INSTALLED_HASH, 'utf8') === hashOfLock()) return true;
  return statSync(INSTALLED_LOCK).mtimeMs >= statSync(LOCK).mtimeMs;
}

function hashOfLock() {
  return createHash('sha256').update(readFileSync(LOCK)).digest('hex');
}

/**
 * Installs the packages that package-lock.json asks for, unless they are there.
 * @returns {Promise<void>}
 * @throws {Error} when npm fails; its own words went to the terminal
 */
export async function ensurePackages() {
  if (!packagesAreCurrent()) {
    console.log('Installing packages (npm ci, about a minute) …');
    const code = await runNpm(['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']);
    if (code !== 0) throw new Error(`Installing the packages failed: npm ci ended with exit code ${code}.`);
  }
  writeFileSync(INSTALLED_HASH, hashOfLock());
}

/** @param {string[]} args */
function runNpm(args) {
  const npmItself = process.env.npm_execpath;
  const [command, first] = npmItself?.endsWith('.js') ? [process.execPath, [npmItself]] : ['npm', []];
  const child = spawn(command, [...first, ...args], {
    cwd: CHECKOUT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: command === 'npm' && process.platform === 'win32',
  });
  return endOf(child);
}

/**
 * The Node that the project brings, or the one that runs this if it is new enough to run TypeScript.
 * @returns {string} its path
 * @throws {Error} with words when neither serves
 */
export function projectNode() {
  const brought = path.join(CHECKOUT, 'node_modules', '.bin', 'node');
  if (existsSync(brought) && spawnSync(brought, ['--version']).status === 0) return brought;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  throw new Error(
    `Node ${process.versions.node} is too old, and the project brings none for ${process.platform}-${process.arch}. ` +
      'Install Node 22.18 or newer and start again.',
  );
}

/**
 * Runs a program of the project under its Node, in the foreground, and hands every stop signal on.
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
export function runUnderProjectNode(args) {
  const node = projectNode();
  // The channel tells the program when we are gone: after a kill -9 of the starter it stops by itself.
  const child = spawn(node, args, { cwd: CHECKOUT, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  if (process.env.npm_lifecycle_event) stopWhenOrphaned(child);
  return endOf(child);
}

/**
 * npm hands SIGTERM to its shell alone and ends; the shell ends too, and we would run on with nobody to stop us.
 * @param {import('node:child_process').ChildProcess} child
 */
function stopWhenOrphaned(child) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 500);
  watch.unref();
}

/** @param {import('node:child_process').ChildProcess} child */
function endOf(child) {
  const handOn = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, handOn);
  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      for (const signal of signals) process.off(signal, handOn);
      resolve(code ?? 1);
    });
  });
  return ended;
}
