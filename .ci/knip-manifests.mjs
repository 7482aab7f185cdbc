// knip compares each package.json with the files in its own folder. The folders in packages/ hold no files: what they
// list is used by files that belong to the root, so knip's lists of unused and of unlisted packages are compared here.
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The files that may use the packages of a manifest: never a shipped file, and no file of the demo uses a test tool. */
const USERS = {
  'packages/sandbox/package.json': /^sandbox\//,
  'packages/tests/package.json':
    /^(?:\.ci|e2e|bench)\/|\.test(?:-support)?\.tsx?$|^[\w-]+\.config\.ts$|^sandbox\/postgres\/(?:vitest-setup|test-database)\.ts$|^package\.json$/,
};

/**
 * @param {import('knip').ReporterOptions} report
 * @returns {import('knip').ReporterOptions} without the packages that packages/ lists and only the files above use
 */
export default function matchManifests(report) {
  const { issues, counters, cwd } = report;
  for (const [manifest, users] of Object.entries(USERS)) {
    const unused = issues.devDependencies[manifest] ?? {};
    const { devDependencies } = JSON.parse(readFileSync(path.join(cwd, manifest), 'utf8'));
    for (const type of /** @type {const} */ (['unlisted', 'binaries'])) {
      for (const [file, missing] of Object.entries(issues[type])) {
        for (const [key, { symbol }] of Object.entries(missing)) {
          if (!(symbol in devDependencies) || !users.test(file)) continue;
          delete missing[key];
          counters[type] -= 1;
          if (!(symbol in unused)) continue;
          delete unused[symbol];
          counters.devDependencies -= 1;
        }
      }
    }
  }
  return report;
}
