import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..');
const NOTES = ['drizzle/schema/notes.ts', 'lib/db/ticket/notes.ts'];

const filesOf = (...patterns: string[]): string[] =>
  globSync(patterns, { cwd: ROOT })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => !/\.test(-support)?\.tsx?$/.test(file));

/** Everything that makes, checks or stores a text for a customer. */
const TEXT_MAKERS = filesOf(
  'lib/core/{answers,customer-text,departure,replacement,setup,text}/**/*.ts',
  'lib/db/customer-text/**/*.ts',
  'lib/db/{departure,replacement,setup}/*text*.ts',
  'lib/use-cases/customer-text/**/*.ts',
  'lib/use-cases/{departure,replacement,setup}/*text*.ts',
);

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** The files of the project that a file imports. */
const importedBy = (file: string): string[] =>
  [...read(file).matchAll(/from '(#|\.\.?\/)([^']+\.tsx?)'/g)].map(([, start = '', rest = '']) =>
    start === '#' ? rest : path.posix.join(path.posix.dirname(file), start, rest),
  );

/** These files, and everything that they import, however far. */
function reachedFrom(files: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const waiting = [...files];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    waiting.push(...importedBy(file));
  }
  return reached;
}

describe('notes of staff', () => {
  it('H6 are read by nothing that a text for a customer is made of', () => {
    expect(TEXT_MAKERS.length).toBeGreaterThan(50);
    const reached = reachedFrom(TEXT_MAKERS);
    // The search finds what texts do read.
    expect([...reached]).toEqual(
      expect.arrayContaining(['drizzle/schema/customers.ts', 'lib/db/customer-text/key-text.ts']),
    );
    expect(NOTES.filter((file) => reached.has(file))).toEqual([]);
  });

  it('are where this test looks for them, and read by pages alone', () => {
    const readers = filesOf('{app,components,lib}/**/*.{ts,tsx}').filter((file) =>
      importedBy(file).some((imported) => NOTES.includes(imported)),
    );
    expect(readers.toSorted()).toEqual([
      'lib/db/ticket/notes.ts',
      'lib/queries/key/key-page.ts',
      'lib/queries/ticket/customer-tickets.ts',
      'lib/queries/ticket/ticket-view.ts',
      'lib/use-cases/ticket/add-note.ts',
    ]);
  });
});
