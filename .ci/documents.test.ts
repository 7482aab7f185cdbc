import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CAPABILITIES, STAFF_ROLES, type Capability } from '#lib/core/staff/staff-actions.ts';
import { can } from '#lib/core/staff/capability.ts';
import { stackEnvironment } from '#sandbox/demo/environment.ts';

const ROOT = path.join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** Paths that a document cites: after a backtick or a space, starting with a folder of the project. */
const citedPaths = (text: string): string[] =>
  [...text.matchAll(/(?:`|\s)((?:app|components|lib|drizzle|sandbox|packages|e2e|bench|\.ci)\/[\w()[\]./-]+)/g)]
    .map(([, cited]) => (cited ?? '').replace(/[.,)]+$/, ''))
    .filter((cited) => !cited.includes('*'));

describe.each(['README.md', 'ARCHITECTURE.md', 'sandbox/aws/README.md'])('%s', (document) => {
  it('cites only paths that exist', () => {
    const missing = citedPaths(read(document)).filter((cited) => !existsSync(path.join(ROOT, cited)));
    expect(missing).toEqual([]);
  });

  it('names only scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read(document).matchAll(/npm (?:run )?([a-z][\w:-]*)/g)].map(([, script]) => script ?? '');
    const builtIn = ['ci', 'install', 'start', 'test'];
    expect(named.filter((script) => !(script in scripts) && !builtIn.includes(script))).toEqual([]);
  });
});

describe('README.md', () => {
  const readme = read('README.md');

  it('lists every capability with the roles that have it in code, and no other capability', () => {
    const rows = (Object.keys(CAPABILITIES) as Capability[]).map((capability) => {
      const marks = STAFF_ROLES.map((role) => (can(role, capability) ? 'yes' : '–'));
      return `| ${CAPABILITIES[capability].does} | ${marks.join(' | ')} |`;
    });
    const shown = readme
      .replaceAll(/ +/g, ' ')
      .split('\n')
      .filter((line) => /^\|.*\| (?:yes|–) \|$/.test(line));
    expect(shown).toEqual(rows);
  });

  it('documents every variable that web and worker read', () => {
    const env = read('lib/config/env.ts');
    const variables = new Set([...env.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name ?? ''));
    const undocumented = [...variables].filter((name) => !readme.includes(`\`${name}\``));
    expect(variables.size).toBeGreaterThan(10);
    expect(undocumented).toEqual([]);
  });
});

it('the README documents every variable that the sandbox sets', () => {
  const env = stackEnvironment({
    origin: 'http://localhost:3000',
    databaseUrl: 'postgres://x/y',
    awsEndpoint: 'http://127.0.0.1:1',
    clockFile: 'clock.json',
    oidcIssuer: 'http://127.0.0.1:2',
    regions: [],
    secrets: { nextAuth: 'x', oidcClient: 'y' },
  });
  const settings = Object.keys(env).filter((name) =>
    /^(KEYDESK|OIDC|NEXTAUTH|HOSTING|CHECK|SANDBOX|DATABASE)_/.test(name),
  );
  expect(settings.filter((name) => !read('README.md').includes(name))).toEqual([]);
});
