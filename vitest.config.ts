import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './.ci/slowest-first.ts';

// Three layers, each with what it needs and no more: `core` touches nothing, `sandbox` speaks HTTP on loopback,
// `database` gets a PostgreSQL of its own (see sandbox/postgres/test-database.ts).
export default defineConfig({
  test: {
    // Some suites wait for a timeout or a quota of real time: one worker more than cores keeps the cores busy meanwhile.
    maxWorkers: availableParallelism() + 1,
    // Loading zod, the SDK and the schema anew for each file took as long as its tests. Files share modules, not data.
    isolate: false,
    sequence: { sequencer: SlowestFirst },
    // Limits for what hangs, and none for what is slow beside other work.
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'database',
          include: ['lib/{db,use-cases,queries,auth,http,live,jobs}/**/*.test.ts', 'drizzle/**/*.test.ts'],
          globalSetup: ['sandbox/postgres/vitest-setup.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'sandbox', include: ['sandbox/**/*.test.ts', 'lib/kms/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'core',
          include: ['lib/core/**/*.test.ts', 'lib/config/**/*.test.ts', 'components/**/*.test.ts'],
        },
      },
      { extends: true, test: { name: 'architecture', include: ['.ci/**/*.test.ts'], testTimeout: 120_000 } },
    ],
  },
});
