import type { Locator, Page } from 'playwright/test';
import { startReplacement, type StartReplacementInput } from '#lib/use-cases/replacement/start-replacement.ts';
import { atTheDesk } from './at-the-desk.ts';
import { control, demoCustomer, expect, expireSharedCheck, keyOf, rows, type RegisteredKey } from './desk.ts';
import { button, customerInAws } from './setup-desk.ts';

const MINUTE = 60_000;

export type Replaced = {
  customer: string;
  account: string;
  workspace: string;
  oldKey: RegisteredKey;
  url: string;
  /** The customer in their own AWS account. */
  inAws: ReturnType<typeof customerInAws>;
};

/** The workspace that a customer's key is the active one of. */
async function placeOf(customer: string) {
  const oldKey = await keyOf(customer);
  const [found] = await rows<{ id: string; name: string; customerId: string }>(
    `select w.id, w.name, w.customer_id as "customerId" from key_assignments a join workspaces w on w.id = a.workspace_id
      where a.key_id = $1 and a.role = 'active' and a.to_at is null limit 1`,
    [oldKey.id],
  );
  if (found === undefined) throw new Error(`${customer} has no active key.`);
  const account = demoCustomer(customer).awsAccountId;
  return { oldKey, found, account, inAws: customerInAws(account) };
}

/** Starts a request in the form, as an agent does. The page is then that of the request. */
export async function startInForm(page: Page, customer: string): Promise<Replaced> {
  const { oldKey, found, account, inAws } = await placeOf(customer);
  await page.goto(`/customers/${found.customerId}`);
  await page.getByRole('link', { name: 'Start a replacement' }).click();
  await page.getByRole('checkbox', { name: new RegExp(`^${found.name}, ${oldKey.region}`) }).check();
  await page.getByRole('combobox', { name: 'How it began' }).selectOption('announced');
  await page
    .getByRole('textbox', { name: 'What they told us, or what we noticed' })
    .fill('They rotate by hand once a year.');
  await page.getByRole('textbox', { name: 'Their name' }).fill('Dana Ruiz');
  await button(page, 'Start a replacement').click();
  await expect(page.getByRole('heading', { level: 1, name: `Replacement: ${customer}` })).toBeVisible();
  return { customer, account, workspace: found.name, oldKey, url: new URL(page.url()).pathname, inAws };
}

/** Starts a request for a customer's only workspace, as somebody else than the person of the test did before. */
export async function startedBy(
  staffName: string,
  customer: string,
  words: Partial<StartReplacementInput> = {},
): Promise<Replaced> {
  const { oldKey, found, account, inAws } = await placeOf(customer);
  const [person] = await rows<{ id: string }>('select id from staff where name = $1', [staffName]);
  let url = '';
  await atTheDesk(async (deps) => {
    const started = await startReplacement(
      deps,
      {
        customerId: found.customerId,
        source: 'announced',
        reason: 'They rotate by hand once a year.',
        ticket: '#4711',
        plannedFor: null,
        askedBy: { contactId: null, name: 'Dana Ruiz' },
        workspaceIds: [found.id],
        ...words,
      },
      {
        actor: { kind: 'staff', staffId: person?.id ?? '', name: staffName, role: 'agent', sessionId: null },
        requestId: null,
      },
    );
    if (!started.ok) throw new Error(started.reason);
    url = `/replacements/${started.value.replacementId}`;
  });
  return { customer, account, workspace: found.name, oldKey, url, inAws };
}

/** The part of a request's page about its one workspace, by its state. */
export const lineIn = (page: Page, state: string): Locator =>
  page.getByRole('region', { name: new RegExp(`: ${state}$`) });

/** Takes in the new key's ARN, as the customer sent it. */
export async function takeIn(page: Page, arn: string): Promise<void> {
  await page.getByRole('textbox', { name: 'ARN of the new key' }).fill(arn);
  await button(page, 'Take in the new key').click();
  await expect(page.getByRole('table', { name: 'Old and new key side by side' })).toBeVisible();
}

const runTests = async (page: Page): Promise<void> => {
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await button(page, 'Run the tests').click();
  await answered;
  await expect(button(page, 'Run the tests')).toBeEnabled();
};

/** Runs everything that the gate asks for: full checks five minutes apart, the encrypt/decrypt test, and the move. */
export async function passTests(page: Page): Promise<void> {
  for (const waitMs of [16_000, 16_000, 6 * MINUTE]) {
    await control.clock.advance(waitMs);
    await runTests(page);
  }
  // A scheduled check may have asked first, and one key is asked about once in 15 seconds (H24).
  await expect(async () => {
    const passed = lineIn(page, 'waiting for approval');
    if (!(await passed.isVisible())) {
      await expireSharedCheck();
      await runTests(page);
    }
    await expect(passed).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 30_000 });
}

/** Approves with the last characters of the new key's id. @param window empty for now and 24 hours, in UTC */
export async function approve(page: Page, arn: string, window: { from: string; until: string } | null = null) {
  await button(page, 'Approve').click();
  const dialog = page.getByRole('alertdialog', { name: /^Approve:/ });
  await dialog.getByRole('textbox', { name: 'Last 8 characters of the new key’s id' }).fill(arn.slice(-8));
  if (window !== null) {
    await dialog.getByLabel('Valid from, in UTC').fill(window.from);
    await dialog.getByLabel('Valid until, in UTC').fill(window.until);
  }
  await dialog.getByRole('button', { name: 'Approve this replacement' }).click();
}

/**
 * Orders the switch and confirms it. Both keys are checked once more, and one key is asked about once in 15 seconds (H24): it
 * is ordered again where a scheduled check had asked first.
 */
export async function orderSwitch(page: Page): Promise<void> {
  const dialog = page.getByRole('alertdialog');
  const refused = dialog.getByRole('alert');
  for (let presses = 1; presses <= 3; presses += 1) {
    await expireSharedCheck();
    await button(page, 'Order the switch').click();
    await dialog.getByRole('button', { name: 'Order the switch' }).click();
    await expect.poll(async () => (await refused.count()) > 0 || (await dialog.count()) === 0).toBe(true);
    const words = (await refused.count()) === 0 ? '' : await refused.innerText();
    if (!words.includes('has no full check of this moment')) return;
    await page.keyboard.press('Escape');
  }
  throw new Error('Three scheduled checks in a row came before the check of the switch.');
}

/** The roles of two keys. */
export const rolesOf = async (...ids: readonly string[]): Promise<(string | undefined)[]> => {
  const found = await rows<{ id: string; role: string }>('select id, role from customer_keys where id = any($1)', [
    ids,
  ]);
  return ids.map((id) => found.find((one) => one.id === id)?.role);
};

/** A registered key by its ARN. */
export async function keyByArn(arn: string): Promise<string> {
  const [found] = await rows<{ id: string }>(`select id from customer_keys where arn = $1 and role <> 'retired'`, [
    arn,
  ]);
  if (found === undefined) throw new Error(`${arn} is not registered.`);
  return found.id;
}
