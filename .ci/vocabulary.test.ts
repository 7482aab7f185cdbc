import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AUDIT_ACTIONS } from '#lib/core/staff/staff-actions.ts';
import { CAPABILITIES } from '#lib/core/staff/staff-actions.ts';

const ROOT = path.join(import.meta.dirname, '..');

/** The product's source code, without tests, in the files that match. */
const sourceOf = (pattern: string): string =>
  globSync(pattern, { cwd: ROOT })
    .filter((file) => !/\.test(-support)?\.tsx?$/.test(file))
    .map((file) => readFileSync(path.join(ROOT, file), 'utf8'))
    .join('\n');

describe('every value of a closed list is used in code', () => {
  const guarded = sourceOf('{app,lib/queries}/**/*.{ts,tsx}');
  it.each(Object.keys(CAPABILITIES))('the capability %s is required by a page, a route or an action', (capability) => {
    expect(guarded.includes(`'${capability}'`)).toBe(true);
  });

  const written = sourceOf('lib/use-cases/**/*.ts');
  it.each(AUDIT_ACTIONS)('the audit action %s is written by a use case', (action) => {
    expect(written.includes(`action: '${action}'`)).toBe(true);
  });
});
