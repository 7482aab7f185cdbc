// Plain JavaScript that needs only Node 20: it runs before any package is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const CHECKOUT = path.join(import.meta.dirname, '..', '..');

/** @typedef {'demo' | 'everything'} Wanted the demo gets by without the tests' tools */

/** @type {Record<Wanted, string[]>} the folders whose package.json lists what is wanted */
const FOLDERS = {
  demo: ['.', 'packages/sandbox'],
  everything: ['.', 'packages/sandbox', 'packages/tests'],
};
/** @type {Record<Wanted, string[]>} */
const NPM_OPTIONS = {
  demo: ['--workspace=packages/sandbox', '--include-workspace-root'],
  everything: [],
};

/** @param {string} checkout */
const filesOf = (checkout) => ({
  lock: path.join(checkout, 'package-lock.json'),
  // npm writes this file last, so an install that was cut short has none.
  installedLock: path.join(checkout, 'node_modules', '.package-lock.json'),
  // A checkout touches package-lock.json without changing it: what was installed is remembered by content.
  record: path.join(checkout, 'node_modules', '.keydesk-lock-hash'),
});

/**
 * Whether node_modules holds what package-lock.json asks for.
 * @param {Wanted} wanted
 * @param {string} [checkout]
 */
export function packagesAreCurrent(wanted, checkout = CHECKOUT) {
  const { lock, installedLock } = filesOf(checkout);
  if (!existsSync(installedLock) || !holdsAll(wanted, checkout)) return false;
  return isRecorded(checkout) || statSync(installedLock).mtimeMs >= statSync(lock).mtimeMs;
}

/**
 * Whether everything that the wanted manifests list was installed, whatever its version.
 * @param {Wanted} wanted
 * @param {string} checkout
 */
function holdsAll(wanted, checkout) {
  const { packages: installed } = readJson(filesOf(checkout).installedLock);
  return FOLDERS[wanted].every((folder) => {
    const { dependencies, devDependencies } = readJson(path.join(checkout, folder, 'package.json'));
    return Object.keys({ ...dependencies, ...devDependencies }).every((name) => `node_modules/${name}` in installed);
  });
}

/**
 * Whether node_modules is as we left it and was made from this very package-lock.json, completely or in part.
 * @param {string} checkout
 */
function isRecorded(checkout) {
  const { record, installedLock } = filesOf(checkout);
  if (!existsSync(record) || !existsSync(installedLock)) return false;
  return readFileSync(record, 'utf8') === recordOf(checkout);
}

/** @param {string} checkout */
function recordOf(checkout) {
  const { lock, installedLock } = filesOf(checkout);
  return createHash('sha256').update(readFileSync(lock)).update(readFileSync(installedLock)).digest('hex');
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * Installs the packages that package-lock.json asks for, unless they are there.
 * @param {Wanted} wanted
 * @returns {Promise<void>}
 * @throws {Error} if npm fails; npm has printed why
 */
export async function ensurePackages(wanted) {
  if (!packagesAreCurrent(wanted)) {
    // What the demo installed is right and only lacks packages: a demo that runs must not lose its own meanwhile.
    const command = isRecorded(CHECKOUT) ? ['install', '--no-save'] : ['ci'];
    console.log(`Installing packages (npm ${command[0]}, about a minute) …`);
    const options = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', ...NPM_OPTIONS[wanted]];
    const code = await runNpm([...command, ...options]);
    if (code !== 0) throw new Error(`Installing the packages failed: npm ${command[0]} ended with exit code ${code}.`);
  }
  recordInstall(CHECKOUT);
}

/**
 * Remembers that node_modules was made from the package-lock.json of now.
 * @param {string} checkout
 */
export function recordInstall(checkout) {
  writeFileSync(filesOf(checkout).record, recordOf(checkout));
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
 * The Node that packages/platform installs, or the one that runs this if it can run TypeScript.
 * @returns {string} its path
 * @throws {Error} with words when there is neither
 */
export function projectNode() {
  const brought = path.join(CHECKOUT, 'node_modules', '.bin', 'node');
  if (existsSync(brought) && spawnSync(brought, ['--version']).status === 0) return brought;
  if (runsTypeScript(process.versions.node)) return process.execPath;
  throw new Error(
    `Node ${process.versions.node} can't run TypeScript, and there is no package with a Node for ` +
      `${process.platform}-${process.arch}. Install Node 24 (or 22.18 or a later 22) and start again.`,
  );
}

/**
 * Whether a Node runs TypeScript without a flag: what `engines` in package.json says.
 * @param {string} version
 */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major >= 24 || (major === 22 && minor >= 18);
}

/**
 * Runs a program of the project under its Node, in the foreground, and hands every stop signal on.
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
