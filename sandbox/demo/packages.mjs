// Plain JavaScript that needs only Node 20: it runs before any package is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const CHECKOUT = path.join(import.meta.dirname, '..', '..');

const LOCK = path.join(CHECKOUT, 'package-lock.json');
// npm writes this file last, so it is missing after an interrupted install.
const INSTALLED_LOCK = path.join(CHECKOUT, 'node_modules', '.package-lock.json');
// `git checkout` can change the file's time but not its content, so remember a hash of what was installed.
const INSTALLED_HASH = path.join(CHECKOUT, 'node_modules', '.keydesk-lock-hash');

/** Whether node_modules matches package-lock.json. */
export function packagesAreCurrent() {
  if (!existsSync(INSTALLED_LOCK)) return false;
  if (existsSync(INSTALLED_HASH) && readFileSync(INSTALLED_HASH, 'utf8') === hashOfLock()) return true;
  return statSync(INSTALLED_LOCK).mtimeMs >= statSync(LOCK).mtimeMs;
}

function hashOfLock() {
  return createHash('sha256').update(readFileSync(LOCK)).digest('hex');
}

/**
 * Installs the packages of package-lock.json unless they are up to date.
 * @returns {Promise<void>}
 * @throws {Error} if npm fails; npm has printed why
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
  const npmScript = process.env.npm_execpath;
  const [command, first] = npmScript?.endsWith('.js') ? [process.execPath, [npmScript]] : ['npm', []];
  const child = spawn(command, [...first, ...args], {
    cwd: CHECKOUT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: command === 'npm' && process.platform === 'win32',
  });
  return endOf(child);
}

/**
 * The project's own Node, or the current one if it can run TypeScript.
 * @returns {string} its path
 * @throws {Error} if neither is usable
 */
export function projectNode() {
  const bundled = path.join(CHECKOUT, 'node_modules', '.bin', 'node');
  if (existsSync(bundled) && spawnSync(bundled, ['--version']).status === 0) return bundled;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  throw new Error(
    `Node ${process.versions.node} is too old, and the project includes none for ${process.platform}-${process.arch}. ` +
      'Install Node 22.18 or newer and start again.',
  );
}

/**
 * Runs a program with the project's Node in the foreground, and forwards stop signals to it.
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
export function runUnderProjectNode(args) {
  const node = projectNode();
  // If this process is killed, the closed IPC channel makes the program stop.
  const child = spawn(node, args, { cwd: CHECKOUT, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  if (process.env.npm_lifecycle_event) stopWhenOrphaned(child);
  return endOf(child);
}

/**
 * npm forwards SIGTERM only to its shell, and both exit, so nothing would stop this process.
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
  const forwardSignal = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forwardSignal);
  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      for (const signal of signals) process.off(signal, forwardSignal);
      resolve(code ?? 1);
    });
  });
  return ended;
}
