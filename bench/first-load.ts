import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

// Compares the first-load JavaScript of every page with an empty page of the same Next version, in one run: the gzipped
// size of every script that the served HTML names, without the ones that modern browsers skip (noModule).
// Needs a running demo (`npm run demo`). Prints kB and the ratio; more than 1.3 x ends with an error.

const ORIGIN = process.env['KEYDESK_ORIGIN'] ?? 'http://localhost:3000';
const LIMIT = 1.3;
const ROOT = path.join(import.meta.dirname, '..');
const run = promisify(execFile);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('No free port was found.');
  return address.port;
}

/** Bytes of the scripts that a page's HTML loads, gzipped as a server would send them. */
async function scriptBytes(address: string, cookie: string | null): Promise<number> {
  const headers: Record<string, string> = cookie === null ? {} : { cookie };
  const response = await fetch(address, { headers, redirect: 'error' });
  if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
  const html = await response.text();
  const sources = new Set<string>();
  for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) {
    const source = /\bsrc="([^"]+)"/.exec(tag)?.[1];
    if (source !== undefined && !/\bnomodule\b/i.test(tag)) sources.add(source);
  }
  let bytes = 0;
  for (const source of sources) {
    const script = await fetch(new URL(source, address));
    bytes += gzipSync(Buffer.from(await script.arrayBuffer()), { level: 9 }).length;
  }
  return bytes;
}

/** Builds and serves an application of one empty page with the installed Next. */
async function serveEmptyPage(): Promise<{ address: string; stop: () => Promise<void> }> {
  await mkdir(path.join(ROOT, '.sandbox'), { recursive: true });
  const folder = await mkdtemp(path.join(ROOT, '.sandbox', 'empty-page-'));
  const app = path.join(folder, 'app');
  await mkdir(app);
  await writeFile(path.join(folder, 'package.json'), '{"private":true,"type":"module"}');
  await writeFile(
    path.join(folder, 'next.config.mjs'),
    `export default { turbopack: { root: ${JSON.stringify(ROOT)} } };`,
  );
  await writeFile(
    path.join(app, 'layout.jsx'),
    'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }',
  );
  await writeFile(
    path.join(app, 'page.jsx'),
    'export const dynamic = "force-dynamic"; export default function Page() { return <p>Empty</p>; }',
  );
  // Otherwise Next would use Keydesk's own file of this name, in a parent folder.
  await writeFile(path.join(folder, 'instrumentation.js'), 'export function register() {}');
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  const next = path.join(ROOT, 'node_modules', 'next', 'dist', 'bin', 'next');
  await run(process.execPath, [next, 'build'], { cwd: folder, env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' } });
  const port = await freePort();
  const server: ChildProcess = spawn(
    process.execPath,
    [next, 'start', '--hostname', '127.0.0.1', '--port', `${port}`],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const address = `http://127.0.0.1:${port}/`;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const up = await fetch(address).then(
      (response) => response.ok,
      () => false,
    );
    if (up) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    address,
    stop: async () => {
      server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Signs in the admin on the identity provider's page. @returns the session cookie and the path of a key's page */
async function signIn(): Promise<{ cookie: string; keyPath: string }> {
  const { chromium } = await import('playwright/test');
  const { CHROMIUM_FLAGS, findChromium } = await import('../.ci/chromium.mjs');
  const { signInAs } = await import('#e2e/sign-in.ts');
  const browser = await chromium.launch({ executablePath: await findChromium(), args: [...CHROMIUM_FLAGS] });
  try {
    const context = await browser.newContext({ baseURL: ORIGIN });
    const page = await context.newPage();
    await signInAs(page, 'Ada Admin');
    const keyPath = await page.getByRole('table', { name: 'Keys' }).getByRole('link').first().getAttribute('href');
    const cookies = await context.cookies(ORIGIN);
    return { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '), keyPath: keyPath ?? '/keys' };
  } finally {
    await browser.close();
  }
}

const { cookie, keyPath } = await signIn();
const empty = await serveEmptyPage();
try {
  const floor = await scriptBytes(empty.address, null);
  console.log(`empty page of the same Next   ${(floor / 1000).toFixed(1)} kB gz   1.00 x`);
  let worst = 0;
  for (const [name, address, session] of [
    ['/sign-in', '/sign-in', null],
    ['/no-entry', '/no-entry', null],
    ['/keys', '/keys', cookie],
    ['/keys/[key]', keyPath, cookie],
    ['/keys/new', '/keys/new', cookie],
    ['/answers', '/answers', cookie],
    ['/audit', '/audit', cookie],
    ['/staff', '/staff', cookie],
  ] as const) {
    const bytes = await scriptBytes(new URL(address, ORIGIN).href, session);
    worst = Math.max(worst, bytes / floor);
    console.log(`${name.padEnd(30)}${(bytes / 1000).toFixed(1)} kB gz   ${(bytes / floor).toFixed(2)} x`);
  }
  if (worst > LIMIT) {
    console.error(`The heaviest page loads ${worst.toFixed(2)} x an empty page; the limit is ${LIMIT} x.`);
    process.exitCode = 1;
  }
} finally {
  await empty.stop();
}
