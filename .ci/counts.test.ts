import { expect, it } from 'vitest';

import { countPlaywright, countStatic, countVitest } from './counts.mjs';

type Outcome = 'passed' | 'failed';

function vitestReport(files: { status: Outcome; tests: Outcome[] }[], skipped = 0) {
  const tests = files.flatMap((file) => file.tests);
  return {
    numPassedTests: tests.filter((status) => status === 'passed').length,
    numFailedTests: tests.filter((status) => status === 'failed').length,
    numPendingTests: skipped,
    numTodoTests: 0,
    testResults: files.map((file) => ({
      status: file.status,
      assertionResults: file.tests.map((status) => ({ status })),
    })),
  };
}

function playwrightReport(stats: Partial<Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>>, errors = 0) {
  return {
    stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats },
    errors: Array.from({ length: errors }, () => ({})),
  };
}

it('counts the tests that passed and the tests that failed', () => {
  const report = vitestReport([{ status: 'failed', tests: ['passed', 'passed', 'failed'] }]);
  expect(countVitest(report, 1)).toEqual({ passed: 2, failed: 1, note: '' });
  expect(countPlaywright(playwrightReport({ expected: 5, unexpected: 2 }), 1)).toEqual({
    passed: 5,
    failed: 2,
    note: '',
  });
  expect(countStatic(0)).toMatchObject({ passed: 1, failed: 0 });
  expect(countStatic(2)).toMatchObject({ passed: 0, failed: 1 });
});

it('counts a test file that does not load as a failure', () => {
  const report = vitestReport([
    { status: 'passed', tests: ['passed'] },
    { status: 'failed', tests: [] },
  ]);
  expect(countVitest(report, 1)).toMatchObject({ passed: 1, failed: 1 });
});

it('counts a run without a report as a failure, whatever its exit code', () => {
  expect(countVitest(null, 0)).toMatchObject({ passed: 0, failed: 1 });
  expect(countPlaywright(null, 134)).toEqual({ passed: 0, failed: 1, note: 'no report, exit code 134' });
});

it('counts a run without a single test as a failure', () => {
  expect(countVitest(vitestReport([]), 0)).toMatchObject({ failed: 1, note: 'no test ran' });
  expect(countPlaywright(playwrightReport({ skipped: 3 }), 0)).toMatchObject({ failed: 1, note: 'no test ran' });
});

it('counts a runner that fails after its tests passed as a failure', () => {
  expect(countVitest(vitestReport([{ status: 'passed', tests: ['passed'] }]), 1)).toMatchObject({
    passed: 1,
    failed: 1,
  });
});

it('counts a browser test that passed only on a retry as a failure', () => {
  expect(countPlaywright(playwrightReport({ expected: 1, flaky: 1 }), 0)).toMatchObject({ passed: 1, failed: 1 });
});

it('counts an error outside of the browser tests as a failure', () => {
  expect(countPlaywright(playwrightReport({ expected: 1 }, 1), 1)).toMatchObject({ passed: 1, failed: 1 });
});

it('reports how many tests were skipped, and counts them neither as passed nor as failed', () => {
  const report = vitestReport([{ status: 'passed', tests: ['passed'] }], 2);
  expect(countVitest(report, 0)).toEqual({ passed: 1, failed: 0, note: '2 skipped' });
});
