/** @typedef {{ file: string, seconds: number }} FileTime */

/**
 * How long each file of a Playwright run took: the sum of its tests.
 * @param {any} report null when there is none
 * @returns {FileTime[]}
 */
export function playwrightFileTimes(report) {
  /** @type {(suite: any) => number} */
  const msOf = ({ specs = [], suites = [] }) =>
    sum(specs.flatMap((/** @type {any} */ { tests }) => tests.flatMap(resultsOf))) + sum(suites.map(msOf));
  const files = (report?.suites ?? []).map((/** @type {any} */ suite) => ({
    file: `e2e/${suite.file}`,
    seconds: msOf(suite) / 1000,
  }));
  return added(files);
}

/** @param {any} test */
const resultsOf = ({ results }) => results.map((/** @type {any} */ { duration }) => duration);

/**
 * The slowest files as lines to print, slowest first.
 * @param {readonly FileTime[]} times
 * @param {number} howMany
 * @returns {string[]}
 */
export function slowestFiles(times, howMany) {
  return times
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, howMany)
    .map(({ file, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${file}`);
}

/**
 * Counts a file that two Playwright projects run as one file.
 * @param {readonly FileTime[]} times
 * @returns {FileTime[]}
 */
function added(times) {
  /** @type {Map<string, number>} */
  const secondsOf = new Map();
  for (const { file, seconds } of times) secondsOf.set(file, (secondsOf.get(file) ?? 0) + seconds);
  return [...secondsOf].map(([file, seconds]) => ({ file, seconds }));
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
