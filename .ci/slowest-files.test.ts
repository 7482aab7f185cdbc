import { globSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

import { playwrightFileTimes, slowestFiles } from './slowest-files.mjs';
import { SLOWEST } from './slowest-first.ts';

const spec = (...durations: number[]) => ({ tests: durations.map((duration) => ({ results: [{ duration }] })) });

it('adds up all tests of a browser file, including those in groups and in other projects', () => {
  const report = {
    suites: [
      { file: 'list.e2e.ts', specs: [spec(1_000), spec(500, 250)], suites: [{ specs: [spec(2_000)] }] },
      { file: 'outage.e2e.ts', specs: [spec(400)] },
      { file: 'list.e2e.ts', specs: [spec(250)] },
    ],
  };
  expect(playwrightFileTimes(report)).toEqual([
    { file: 'e2e/list.e2e.ts', seconds: 4 },
    { file: 'e2e/outage.e2e.ts', seconds: 0.4 },
  ]);
  expect(playwrightFileTimes(null)).toEqual([]);
});

it('lists the slowest files, slowest first, up to the given number', () => {
  const times = [
    { file: 'quick.test.ts', seconds: 0.04 },
    { file: 'slow.test.ts', seconds: 12.34 },
    { file: 'slower.test.ts', seconds: 100 },
  ];
  expect(slowestFiles(times, 2)).toEqual(['   100.0 s  slower.test.ts', '    12.3 s  slow.test.ts']);
});

it('names only existing files to start first', () => {
  const root = path.join(import.meta.dirname, '..');
  const names = globSync('{lib,sandbox,components,drizzle}/**/*.test.ts', { cwd: root }).map((file) =>
    path.basename(file),
  );
  expect(SLOWEST.filter((name) => !names.includes(name))).toEqual([]);
});
