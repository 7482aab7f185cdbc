import { globSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

import { playwrightFileTimes, slowestFiles } from './slowest-files.mjs';
import { SLOWEST } from './slowest-first.ts';

const spec = (...durations: number[]) => ({ tests: durations.map((duration) => ({ results: [{ duration }] })) });

it('adds up the tests of a browser file, those in groups and those of other projects too', () => {
  const report = {
    suites: [
      { file: 'list.e2e.ts', specs: [spec(1_000), spec(500, 250)], suites: [{ specs: [spec(2_000)] }] },
      { file: 'sweep.e2e.ts', specs: [spec(400)] },
      { file: 'list.e2e.ts', specs: [spec(250)] },
    ],
  };
  expect(playwrightFileTimes(report)).toEqual([
    { file: 'e2e/list.e2e.ts', seconds: 4 },
    { file: 'e2e/sweep.e2e.ts', seconds: 0.4 },
  ]);
  expect(playwrightFileTimes(null)).toEqual([]);
});

it('names the slowest files, the slowest first, and no more than asked for', () => {
  const times = [
    { file: 'quick.test.ts', seconds: 0.04 },
    { file: 'slow.test.ts', seconds: 12.34 },
    { file: 'slower.test.ts', seconds: 100 },
  ];
  expect(slowestFiles(times, 2)).toEqual(['   100.0 s  slower.test.ts', '    12.3 s  slow.test.ts']);
});

it('starts first only files that exist', () => {
  const root = path.join(import.meta.dirname, '..');
  const names = globSync('{lib,sandbox,components,drizzle}/**/*.test.ts', { cwd: root }).map((file) =>
    path.basename(file),
  );
  expect(SLOWEST.filter((name) => !names.includes(name))).toEqual([]);
});
