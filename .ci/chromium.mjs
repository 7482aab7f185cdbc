// Finds a Chromium that starts on this machine. `node .ci/chromium.mjs` prints its path, or how to get one.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const CHECKOUT = path.join(import.meta.dirname, '..');
// Passed on to child processes, so that Playwright's workers don't test the browser again.
const FOUND = 'KEYDESK_CHROMIUM_FOUND';
const START_WITHIN_MS = 30_000;

/** The flags of every browser start: it has to work as root, and to make no requests of its own. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

/**
 * Finds a Chromium that starts: the one in CHROMIUM_PATH, or else an installed one, Playwright's own or the one that a
 * package brings.
 * @returns {Promise<string>}
 * @throws {Error} that lists what was tried and how to get one
 */
export async function findChromium() {
  const found = process.env[FOUND];
  if (found) return found;
  const given = process.env.CHROMIUM_PATH;
  const failures = [];
  for await (const candidate of given ? [given] : candidates()) {
    const problem = await whyNotStarting(candidate);
    if (problem === null) {
      process.env[FOUND] = candidate;
      return candidate;
    }
    failures.push(`  ${candidate}: ${problem}`);
  }
  throw new Error(
    [
      'No Chromium starts on this machine.',
      ...failures,
      'On Debian and Ubuntu: apt-get install chromium (or libnss3, for the one that the packages bring).',
      'Elsewhere: install Chrome or Chromium and set CHROMIUM_PATH to its program.',
    ].join('\n'),
  );
}

async function* candidates() {
  yield* systemBrowsers();
  const { chromium } = await import('playwright/test');
  const playwrightsOwn = chromium.executablePath();
  if (playwrightsOwn && existsSync(playwrightsOwn)) yield playwrightsOwn;
  const packaged = await unpackPackaged();
  if (packaged) yield packaged;
}

function systemBrowsers() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const directories = (process.env.PATH ?? '').split(path.delimiter);
  const onPath = names.flatMap((name) => directories.map((directory) => path.join(directory, name)));
  const onMac = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  return [...onPath, ...onMac].filter((program) => existsSync(program));
}

/** Unpacks the Chromium of @sparticuz/chromium (x64 Linux only), once per version, inside the checkout. */
async function unpackPackaged() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const home = path.join(CHECKOUT, 'node_modules', '@sparticuz', 'chromium');
  if (!existsSync(home)) return null;
  const { version } = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8'));
  const target = path.join(CHECKOUT, '.sandbox', 'chromium', version);
  if (!existsSync(target)) await unpackInto(target);
  // A machine without fonts uses the package's.
  if (!existsSync('/etc/fonts')) process.env.FONTCONFIG_PATH ??= path.join(target, 'fonts');
  return path.join(target, 'chromium');
}

/** @param {string} target */
async function unpackInto(target) {
  const draft = `${target}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  // The package uses whatever it finds in the shared temp directory, so it gets a directory of its own.
  const { TMPDIR } = process.env;
  process.env.TMPDIR = draft;
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    await chromium.executablePath();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
  try {
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error; // another process unpacked it first
  }
}

/**
 * Starts the browser and waits until it accepts DevTools connections. `--version` also works where nothing renders, and
 * the packaged build has no `--dump-dom`.
 * @param {string} program
 * @returns {Promise<string | null>} why it does not start, or null when it does
 */
async function whyNotStarting(program) {
  const profile = mkdtempSync(path.join(tmpdir(), 'keydesk-chromium-'));
  const args = [
    '--headless',
    ...CHROMIUM_FLAGS,
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    'about:blank',
  ];
  const browser = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = new Promise((resolve) => browser.once('close', resolve));
  const problem = await new Promise((resolve) => {
    let output = '';
    const lastLine = () => output.trim().split('\n').at(-1);
    const limit = setTimeout(
      () => resolve(`not ready within ${START_WITHIN_MS / 1000} s: ${lastLine()}`),
      START_WITHIN_MS,
    );
    limit.unref();
    browser.stderr.on('data', (chunk) => {
      output += String(chunk);
      if (output.includes('DevTools listening on ')) resolve(null);
    });
    browser.once('error', (error) => resolve(error.message));
    browser.once('close', (code) => resolve(lastLine() || `exit code ${code}`));
  });
  browser.kill('SIGKILL');
  if (browser.pid !== undefined) await gone;
  rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  return problem;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(await findChromium());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
