import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** What a file loads when it runs: its imports without those that only name types. */
function loadedBy(file: string): string[] {
  const imports = read(file).matchAll(/^(?:import|export)(?! type) (?:(?!^import|^export)[^;])*?from '([^']+)';/gms);
  return [...imports].flatMap(([statement, specifier = '']) => {
    const names = /\{([^}]*)\}/.exec(statement)?.[1];
    if (names !== undefined && names.split(',').every((name) => /^\s*(type .*)?$/.test(name))) return [];
    const target = specifier.startsWith('#')
      ? specifier.slice(1)
      : specifier.startsWith('.')
        ? path.join(path.dirname(file), specifier)
        : '';
    return target !== '' && existsSync(path.join(ROOT, target)) ? [target] : [];
  });
}

/** The way from a file to another by what it loads, or null. */
function wayTo(target: string, from: string): string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  const queue = [from];
  for (const file of queue) {
    if (file === target) {
      const way: string[] = [];
      for (let at: string | null = file; at !== null; at = cameFrom.get(at) ?? null) way.unshift(at);
      return way;
    }
    // A server action runs on the server: the browser gets only its address.
    if (/^'use server'/m.test(read(file))) continue;
    for (const next of loadedBy(file))
      if (!cameFrom.has(next)) {
        cameFrom.set(next, file);
        queue.push(next);
      }
  }
  return null;
}

const CLIENT_FILES = globSync('{app,components}/**/*.{ts,tsx}', { cwd: ROOT }).filter(
  (file) => !/\.test\.tsx?$/.test(file) && /^'use client'/m.test(read(file)),
);

describe('what the browser loads', () => {
  it('is known for every client component', () => {
    expect(CLIENT_FILES.length).toBeGreaterThan(10);
    expect(wayTo('lib/core/finding/status.ts', 'components/key/key-table.tsx')).not.toBeNull();
  });

  it.each(CLIENT_FILES)('%s does not load the texts of every finding', (file) => {
    expect(wayTo('lib/core/finding/all-findings.ts', file)).toBeNull();
  });
});
