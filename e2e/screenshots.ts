import { chromium, expect, type Browser, type Page } from 'playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { CHROMIUM_FLAGS, findChromium } from '../.ci/chromium.mjs';
import { readState } from '../sandbox/demo/state.ts';
import type { DeskPage } from './pages.ts';
import { RUNNING_STACKS, type RunningStack } from './running-stack.ts';
import { signInAs } from './sign-in.ts';

// `npm run screenshots [-- <part of a name> [<width>]]` takes pictures of every page of the running demo, in both themes and at
// each width, into screenshots/. The demo is that of this checkout (`npm run demo`).

const CHECKOUT = path.join(import.meta.dirname, '..');
const DEMO = path.join(CHECKOUT, '.sandbox', 'demo');
const FOLDER = path.join(CHECKOUT, 'screenshots');
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
  { width: 320, height: 640 },
] as const;
const THEMES = ['light', 'dark'] as const;

type Size = (typeof SIZES)[number];

/** The demo as the browser tests know a stack. @throws Error if it was never started here */
function runningDemo(): RunningStack {
  const file = path.join(DEMO, 'env');
  if (!existsSync(file)) throw new Error('Start the demo first: npm run demo');
  const env = parseEnv(readFileSync(file, 'utf8')) as Record<string, string>;
  const origin = `http://localhost:${readState(DEMO).ports.web}`;
  return { origin, awsEndpoint: env['AWS_ENDPOINT_URL'] ?? '', env, dir: DEMO };
}

const demo = runningDemo();
process.env[RUNNING_STACKS] = JSON.stringify([demo]);
// They read the address of their stack when they are loaded.
const { pixelsBeyondWindow } = await import('./desk.ts');
const { FORBIDDEN_PAGE, SIGNED_IN_PAGES, SIGNED_OUT_PAGES } = await import('./pages.ts');
const { MORE_PAGES } = await import('./more-pages.ts');

const VISITORS: readonly { as: string | null; pages: readonly DeskPage[] }[] = [
  { as: null, pages: SIGNED_OUT_PAGES },
  // Signs in first, so that the staff page has somebody to disable.
  { as: 'Vera Viewer', pages: [FORBIDDEN_PAGE] },
  { as: 'Ada Admin', pages: [...SIGNED_IN_PAGES, ...MORE_PAGES] },
];

const fileName = (name: string, size: Size, theme: string): string =>
  `${name.replaceAll(/[^a-z0-9]+/gi, '-')}-${size.width}-${theme}.png`;

/** Opens a page once and takes it in both themes: a theme changes only colors. */
async function take(page: Page, { name, open }: DeskPage, size: Size): Promise<void> {
  await page.emulateMedia({ colorScheme: THEMES[0] });
  await open(page);
  await page.waitForLoadState('load');
  await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
  await expect(page.getByText(/^(Loading|Reading)$/)).toHaveCount(0);
  // A dialog stays in the window, so the rest of its page would be a picture of nothing.
  const fullPage = !(await page.getByRole('dialog').or(page.getByRole('alertdialog')).first().isVisible());
  if (fullPage) await page.evaluate(() => scrollTo(0, 0));
  const beyond = await pixelsBeyondWindow(page);
  if (beyond > 0) console.log(`${name} is ${beyond} px wider than a window of ${size.width} px.`);
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    await page.screenshot({ path: path.join(FOLDER, fileName(name, size, theme)), fullPage });
  }
}

/** @returns how many pages could not be taken */
async function takeAll(browser: Browser, size: Size, only: RegExp): Promise<number> {
  let failed = 0;
  for (const { as, pages } of VISITORS) {
    const context = await browser.newContext({ baseURL: demo.origin, viewport: size, reducedMotion: 'reduce' });
    if (as !== null) await signInAs(await context.newPage(), as);
    for (const one of pages.filter(({ name }) => only.test(name))) {
      // A tab of its own: an import runs until the tab that shows it is closed.
      const page = await context.newPage();
      try {
        await take(page, one, size);
      } catch (error) {
        failed += 1;
        console.log(`${one.name}, ${size.width} px: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        await page.close();
      }
    }
    await context.close();
  }
  return failed;
}

const [name = '', width] = process.argv.slice(2);
const only = new RegExp(name);
await mkdir(FOLDER, { recursive: true });
const browser = await chromium.launch({ executablePath: await findChromium(), args: [...CHROMIUM_FLAGS] });
try {
  let failed = 0;
  for (const size of SIZES) {
    if (width === undefined || Number(width) === size.width) failed += await takeAll(browser, size, only);
  }
  console.log(`The pictures are in screenshots/. ${failed} could not be taken.`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await browser.close();
}
