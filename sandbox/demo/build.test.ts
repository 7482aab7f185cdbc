import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ensureBuild } from './build.ts';

let checkout = '';
let builds: ('quick' | 'whole')[] = [];

const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(checkout, file)), { recursive: true });
  writeFileSync(path.join(checkout, file), text);
};

/** What `next build` leaves behind. */
const build = (): void => write(path.join('.next', 'BUILD_ID'), `build ${Math.random()}`);

const ensure = (wanted: 'quick' | 'whole' = 'whole') =>
  ensureBuild(
    {
      run: async ({ env }) => {
        builds.push(env['KEYDESK_QUICK_BUILD'] === '1' ? 'quick' : 'whole');
        build();
      },
    },
    wanted,
    checkout,
  );

beforeEach(() => {
  checkout = mkdtempSync(path.join(tmpdir(), 'keydesk-build-test-'));
  builds = [];
  write(path.join('app', 'page.tsx'), 'export default () => null;');
});

afterEach(() => rmSync(checkout, { recursive: true, force: true }));

it('builds once, and again when a file of the app is changed, added or removed', async () => {
  expect(await ensure()).toBe('built');
  expect(await ensure()).toBe('unchanged');
  write(path.join('app', 'page.tsx'), 'export default () => 1;');
  expect(await ensure()).toBe('built');
  write(path.join('lib', 'new.ts'), '');
  expect(await ensure()).toBe('built');
  rmSync(path.join(checkout, 'lib', 'new.ts'));
  expect(await ensure()).toBe('built');
  expect(await ensure()).toBe('unchanged');
});

it('does not build for what is in no page: tests, documents, the sandbox and the output itself', async () => {
  await ensure();
  for (const file of [
    'app/page.test.tsx',
    'README.md',
    'sandbox/demo/run.ts',
    'e2e/home.ts',
    '.next/trace',
    '.env.local',
  ])
    write(file, 'changed');
  expect(await ensure()).toBe('unchanged');
  // Only at the top: a folder of that name elsewhere belongs to the app.
  write(path.join('app', 'docs', 'page.tsx'), '');
  expect(await ensure()).toBe('built');
});

it('builds again after somebody built by hand, and after a build that failed', async () => {
  await ensure();
  build();
  expect(await ensure()).toBe('built');
  write(path.join('app', 'page.tsx'), 'broken');
  const failing = { run: () => Promise.reject(new Error('The build ended with 1.')) };
  await expect(ensureBuild(failing, 'whole', checkout)).rejects.toThrow('ended with 1');
  expect(await ensure()).toBe('built');
});

it('takes a quick build only where one is enough, and only for the first one', async () => {
  expect(await ensure('quick')).toBe('built');
  expect(await ensure('quick')).toBe('unchanged');
  expect(await ensure('whole')).toBe('built');
  expect(await ensure('quick')).toBe('unchanged');
  write(path.join('app', 'page.tsx'), 'export default () => 2;');
  expect(await ensure('quick')).toBe('built');
  expect(builds).toEqual(['quick', 'whole', 'whole']);
});
