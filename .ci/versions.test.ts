import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const { packages } = JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { version?: string; optionalDependencies?: Record<string, string> }>;
};

// Older versions have known vulnerabilities. `npm audit` isn't available on the build machines, so this is a test.
const MINIMUM_VERSIONS = {
  next: '16.4.5',
  react: '19.3.1',
  'react-dom': '19.3.1',
  'next-auth': '4.24.15',
  'drizzle-orm': '0.45.2',
  '@aws-sdk/client-kms': '3.723.0',
} as const;

const parts = (version: string): number[] => version.split('-')[0]?.split('.').map(Number) ?? [];

const isBelow = (version: string, minimum: string): boolean => {
  const [have, want] = [parts(version), parts(minimum)];
  for (let index = 0; index < 3; index += 1) {
    const difference = (have[index] ?? 0) - (want[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
};

const ROOT = path.join(import.meta.dirname, '..');

describe('every Node that engines allows', () => {
  it('can run each program: none uses import.meta.main, which Node 24.0 and 24.1 lack', () => {
    const files = globSync(
      ['{app,bench,components,drizzle,e2e,lib,sandbox}/**/*.{ts,tsx,mjs}', '*.{ts,mjs}', '.ci/*.mjs'],
      {
        cwd: ROOT,
      },
    );
    expect(files.length).toBeGreaterThan(300);
    const using = files.filter((file) =>
      /^[^/\n]*import\.meta\.main\b/m.test(readFileSync(path.join(ROOT, file), 'utf8')),
    );
    expect(using).toEqual([]);
  });
});

describe('the lock file', () => {
  it.each(Object.entries(MINIMUM_VERSIONS))('contains no %s below %s, at any depth', (name, minimum) => {
    const locked = Object.entries(packages).filter(([place]) => place.endsWith(`node_modules/${name}`));
    expect(locked.length).toBeGreaterThan(0);
    expect(locked.filter(([, { version }]) => version === undefined || isBelow(version, minimum))).toEqual([]);
  });

  it('is complete for every platform: it contains every optional package that another package lists', () => {
    const present = new Set(Object.keys(packages).map((place) => place.slice(place.lastIndexOf('node_modules/') + 13)));
    const missing = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies).filter((name) => !present.has(name)),
    );
    expect(missing).toEqual([]);
  });
});
