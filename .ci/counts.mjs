/** @typedef {{ passed: number, failed: number, note: string }} Count the result of a step */

/**
 * Counts a vitest run from its JSON report. A run without a report, or with an exit code that its
 * report doesn't explain, has failed.
 * @param {any} report null when there is none
 * @param {number} exitCode
 * @returns {Count}
 */
export function countVitest(report, exitCode) {
  if (report === null) return crashed(exitCode);
  // A file that does not load, or whose setup throws, fails without a failed test.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const skipped = report.numPendingTests + report.numTodoTests;
  return countOf(report.numPassedTests, report.numFailedTests + brokenFiles, skipped, exitCode);
}

/**
 * Counts a Playwright run from its JSON report. A test that passes only on a retry has failed.
 * @param {any} report null when there is none
 * @param {number} exitCode
 * @returns {Count}
 */
export function countPlaywright(report, exitCode) {
  if (report === null) return crashed(exitCode);
  const { expected, unexpected, flaky, skipped } = report.stats;
  // Errors outside of any test: a config that does not load, a server that does not start.
  const outside = unexpected + flaky === 0 ? report.errors.length : 0;
  return countOf(expected, unexpected + flaky + outside, skipped, exitCode);
}

/**
 * Counts a step without tests of its own as one test.
 * @param {number} exitCode
 * @returns {Count}
 */
export function countStatic(exitCode) {
  return exitCode === 0 ? { passed: 1, failed: 0, note: '' } : { passed: 0, failed: 1, note: '' };
}

/** @param {number} exitCode */
function crashed(exitCode) {
  return { passed: 0, failed: 1, note: `no report, exit code ${exitCode}` };
}

/**
 * @param {number} passed
 * @param {number} failed
 * @param {number} skipped
 * @param {number} exitCode
 * @returns {Count}
 */
function countOf(passed, failed, skipped, exitCode) {
  const note = skipped > 0 ? `${skipped} skipped` : '';
  if (passed + failed === 0) return { passed, failed: 1, note: 'no test ran' };
  if (failed === 0 && exitCode !== 0) return { passed, failed: 1, note: `the runner ended with exit code ${exitCode}` };
  return { passed, failed, note };
}
