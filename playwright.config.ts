import { defineConfig } from 'playwright/test';
import { CHROMIUM_FLAGS, findChromium } from './.ci/chromium.mjs';

// e2e/global-setup.ts starts one stack for each worker (PostgreSQL, stand-ins, web, worker) with its own ports and data.
// The tests of one stack run one after another, in no particular order, and share its data as people do.
export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/global-setup.ts',
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    launchOptions: { executablePath: await findChromium(), args: [...CHROMIUM_FLAGS] },
    viewport: { width: 1440, height: 900 },
    // A trace costs an eighth of the run time. `--trace retain-on-failure` keeps that of a failed test.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'journeys',
      testMatch: '**/*.e2e.ts',
      testIgnore: '**/after-the-run.e2e.ts',
      // Runs after the last test, whether the tests passed or not.
      teardown: 'after the run',
    },
    { name: 'after the run', testMatch: '**/after-the-run.e2e.ts' },
  ],
});
