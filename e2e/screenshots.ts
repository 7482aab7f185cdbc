import { chromium, type Browser, type Page } from 'playwright/test';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { CHROMIUM_FLAGS, findChromium } from '../.ci/chromium.mjs';
import {
  openDone,
  openDryRun,
  openImports,
  openParked,
  openQuestion,
  openRefusedImport,
  openRefusedUpload,
  openRunning,
} from './import-states.ts';
import { signInAs } from './sign-in.ts';

const ORIGIN = process.env['KEYDESK_ORIGIN'] ?? 'http://localhost:3000';
const DATABASE_URL = process.env['DATABASE_URL'];
const FOLDER = path.join(import.meta.dirname, '..', 'screenshots');
const WIDTHS = [1440, 390] as const;
const THEMES = ['light', 'dark'] as const;

type Shot = { name: string; open: (page: Page) => Promise<void> };

const openKeyOf =
  (customer: string) =>
  async (page: Page): Promise<void> => {
    await page.goto(`/keys?q=${encodeURIComponent(customer)}`);
    await page.getByRole('row', { name: customer }).getByRole('link').first().click();
    await page.getByRole('heading', { level: 1, name: customer }).waitFor();
  };
/** From the list of departures, whose rows open them. */
const openDeparture =
  (customer: string) =>
  async (page: Page): Promise<void> => {
    await page.goto('/departures');
    await page.getByRole('row', { name: customer }).getByRole('link').first().click();
    await page.getByRole('heading', { level: 1, name: customer }).waitFor();
  };
const openKeyOfDeparture =
  (customer: string) =>
  async (page: Page): Promise<void> => {
    await openDeparture(customer)(page);
    await page.getByRole('link', { name: 'Open the key' }).first().click();
    await page.getByRole('region', { name: 'What uses this key' }).waitFor();
  };
/** From the list of replacements, whose rows open them. */
const openReplacement =
  (customer: string) =>
  async (page: Page): Promise<void> => {
    await page.goto('/replacements');
    await page.getByRole('row', { name: customer }).getByRole('link').first().click();
    await page.getByRole('heading', { level: 1, name: customer }).waitFor();
  };
const at =
  (address: string) =>
  async (page: Page): Promise<void> =>
    void (await page.goto(address));

const SIGNED_OUT: readonly Shot[] = [
  { name: 'sign-in', open: at('/sign-in') },
  { name: 'no-entry', open: at('/no-entry') },
];

// Every page, in each state worth looking at.
const SIGNED_IN: readonly Shot[] = [
  { name: 'home', open: at('/') },
  { name: 'home-one-group', open: at('/?only=changed&since=7d') },
  { name: 'keys', open: at('/keys') },
  { name: 'keys-filtered', open: at('/keys?verdict=unusable&region=eu-west-1') },
  { name: 'keys-all-columns', open: at('/keys?columns=problem,next_action,region,key,role,key_state,changed') },
  {
    name: 'keys-filter-panel',
    open: async (page) => {
      await page.goto('/keys?sort=newest');
      await page.getByText('Filter', { exact: true }).click();
    },
  },
  { name: 'keys-empty', open: at('/keys?q=nobody-has-this-name') },
  {
    name: 'evidence-pack',
    open: async (page) => {
      await openKeyOf('Northwind Trading')(page);
      await page.getByRole('heading', { level: 1 }).getByRole('link').click();
      await page.getByRole('link', { name: 'Evidence pack' }).click();
      await page.getByRole('heading', { level: 1, name: 'Evidence pack' }).waitFor();
    },
  },
  { name: 'deletions', open: at('/deletions') },
  { name: 'key-usable', open: openKeyOf('Aurora Shipping') },
  { name: 'key-pending-deletion', open: openKeyOf('Northwind Trading') },
  { name: 'key-disabled', open: openKeyOf('Umbra Insurance') },
  { name: 'key-access-lost', open: openKeyOf('Acme Logistics') },
  { name: 'key-denied-while-pending', open: openKeyOf('Litware Legal') },
  { name: 'key-vendor-fault', open: openKeyOf('Humongous Insurance') },
  { name: 'key-organization-denies', open: openKeyOf('Beacon Pharmacies') },
  { name: 'key-rotation-visible', open: openKeyOf('Cobalt Reinsurance') },
  { name: 'key-material-expiring', open: openKeyOf('Ember Diagnostics') },
  { name: 'key-material-missing', open: openKeyOf('Foxglove Care') },
  { name: 'key-store', open: openKeyOf('Gable Trust Bank') },
  { name: 'key-store-failing', open: openKeyOf('Hawthorn Defence') },
  { name: 'key-wrong-type', open: openKeyOf('Kiln Ceramics') },
  { name: 'key-unproven', open: openKeyOf('Initech') },
  { name: 'replacements', open: at('/replacements') },
  { name: 'replacement-announced', open: openReplacement('Riverside Credit Union') },
  { name: 'replacement-to-approve', open: openReplacement('Munson Pickles') },
  { name: 'replacement-other-account', open: openReplacement('Wayfare Airlines') },
  { name: 'replacement-switched', open: openReplacement('Nod Publishers') },
  { name: 'replacement-to-release', open: openReplacement('Ursa Mining') },
  { name: 'departures', open: at('/departures') },
  { name: 'departure', open: openDeparture('Contoso Leisure') },
  {
    name: 'departure-refused',
    open: async (page) => {
      await openDeparture('Wingtip Toys')(page);
      await page.getByRole('textbox', { name: 'What did you see, and where?' }).fill('The role no longer lists it.');
      await page.getByRole('button', { name: 'Record: Our role’s scope narrowed' }).click();
      await page.getByRole('list', { name: 'Steps' }).getByRole('alert').waitFor();
    },
  },
  { name: 'departure-excepted', open: openDeparture('Lakeshore Press') },
  { name: 'departure-finished', open: openDeparture('Blue Heron Mills') },
  { name: 'key-released', open: openKeyOfDeparture('Lakeshore Press') },
  { name: 'key-retired', open: openKeyOfDeparture('Blue Heron Mills') },
  { name: 'key-needed-again', open: openKeyOfDeparture('Sunfield Farms') },
  { name: 'keys-released', open: at('/keys?role=released') },
  {
    name: 'setup-move',
    open: async (page) => {
      await page.goto('/setups?q=Cascade');
      await page.getByRole('row', { name: 'Cascade Ferries' }).getByRole('link').first().click();
      await page.getByRole('heading', { level: 1, name: 'Cascade Ferries' }).waitFor();
    },
  },
  { name: 'customers', open: at('/customers') },
  { name: 'deletions', open: at('/deletions') },
  { name: 'add-key', open: at('/keys/new') },
  { name: 'answers', open: at('/answers') },
  { name: 'answers-found', open: at('/answers?q=our+key+is+disabled+but+all+systems+run') },
  { name: 'audit', open: at('/audit') },
  { name: 'staff', open: at('/staff') },
  {
    name: 'staff-disable',
    open: async (page) => {
      await page.goto('/staff');
      await page.getByRole('button', { name: 'Disable' }).last().click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  { name: 'tokens', open: at('/tokens') },
  {
    name: 'tokens-form',
    open: async (page) => {
      await page.goto('/tokens');
      await page.getByRole('button', { name: 'Make a token' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'imports', open: openImports },
  { name: 'imports-error', open: openRefusedUpload },
  { name: 'import-refused', open: openRefusedImport },
  { name: 'import-dry-run', open: openDryRun },
  { name: 'import-question', open: openQuestion },
  { name: 'import-done', open: openDone },
  { name: 'imports-parked', open: openParked },
  // Holds the run, so it needs the database of the stack.
  ...(DATABASE_URL === undefined ? [] : [{ name: 'import-running', open: openRunning(DATABASE_URL) }]),
  { name: 'regions', open: at('/regions') },
  { name: 'capacity', open: at('/capacity') },
  { name: 'not-found', open: at('/keys/00000000-0000-4000-8000-000000000000') },
];

async function take(browser: Browser, width: number, theme: 'light' | 'dark', only: RegExp): Promise<number> {
  const context = await browser.newContext({
    baseURL: ORIGIN,
    colorScheme: theme,
    viewport: { width, height: 900 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  let taken = 0;
  const shoot = async ({ name, open }: Shot): Promise<void> => {
    if (!only.test(name)) return;
    await open(page);
    await page.waitForLoadState('load');
    await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
    await page.screenshot({ path: path.join(FOLDER, `${name}-${width}-${theme}.png`), fullPage: true });
    taken += 1;
  };
  for (const shot of SIGNED_OUT) await shoot(shot);
  // Signs in a second person, so that the staff page has somebody to disable.
  await signInAs(page, 'Vera Viewer');
  await context.clearCookies();
  await signInAs(page, 'Ada Admin');
  for (const shot of SIGNED_IN) await shoot(shot);
  await context.close();
  return taken;
}

const only = new RegExp(process.argv[2] ?? '');
await mkdir(FOLDER, { recursive: true });
const browser = await chromium.launch({ executablePath: await findChromium(), args: [...CHROMIUM_FLAGS] });
try {
  let taken = 0;
  for (const width of WIDTHS) for (const theme of THEMES) taken += await take(browser, width, theme, only);
  console.log(`${taken} pictures in screenshots/`);
} finally {
  await browser.close();
}
