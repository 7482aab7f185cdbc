import type { Page } from 'playwright/test';
import { LIST_COLUMNS } from '#lib/core/pages/list-columns.ts';
import { expect, openKey, rows } from './desk.ts';
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
import { runningStack } from './running-stack.ts';

/** A page in a state worth testing, and how to open it. */
export type DeskPage = { name: string; open: (page: Page) => Promise<void> };

export const at =
  (address: string, title: string) =>
  async (page: Page): Promise<void> => {
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  };

/** Opens a tool of the rail, which is behind the menu on a narrow screen. */
async function openTool(page: Page, name: string, title: string): Promise<void> {
  const menu = page.getByRole('button', { name: 'Menu' });
  if (await menu.isVisible()) await menu.click();
  await page.getByRole('button', { name, exact: true }).click();
  await expect(page.getByRole('dialog', { name: title })).toBeVisible();
}

export const key =
  (customer: string) =>
  async (page: Page): Promise<void> =>
    void (await openKey(page, customer));

export const customer =
  (name: string) =>
  async (page: Page): Promise<void> => {
    const [found] = await rows<{ id: string }>('select id from customers where name = $1', [name]);
    await at(`/customers/${found?.id}`, name)(page);
  };

const evidencePack =
  (name: string) =>
  async (page: Page): Promise<void> => {
    await customer(name)(page);
    await page.getByRole('link', { name: 'Evidence pack' }).click();
    await expect(page.getByRole('heading', { level: 1, name: `Evidence pack of ${name}` })).toBeVisible();
  };

/** The page of a customer's newest setup. */
export const setup =
  (name: string) =>
  async (page: Page): Promise<void> => {
    const [found] = await rows<{ id: string }>(
      'select s.id from setups s join customers c on c.id = s.customer_id where c.name = $1 order by s.id desc limit 1',
      [name],
    );
    await at(`/setups/${found?.id}`, name)(page);
  };

/** The page of a customer's newest replacement. */
export const replacement =
  (name: string) =>
  async (page: Page): Promise<void> => {
    const [found] = await rows<{ id: string }>(
      'select r.id from replacements r join customers c on c.id = r.customer_id where c.name = $1 order by r.id desc limit 1',
      [name],
    );
    await at(`/replacements/${found?.id}`, `Replacement: ${name}`)(page);
  };

/** The form for a replacement of a customer's keys. */
const newReplacement =
  (name: string) =>
  async (page: Page): Promise<void> => {
    const [found] = await rows<{ id: string }>('select id from customers where name = $1', [name]);
    await at(`/replacements/new?customer=${found?.id}`, `Start a replacement for ${name}`)(page);
  };

/** The page of a customer's departure. */
export const departure =
  (name: string) =>
  async (page: Page): Promise<void> => {
    const [found] = await rows<{ id: string }>(
      'select d.id from departures d join customers c on c.id = d.customer_id where c.name = $1',
      [name],
    );
    await at(`/departures/${found?.id}`, name)(page);
  };

/** The page of a customer's first key, whatever became of it. */
export const firstKey =
  (name: string) =>
  async (page: Page): Promise<void> => {
    const [found] = await rows<{ id: string }>(
      'select k.id from customer_keys k join customers c on c.id = k.customer_id where c.name = $1 order by k.id limit 1',
      [name],
    );
    await at(`/keys/${found?.id}`, name)(page);
  };

export const SIGNED_OUT_PAGES: readonly DeskPage[] = [
  { name: 'sign-in', open: at('/sign-in', 'Sign in') },
  { name: 'sign-in after an error', open: at('/sign-in?error=OAuthCallback', 'Sign in') },
  { name: 'no access', open: at('/no-entry?reason=several_roles', 'No access') },
];

/** For an admin, who sees every page. */
export const SIGNED_IN_PAGES: readonly DeskPage[] = [
  { name: 'home', open: at('/', 'Home') },
  { name: 'keys', open: at('/keys', 'Keys') },
  {
    name: 'keys, with the list of shortcuts open',
    open: async (page) => {
      await at('/keys', 'Keys')(page);
      await openTool(page, 'Shortcuts', 'Keyboard shortcuts');
    },
  },
  {
    name: 'deletions, with the appearance open',
    open: async (page) => {
      await at('/deletions', 'Deletions')(page);
      await openTool(page, 'Appearance', 'Appearance');
    },
  },
  { name: 'keys, filtered to nothing', open: at('/keys?q=nobody-has-this-name&verdict=usable', 'Keys') },
  {
    name: 'keys, with the filters open',
    open: async (page) => {
      await at('/keys?sort=newest&role=active', 'Keys')(page);
      await page.getByText('Filter', { exact: true }).click();
    },
  },
  {
    name: 'keys with every column, and the columns open',
    open: async (page) => {
      await at(`/keys?columns=${LIST_COLUMNS.join(',')}`, 'Keys')(page);
      await page.getByText('Columns', { exact: true }).click();
    },
  },
  { name: 'customers', open: at('/customers', 'Customers') },
  { name: 'a customer', open: customer('Northwind Trading') },
  {
    name: 'a customer, with the form open',
    open: async (page) => {
      await customer('Northwind Trading')(page);
      await page.getByRole('button', { name: 'Edit', exact: true }).first().click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'add a customer, with a similar one',
    open: async (page) => {
      await at('/customers/new', 'Add a customer')(page);
      await page.getByRole('textbox', { name: 'Name' }).fill('Northwind Tradin');
      await page.getByRole('button', { name: 'Add customer' }).click();
      await expect(page.getByRole('list', { name: 'Similar customers' })).toBeVisible();
    },
  },
  { name: 'an evidence pack', open: evidencePack('Northwind Trading') },
  { name: 'setups', open: at('/setups', 'Setups') },
  { name: 'start a setup', open: at('/setups/new', 'Start a setup') },
  { name: 'a setup of two workspaces, one finished', open: setup('Margie Travel') },
  { name: 'a setup that is ready to clear', open: setup('Kingfisher Rail') },
  { name: 'a setup on hold', open: setup('Larkspur Academy') },
  {
    name: 'a setup, with a dialog open',
    open: async (page) => {
      await setup('Initech')(page);
      await page.getByRole('button', { name: 'Hand over' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  { name: 'a setup of a workspace that moves', open: setup('Cascade Ferries') },
  { name: 'replacements', open: at('/replacements', 'Replacements') },
  { name: 'ended replacements', open: at('/replacements?show=ended', 'Replacements') },
  { name: 'a replacement that is compared', open: replacement('Munson Pickles') },
  { name: 'a replacement that is switched', open: replacement('Nod Publishers') },
  { name: 'start a replacement', open: at('/replacements/new', 'Start a replacement') },
  { name: 'start a replacement of a customer’s keys', open: newReplacement('Northwind Trading') },
  { name: 'departures', open: at('/departures', 'Departures') },
  { name: 'a departure in the middle', open: departure('Contoso Leisure') },
  {
    name: 'a departure, refused because restore points are left',
    open: async (page) => {
      await departure('Wingtip Toys')(page);
      await page.getByRole('textbox', { name: 'What did you see, and where?' }).fill('The role no longer lists it.');
      await page.getByRole('button', { name: 'Record: Our role’s scope narrowed' }).click();
      await expect(page.getByRole('list', { name: 'Steps' }).getByRole('alert')).toContainText('restore points: 12');
    },
  },
  { name: 'a departure that an exception let go on, with its key released', open: departure('Lakeshore Press') },
  { name: 'a finished departure with its statement', open: departure('Blue Heron Mills') },
  { name: 'a released key that its owner disabled', open: firstKey('Lakeshore Press') },
  { name: 'a retired key', open: firstKey('Blue Heron Mills') },
  { name: 'a key that is needed again after its release', open: firstKey('Sunfield Farms') },
  { name: 'released keys', open: at('/keys?role=released', 'Keys') },
  { name: 'retired keys', open: at('/keys?role=retired', 'Keys') },
  { name: 'imports', open: openImports },
  { name: 'imports, with an error', open: openRefusedUpload },
  { name: 'an import that was refused', open: openRefusedImport },
  { name: 'the dry run of an import, with problems', open: openDryRun },
  { name: 'an import, with its question open', open: openQuestion },
  { name: 'an import that runs', open: openRunning(runningStack().env['DATABASE_URL'] ?? '') },
  { name: 'an import that is done, with parked rows', open: openDone },
  { name: 'parked rows', open: openParked },
  { name: 'deletions', open: at('/deletions', 'Deletions') },
  { name: 'a usable key', open: key('Xenia Pharma') },
  { name: 'a key pending deletion', open: key('Northwind Trading') },
  {
    name: 'a denied key with its evidence open',
    open: async (page) => {
      await openKey(page, 'Alpine Ski House');
      const permissions = page.getByRole('region', { name: 'Permissions' });
      await permissions.getByText(/^Details of \d other test/).click();
    },
  },
  {
    name: 'a key with the evidence form open',
    open: async (page) => {
      await openKey(page, 'Cobalt Reinsurance');
      await page.getByText('Ask for evidence and add it').click();
      await page.getByRole('button', { name: 'Add evidence' }).click();
    },
  },
  { name: 'a key whose custom key store fails', open: key('Hawthorn Defence') },
  { name: 'a key that our own policy denies', open: key('Humongous Insurance') },
  { name: 'a key without proof of ownership', open: key('VanArsdel') },
  { name: 'a customer with two keys', open: key('Trey Research') },
  { name: 'add a key', open: at('/keys/new', 'Add a key') },
  {
    name: 'add a key, with an error',
    open: async (page) => {
      await at('/keys/new', 'Add a key')(page);
      await page.getByRole('textbox', { name: 'Customer' }).fill('Nile Textiles');
      await page.getByRole('textbox', { name: 'Key ARN' }).fill('nonsense');
      await page.getByRole('button', { name: 'Add key' }).click();
      await expect(page.getByRole('textbox', { name: 'Key ARN' })).toHaveAccessibleDescription(/not the ARN/);
    },
  },
  {
    name: 'answers, with one open',
    open: async (page) => {
      await at('/answers', 'Answers')(page);
      await page.getByText('We canceled the deletion of our key.').click();
      await expect(page.getByRole('button', { name: 'Copy answer' }).first()).toBeVisible();
    },
  },
  { name: 'answers to a question', open: at('/answers?q=our+key+is+disabled+but+all+systems+run', 'Answers') },
  { name: 'no answer to a question', open: at('/answers?q=what+is+for+lunch', 'Answers') },
  { name: 'audit', open: at('/audit', 'Audit log') },
  { name: 'hand over', open: at('/handover', 'Hand over my shift') },
  { name: 'staff', open: at('/staff', 'Staff') },
  {
    name: 'staff, with the dialog open',
    open: async (page) => {
      await at('/staff', 'Staff')(page);
      await page
        .getByRole('row', { name: /Vera Viewer/ })
        .getByRole('button', { name: 'Disable' })
        .click();
      await expect(page.getByRole('alertdialog')).toBeVisible();
    },
  },
  { name: 'tokens', open: at('/tokens', 'Tokens') },
  {
    name: 'tokens, with an error in the form',
    open: async (page) => {
      await at('/tokens', 'Tokens')(page);
      await page.getByRole('button', { name: 'Make a token' }).click();
      const form = page.getByRole('dialog');
      await form.getByRole('textbox', { name: 'System' }).fill('Backups');
      await form.getByRole('radio', { name: 'Only some' }).check();
      await form.getByRole('button', { name: 'Make the token' }).click();
      await expect(form.getByText('Choose what the token allows.').first()).toBeVisible();
    },
  },
  { name: 'regions', open: at('/regions', 'Regions') },
  { name: 'capacity', open: at('/capacity', 'Capacity') },
  {
    name: 'what a text finds',
    open: async (page) => {
      await at('/setups', 'Setups')(page);
      await page.getByRole('button', { name: 'Find', exact: true }).click();
      await page.getByRole('combobox', { name: 'Find anything' }).fill('northwind');
      await expect(page.getByRole('option', { name: /Northwind Trading/ }).first()).toBeVisible();
    },
  },
  { name: 'no such key', open: at('/keys/00000000-0000-4000-8000-000000000000', 'Not found') },
  { name: 'no such page', open: at('/nothing/here', 'Page not found') },
];

export const FORBIDDEN_PAGE: DeskPage = { name: 'forbidden', open: at('/audit', 'Your role can’t see this page') };
