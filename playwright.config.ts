import { defineConfig } from 'playwright/test';
import { CHROMIUM_FLAGS, findChromium } from './.ci/chromium.mjs';

// e2e/global-setup.ts starts a whole desk for each worker (PostgreSQL, stand-ins, web, worker), on ports and data of its
// own. On one desk the journeys run one after another, as people share it, and in no particular order.
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
    // A picture of each moment of each test costs a tenth of the run: there is one of the end of a test that failed.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'journeys',
      testMatch: '**/*.e2e.ts',
      testIgnore: '**/after-the-run.e2e.ts',
      // Runs whether the journeys passed or not, and after the last of them.
      teardown: 'after the run',
    },
    { name: 'after the run', testMatch: '**/after-the-run.e2e.ts' },
  ],
});
