import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { problemWords } from './problem-words.ts';

const CODES = [
  ...new Set(
    globSync('*.ts', { cwd: import.meta.dirname })
      .filter((file) => !file.includes('.test') && !file.includes('words'))
      .flatMap((file) => [
        ...readFileSync(path.join(import.meta.dirname, file), 'utf8').matchAll(
          /(?:addProblem\([^,]+, [^,]+|add\('[a-z_]+'|typed\('[a-z_]+', [^)]+\)?), '([a-z_]+)'/g,
        ),
      ])
      .map(([, code]) => code ?? ''),
  ),
];

it('finds the codes that it looks for', () => {
  expect(CODES.length).toBeGreaterThan(35);
});

it.each(CODES)('every problem of a row is a sentence that says what to do: %s', (code) => {
  for (const about of [undefined, 'Acme'])
    expect(problemWords({ column: null, code, ...(about !== undefined && { about }) })).toMatch(/^[“A-Z][^]*[.?]$/);
  expect(problemWords({ column: null, code })).not.toContain('doesn’t know');
});

it('names a problem of a newer version as it is', () => {
  expect(problemWords({ column: null, code: 'of_tomorrow' })).toContain('of_tomorrow');
});
