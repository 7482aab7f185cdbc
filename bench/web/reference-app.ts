import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { anyFreePort } from '#sandbox/ports.mjs';
import { untilAnswers, type ServedApp } from './served-app.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

const FILES = {
  'package.json': '{"private":true,"type":"module"}',
  'next.config.mjs': `export default { turbopack: { root: ${JSON.stringify(ROOT)} } };`,
  // Otherwise Next would use Keydesk's own files of these names, in a parent folder.
  'instrumentation.js': 'export function register() {}',
  'app/layout.jsx':
    'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }',
  'app/page.jsx': 'export const dynamic = "force-dynamic"; export default function Page() { return <p>Empty</p>; }',
  'app/table/page.jsx': `export const dynamic = "force-dynamic";
export default function Page() {
  const now = Date.now();
  return <table><tbody>{Array.from({ length: 50 }, (_, row) => (
    <tr key={row}>{Array.from({ length: 8 }, (_, column) => <td key={column}>{now + row} in {column}</td>)}</tr>
  ))}</tbody></table>;
}`,
};

/**
 * Builds and serves an application of two bare dynamic pages with the installed Next: `/` is empty, `/table` has 50
 * rows of 8 cells. Both are what Keydesk's pages are compared with; neither ships.
 */
export async function serveReferenceApp(): Promise<ServedApp> {
  await mkdir(path.join(ROOT, '.sandbox'), { recursive: true });
  const folder = await mkdtemp(path.join(ROOT, '.sandbox', 'reference-app-'));
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  const next = path.join(ROOT, 'node_modules', 'next', 'dist', 'bin', 'next');
  const env: NodeJS.ProcessEnv = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
  await run(process.execPath, [next, 'build'], { cwd: folder, env });
  const port = await anyFreePort();
  const server = spawn(process.execPath, [next, 'start', '--hostname', '127.0.0.1', '--port', `${port}`], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const origin = `http://127.0.0.1:${port}`;
  await untilAnswers(origin);
  return {
    origin,
    pid: server.pid ?? 0,
    stop: async () => {
      server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
