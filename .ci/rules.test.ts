import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..');
const DOCUMENT = 'docs/rules.md';
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** The folders of the project that people edit. */
const FOLDERS = '{.ci,app,bench,components,docs,drizzle,e2e,lib,sandbox}/**/*';
const FILES = globSync([FOLDERS, '*'], { cwd: ROOT, exclude: (name) => name === 'node_modules' })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => /\.(?:tsx?|mjs|css|sql|md|txt)$/.test(file));
const isTest = (file: string): boolean => /\.(?:test|e2e)\.tsx?$/.test(file);

/** The rules that a text cites. */
const citedIn = (text: string): string[] => [...new Set(text.match(/\bH[1-9]\d?\b/g))];
/** The rules that a test file names in its titles: "H9 …", "H10 H11 …". */
const titledIn = (source: string): string[] =>
  [...source.matchAll(/['"`]((?:H\d+ )+)\S/g)].flatMap(([, codes = '']) => codes.trim().split(' '));

type Rule = { code: string; title: string; paragraphs: Readonly<Record<string, string>> };

/** Parses the document: a rule has a heading "### H1 Title" and paragraphs that start with a bold word. */
const rulesIn = (text: string): Rule[] =>
  text
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...body] = section.split('\n');
      const [own = ''] = body.join('\n').split(/\n## /);
      const paragraphs = own
        .split('\n\n')
        .map((paragraph) => paragraph.trim().replaceAll(/\s+/g, ' '))
        .flatMap((paragraph) => {
          const [, name, words] = /^\*\*(.+?)\.\*\* (.+)$/.exec(paragraph) ?? [];
          return name === undefined || words === undefined ? [] : [[name, words] as const];
        });
      const [code = '', ...title] = heading.split(' ');
      return { code, title: title.join(' '), paragraphs: Object.fromEntries(paragraphs) };
    });
const pathsIn = (words = ''): string[] => [...words.matchAll(/`([^`]+)`/g)].map(([, cited = '']) => cited);

const RULES = rulesIn(read(DOCUMENT));

describe('the parser', () => {
  it('finds the codes of a text, the titles of a test and the paragraphs of a rule', () => {
    expect(citedIn('H1, H12–H14 (H9)')).toEqual(['H1', 'H12', 'H14', 'H9']);
    expect(titledIn("it('H10 H11 a state', …); it.each(x)(`H6 is %s`); // H4 is no title")).toEqual([
      'H10',
      'H11',
      'H6',
    ]);
    expect(
      rulesIn('# A\n\n### H1 One thing\n\n**Rule.** Do\nit.\n\n**Tests.** `a.ts`\n\n## Next\n\n### H2 Other'),
    ).toEqual([
      { code: 'H1', title: 'One thing', paragraphs: { Rule: 'Do it.', Tests: '`a.ts`' } },
      { code: 'H2', title: 'Other', paragraphs: {} },
    ]);
  });
});

describe(DOCUMENT, () => {
  it('defines H1 to H27, each once and in order', () => {
    expect(RULES.map(({ code }) => code)).toEqual(Array.from({ length: 27 }, (_, index) => `H${index + 1}`));
  });

  it('defines every rule that a file of the project cites', () => {
    const defined = new Set(RULES.map(({ code }) => code));
    const undefinedIn = FILES.flatMap((file) =>
      citedIn(read(file)).flatMap((code) => (defined.has(code) ? [] : [`${file}: ${code}`])),
    );
    expect(FILES.filter((file) => citedIn(read(file)).length > 0).length).toBeGreaterThan(100);
    expect(undefinedIn).toEqual([]);
  });

  it.each(RULES)('$code states the rule, the reason, the code and the tests', ({ title, paragraphs }) => {
    expect(title).not.toBe('');
    expect(Object.keys(paragraphs)).toEqual(expect.arrayContaining(['Rule', 'Why', 'Code', 'Tests']));
    for (const name of Object.keys(paragraphs)) expect(['Rule', 'Why', 'Code', 'Tests', 'Not built']).toContain(name);
    expect(pathsIn(paragraphs['Tests']).length).toBeGreaterThan(0);
  });

  it.each(RULES)('$code cites only files that exist', ({ paragraphs }) => {
    const cited = ['Code', 'Tests'].flatMap((name) => pathsIn(paragraphs[name]));
    expect(cited.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
    expect(pathsIn(paragraphs['Code']).filter(isTest)).toEqual([]);
  });

  it.each(RULES)('$code is in a test title of every test file that it cites', ({ code, paragraphs }) => {
    const missing = pathsIn(paragraphs['Tests']).filter(
      (file) => !isTest(file) || !titledIn(read(file)).includes(code),
    );
    expect(missing).toEqual([]);
  });
});
