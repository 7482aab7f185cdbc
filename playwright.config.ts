import { defineConfig } from 'playwright/test';
import { CHROMIUM_FLAGS, findChromium } from './.ci/chromium.mjs';

// The whole stack (PostgreSQL, stand-ins, web, worker) is started once by e2e/global-setup.ts, on ports and data of its
// own; the journeys run one after another, because they share one desk as people do.
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.e2e.ts',
  globalSetup: './e2e/global-setup.ts',
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env['CI'] ? [['list']] : [['list']],
  use: {
    launchOptions: { executablePath: await findChromium(), args: [...CHROMIUM_FLAGS] },
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
  },
});
