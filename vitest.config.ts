import { defineConfig } from 'vitest/config';

// Three layers, each with what it needs and no more: `core` touches nothing, `sandbox` speaks HTTP on loopback,
// `database` gets a PostgreSQL of its own (see sandbox/postgres/test-database.ts).
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'core',
          include: ['lib/core/**/*.test.ts', 'lib/config/**/*.test.ts', 'components/**/*.test.ts'],
        },
      },
      { test: { name: 'sandbox', include: ['sandbox/**/*.test.ts', 'lib/kms/**/*.test.ts'], testTimeout: 20_000 } },
      {
        test: {
          name: 'database',
          include: ['lib/{db,use-cases,queries,auth,http,live,jobs}/**/*.test.ts', 'drizzle/**/*.test.ts'],
          globalSetup: ['sandbox/postgres/vitest-setup.ts'],
          testTimeout: 20_000,
        },
      },
      { test: { name: 'architecture', include: ['.ci/**/*.test.ts'], testTimeout: 120_000 } },
    ],
  },
});
