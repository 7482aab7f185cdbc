// Measures what a newcomer waits for: `npm run demo` of a fresh clone until its first page is served, with its history of
// ninety days, beside a full `npm ci` and `next build` of the same clone; then the second start of the same demo.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { anyFreePort } from '../sandbox/ports.mjs';

const CHECKOUT = path.join(import.meta.dirname, '..');
const MOST_RATIO = 1;
const MOST_WARM_SECONDS = 5;
const READY_WITHIN_MS = 10 * 60_000;
const STOPS_WITHIN_MS = 15_000;

const secondsSince = (began: number): number => (performance.now() - began) / 1_000;

/** Runs a command to its end. @returns its seconds. @throws Error if it fails */
function timed(cwd: string, command: string, ...args: string[]): number {
  const began = performance.now();
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  return secondsSince(began);
}

const install = (clone: string): number => timed(clone, 'npm', 'ci', '--no-audit', '--no-fund');
const build = (clone: string): number =>
  timed(clone, process.execPath, path.join('node_modules', 'next', 'dist', 'bin', 'next'), 'build');

/** Waits until the demo serves its first page. @throws Error if it ends or takes too long */
async function served(demo: ChildProcess, port: number): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS;
  while (performance.now() < until) {
    if (demo.exitCode !== null) throw new Error(`The demo ended with exit code ${demo.exitCode}.`);
    try {
      const page = await fetch(`http://localhost:${port}/keys`, { signal: AbortSignal.timeout(5_000) });
      await page.text();
      if (page.status === 200) return;
    } catch {
      // It isn't listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The demo served no page in time.');
}

/** Starts the demo, waits for its first page, and stops it. @returns seconds until the page */
async function startDemo(clone: string, port: number): Promise<number> {
  const began = performance.now();
  const env = { ...process.env, PORT: String(port) };
  const demo = spawn('npm', ['run', 'demo'], {
    cwd: clone,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  const ended = new Promise((resolve) => demo.once('exit', resolve));
  try {
    await served(demo, port);
    return secondsSince(began);
  } finally {
    // npm and the demo are in one process group of their own.
    if (demo.pid !== undefined) process.kill(-demo.pid, 'SIGTERM');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, STOPS_WITHIN_MS))]);
    // npm ends before the demo that it started.
    await new Promise((resolve) => setTimeout(resolve, 6_000));
  }
}

const directory = mkdtempSync(path.join(tmpdir(), 'keydesk-demo-bench-'));
try {
  const clone = path.join(directory, 'clone');
  const again = path.join(directory, 'again');
  for (const each of [clone, again]) execFileSync('git', ['clone', '-q', CHECKOUT, each]);
  // Both find every package in npm's cache.
  install(clone);
  rmSync(path.join(clone, 'node_modules'), { recursive: true });

  const installSeconds = install(clone);
  const buildSeconds = build(clone);
  rmSync(clone, { recursive: true });
  const port = await anyFreePort();
  const coldSeconds = await startDemo(again, port);
  const warmSeconds = await startDemo(again, port);

  const bothSeconds = installSeconds + buildSeconds;
  const ratio = coldSeconds / bothSeconds;
  console.log(`npm ci ${installSeconds.toFixed(1)} s, next build ${buildSeconds.toFixed(1)} s`);
  console.log(`npm run demo, cold: ${coldSeconds.toFixed(1)} s, ${ratio.toFixed(2)} × both (at most ${MOST_RATIO})`);
  console.log(`npm run demo, warm: ${warmSeconds.toFixed(1)} s (at most ${MOST_WARM_SECONDS})`);
  process.exitCode = ratio <= MOST_RATIO && warmSeconds <= MOST_WARM_SECONDS ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
