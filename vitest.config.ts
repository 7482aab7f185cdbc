import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './.ci/slowest-first.ts';

/** Tests of the sandbox that fill a database of Keydesk. */
const WITH_DATABASE = ['sandbox/demo/ninety-days.test.ts'];

// Three layers, each with only what it needs: `core` uses no service, `sandbox` uses HTTP on loopback, and `database` gets a
// PostgreSQL of its own (see sandbox/postgres/test-database.ts). `architecture` checks the repository itself.
export default defineConfig({
  test: {
    // Some suites wait for real time to pass. One worker more than cores keeps the cores busy meanwhile.
    maxWorkers: availableParallelism() + 1,
    // Loading zod, the SDK and the schema again for each file took as long as its tests. Files share modules, not data.
    isolate: false,
    sequence: { sequencer: SlowestFirst },
    // These limits end tests that hang. They don't limit tests that are slow on a busy machine.
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'database',
          include: [
            'lib/{db,use-cases,queries,auth,http,live,jobs}/**/*.test.ts',
            'drizzle/**/*.test.ts',
            ...WITH_DATABASE,
          ],
          globalSetup: ['sandbox/postgres/vitest-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'sandbox',
          include: ['sandbox/**/*.test.ts', 'lib/kms/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...WITH_DATABASE],
        },
      },
      {
        extends: true,
        test: {
          name: 'core',
          include: ['lib/core/**/*.test.ts', 'lib/{config,service-api}/**/*.test.ts', '{app,components}/**/*.test.ts'],
        },
      },
      { extends: true, test: { name: 'architecture', include: ['.ci/**/*.test.ts'], testTimeout: 120_000 } },
    ],
  },
});
