import type { Page } from 'playwright/test';
import pg from 'pg';

// Opens each state of an import as a person gets there, for the pages that are looked at. An import that is there already is
// opened again.

/** Two good customers, and three whose rows have problems. No keys, so that no check begins. */
const ROWS = [
  'customer;external_id;time_zone;workspace;region;contact_name;contact_role;contact_email;key_arn;role',
  'Cinder & Sons Foundry;CF-100;Europe/Berlin;Production;eu-west-1;Mara Lind;key_admin;mara@cinder.test;;',
  'Cinder & Sons Foundry;;;Archive;eu-west-1;Theo Lind;security;theo@cinder.test;;',
  'Hollow Oak Insurance;HO-7;Europe/Paris;Production;eu-west-1;;;;;',
  'Penrose Savings Bank;PS-1;;Production;eu-west-1;;;;arn:aws:kms:eu-west-1:111122223333:alias/backups;active',
  'Penrose Savings Bank;;;Archive;eu-west-1;;;;;',
  'Wickfield Textiles of the Upper Valley (formerly Wick & Field);not a valid id;CEST;;;;;;;',
];

const fileOf = (rows: readonly string[]) => ({ mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });

async function upload(page: Page, name: string, rows: readonly string[]): Promise<void> {
  await page.getByLabel('CSV file').setInputFiles({ name, ...fileOf(rows) });
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** Opens the import of a file of this name. @returns whether it was there before */
async function openOrUpload(page: Page, name: string, rows: readonly string[]): Promise<boolean> {
  await page.goto('/imports');
  const known = page.getByRole('row', { name }).getByRole('link').first();
  if (!(await known.isVisible())) {
    await upload(page, name, rows);
    return false;
  }
  await known.click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  return true;
}

const DRY_RUN_DONE = 'Dry run done, nothing imported yet.';

const judged = (page: Page): Promise<void> => page.getByText(DRY_RUN_DONE).waitFor();

async function accept(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Import the good customers' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Import the good customers' }).click();
}

export const openImports = async (page: Page): Promise<void> => {
  await openDryRun(page);
  await page.goto('/imports');
  await page.getByRole('table', { name: 'Imports' }).waitFor();
};

/** The list with the words of an upload that was refused. */
export const openRefusedUpload = async (page: Page): Promise<void> => {
  await page.goto('/imports');
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await page.getByText('Choose a file.').waitFor();
};

export const openRefusedImport = async (page: Page): Promise<void> => {
  await openOrUpload(page, 'sheet.csv', ['name,id', 'Acme,1']);
  await page.getByText('Nothing of this file can be used.').waitFor();
};

export const openDryRun = async (page: Page): Promise<void> => {
  await openOrUpload(page, 'vendor customers 2026.csv', ROWS);
  await judged(page);
};

export const openQuestion = async (page: Page): Promise<void> => {
  await openDryRun(page);
  await page.getByRole('button', { name: 'Import the good customers' }).click();
  await page.getByRole('alertdialog').waitFor();
};

/** A second file of the same kind that was imported, and its bad rows parked. */
export const openDone = async (page: Page): Promise<void> => {
  const rows = ROWS.map((row) =>
    row
      .replace('Cinder', 'Basalt')
      .replace('Hollow', 'Ancient')
      .replace(/;(CF|HO)-/, ';B$1-'),
  );
  await openOrUpload(page, 'vendor customers, part 2.csv', rows);
  const done = page.getByText('Imported.', { exact: true });
  await done.or(page.getByText(DRY_RUN_DONE)).waitFor();
  if (!(await done.isVisible())) {
    const park = page.getByRole('button', { name: /^Park/ });
    if (await park.isVisible()) await park.click();
    await page.getByRole('link', { name: /parked rows? open/ }).waitFor();
    await accept(page);
  }
  await done.waitFor();
};

export const openParked = async (page: Page): Promise<void> => {
  await openDone(page);
  await page.goto('/imports/parked');
  await page.getByRole('table', { name: 'Parked rows' }).waitFor();
};

/** The pages on which an import runs, by the name of its file. */
const running = new WeakMap<Page, string>();

/** An import that runs for as long as the page is open: another session holds the lock that each part of an import takes. */
export const openRunning =
  (databaseUrl: string) =>
  async (page: Page): Promise<void> => {
    const name = running.get(page) ?? `vendor customers, ${Date.now()}.csv`;
    if (!running.has(page)) {
      const client = new pg.Client({ connectionString: databaseUrl, options: '-c role=keydesk_app' });
      await client.connect();
      await client.query(`select pg_advisory_lock(hashtext('keydesk.import'))`);
      page.once('close', () => void client.end());
      running.set(page, name);
    }
    const rows = Array.from({ length: 300 }, (_, n) => `Ravine Holdings;Person ${n};billing;p${n}@${Date.now()}.test`);
    if (!(await openOrUpload(page, name, ['customer;contact_name;contact_role;contact_email', ...rows]))) {
      await judged(page);
      await accept(page);
    }
    await page.getByRole('progressbar', { name: 'Importing' }).waitFor();
  };
