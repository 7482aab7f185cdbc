import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..');

/** Route handlers that answer without a session: health tells nothing, sign-in is where sessions come from. */
const ROUTES_WITHOUT_STAFF = ['app/api/health/route.ts', 'app/api/auth/[...nextauth]/route.ts'];

const sources = (pattern: string): string[] =>
  globSync(pattern, { cwd: ROOT })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => !/\.test(-support)?\.tsx?$/.test(file));

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const code = (source: string): string => source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

/** Every export of a value that is not made by one of the guards, as it stands in the source. */
function unguardedExports(source: string, guard: RegExp): string[] {
  const exported = code(source).match(/^\s*export\b[^\n]*(?:\n\s+[^\n]*)?/gm) ?? [];
  return exported.map((line) => line.trim()).filter((line) => !/^export type\b/.test(line) && !guard.test(line));
}

const ACTION = /^export const \w+ = staffAction\(/;
const ROUTE = /^export const GET = staffRoute\(/;

const saysUseServer = (source: string): boolean => /['"]use server['"]/.test(code(source));
const beginsWithUseServer = (source: string): boolean => /^\s*['"]use server['"]/.test(code(source));

describe('the finder of unguarded exports', () => {
  it.each([
    'export async function save() {}',
    'export default async () => {}',
    'export const save = async () => {};',
    'export const save = notStaffAction(x);',
    'const save = async () => {};\nexport { save };',
    "export * from './other.ts';",
  ])('finds an action that staffAction did not make: %j', (source) => {
    expect(unguardedExports(`'use server';\n${source}`, ACTION)).toHaveLength(1);
  });

  it.each([
    'export async function GET() {}',
    "export const POST = staffRoute('keys:read');",
    "export const dynamic = 'force-static';",
    'export { answer as GET };',
  ])('finds a route handler that staffRoute did not make: %j', (source) => {
    expect(unguardedExports(source, ROUTE)).toHaveLength(1);
  });

  it('lets pass what the guards made, and types', () => {
    expect(
      unguardedExports("export const saveAction = staffAction('keys:check', Form, run);\nexport type A = 1;", ACTION),
    ).toEqual([]);
    expect(unguardedExports("export const GET = staffRoute(\n  'keys:read',", ROUTE)).toEqual([]);
  });

  it('sees an action hidden inside a component', () => {
    const inline = "async function save() {\n  'use server';\n}";
    expect(saysUseServer(inline) && !beginsWithUseServer(inline)).toBe(true);
  });
});

describe('guards', () => {
  const withActions = sources('{app,lib,components}/**/*.{ts,tsx}').filter((file) => saysUseServer(read(file)));
  const routes = sources('app/**/route.{ts,tsx}');
  const staffPages = sources('app/(staff)/**/page.tsx');

  it('are looked for where there is something to find', () => {
    expect(withActions.length).toBeGreaterThan(0);
    expect(routes.length).toBeGreaterThan(ROUTES_WITHOUT_STAFF.length);
    expect(staffPages.length).toBeGreaterThan(0);
  });

  it.each(withActions)('every server action of %s is made by staffAction', (file) => {
    expect(beginsWithUseServer(read(file)), 'actions stand in files of their own, headed by "use server"').toBe(true);
    expect(unguardedExports(read(file), ACTION)).toEqual([]);
    expect(read(file)).toContain("from '#lib/http/staff-action.ts'");
  });

  it.each(routes.filter((file) => !ROUTES_WITHOUT_STAFF.includes(file)))(
    'every handler of %s is made by staffRoute',
    (file) => {
      expect(unguardedExports(read(file), ROUTE)).toEqual([]);
      expect(read(file)).toContain("from '#lib/http/staff-route.ts'");
    },
  );

  it.each(ROUTES_WITHOUT_STAFF)('the exception %s still exists', (file) => {
    expect(routes).toContain(file);
  });

  it.each(staffPages)('%s asks who is there itself, because a layout is not rendered again', (file) => {
    expect(read(file)).toMatch(/await requireStaff\(/);
  });
});
