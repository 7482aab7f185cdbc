import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..');

/** Route handlers that work without a session or token: health and the interface's document reveal nothing; and sign-in itself. */
const OPEN_ROUTES = [
  'app/api/health/route.ts',
  'app/api/auth/[...nextauth]/route.ts',
  'app/api/v1/openapi.json/route.ts',
];
const ofServices = (file: string): boolean => file.startsWith('app/api/v1/');

const sources = (pattern: string): string[] =>
  globSync(pattern, { cwd: ROOT })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => !/\.test(-support)?\.tsx?$/.test(file));

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const code = (source: string): string => source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

/** Every exported value that is not created by one of the guards, as written in the source. */
function unguardedExports(source: string, guard: RegExp): string[] {
  const exported = code(source).match(/^\s*export\b[^\n]*(?:\n\s+[^\n]*)?/gm) ?? [];
  return exported.map((line) => line.trim()).filter((line) => !/^export type\b/.test(line) && !guard.test(line));
}

const ACTION = /^export const \w+ = staffAction\(/;
const ROUTE = /^export const (?:GET = staffRoute|POST = staffUpload)\(/;
const SERVICE_ROUTE = /^export const (?:GET|PUT) = serviceRoute\(/;

const saysUseServer = (source: string): boolean => /['"]use server['"]/.test(code(source));
const beginsWithUseServer = (source: string): boolean => /^\s*['"]use server['"]/.test(code(source));

describe('the search for unguarded exports', () => {
  it.each([
    'export async function save() {}',
    'export default async () => {}',
    'export const save = async () => {};',
    'export const save = notStaffAction(x);',
    'const save = async () => {};\nexport { save };',
    "export * from './other.ts';",
  ])('finds an action that staffAction did not create: %j', (source) => {
    expect(unguardedExports(`'use server';\n${source}`, ACTION)).toHaveLength(1);
  });

  it.each([
    'export async function GET() {}',
    "export const POST = staffRoute('keys:read');",
    "export const dynamic = 'force-static';",
    'export { answer as GET };',
  ])('finds a route handler that staffRoute did not create: %j', (source) => {
    expect(unguardedExports(source, ROUTE)).toHaveLength(1);
  });

  it('accepts types and what the guards created', () => {
    expect(
      unguardedExports("export const saveAction = staffAction('keys:check', Form, run);\nexport type A = 1;", ACTION),
    ).toEqual([]);
    expect(unguardedExports("export const GET = staffRoute(\n  'keys:read',", ROUTE)).toEqual([]);
  });

  it('finds an action inside a component', () => {
    const inline = "async function save() {\n  'use server';\n}";
    expect(saysUseServer(inline) && !beginsWithUseServer(inline)).toBe(true);
  });
});

describe('guards', () => {
  const withActions = sources('{app,lib,components}/**/*.{ts,tsx}').filter((file) => saysUseServer(read(file)));
  const routes = sources('app/**/route.{ts,tsx}');
  const staffPages = sources('app/(staff)/**/page.tsx');

  it('are checked on at least one action, one route and one page', () => {
    expect(withActions.length).toBeGreaterThan(0);
    expect(routes.length).toBeGreaterThan(OPEN_ROUTES.length);
    expect(staffPages.length).toBeGreaterThan(0);
  });

  it.each(withActions)('every server action of %s is created by staffAction', (file) => {
    expect(beginsWithUseServer(read(file)), 'actions belong in files of their own, which start with "use server"').toBe(
      true,
    );
    expect(unguardedExports(read(file), ACTION)).toEqual([]);
    expect(read(file)).toContain("from '#lib/http/staff-action.ts'");
  });

  const guarded = routes.filter((file) => !OPEN_ROUTES.includes(file));

  it.each(guarded.filter((file) => !ofServices(file)))(
    'every handler of %s is created by staffRoute or staffUpload',
    (file) => {
      expect(unguardedExports(read(file), ROUTE)).toEqual([]);
      expect(read(file)).toMatch(/from '#lib\/http\/staff-(?:route|upload)\.ts'/);
    },
  );

  it.each(guarded.filter(ofServices))('every handler of %s is created by serviceRoute', (file) => {
    expect(unguardedExports(read(file), SERVICE_ROUTE)).toEqual([]);
    expect(read(file)).toContain("from '#lib/http/service-route.ts'");
  });

  it.each(OPEN_ROUTES)('the exception %s still exists', (file) => {
    expect(routes).toContain(file);
  });

  it.each(staffPages)('%s checks the session itself, because a layout is not rendered again on navigation', (file) => {
    expect(read(file)).toMatch(/await requireStaff\(/);
  });
});
