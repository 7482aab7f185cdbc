import type { Locator, Page } from 'playwright/test';
import { expect, keyOf, test } from './desk.ts';

const row = (page: Page, customer: string): Locator => page.getByRole('row', { name: new RegExp(customer) });
const ABSOLUTE = /\(\d{1,2} \w{3} \d{4}, \d\d:\d\d UTC\)/;

/** What of an element's text a person can see: how large it is painted. */
const paintedWidth = (of: Locator): Promise<number> =>
  of.evaluate((element) => {
    const { clipPath } = getComputedStyle(element);
    return clipPath === 'none' ? element.getBoundingClientRect().width : 0;
  });

test('a click anywhere in a row opens it here, with Ctrl in a new tab, and the middle button too', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer');
  const key = await keyOf('Kestrel Aerospace');
  await page.goto('/keys?q=Kestrel');
  const changed = row(page, 'Kestrel').getByRole('time');
  await expect(changed).toHaveCount(1);
  for (const click of [
    () =>
      row(page, 'Kestrel')
        .getByRole('rowheader')
        .click({ modifiers: ['ControlOrMeta'] }),
    () => row(page, 'Kestrel').getByRole('rowheader').click({ button: 'middle' }),
  ]) {
    const [tab] = await Promise.all([page.context().waitForEvent('page'), click()]);
    await expect(tab).toHaveURL(new RegExp(`/keys/${key.id}$`));
    await tab.close();
    await expect(page).toHaveURL(/\/keys\?q=Kestrel$/);
  }

  // Without a new document: what the page holds in memory is still there.
  await page.evaluate(() => Reflect.set(globalThis, 'sameDocument', true));
  await changed.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Kestrel Aerospace' })).toBeVisible();
  expect(await page.evaluate(() => Reflect.get(globalThis, 'sameDocument'))).toBe(true);
});

test('a time in a list is given in UTC on hover, on the focused row, in print and in copied text, until Escape puts it away', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer', { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto('/keys?q=Kestrel');
  const time = row(page, 'Kestrel').getByRole('time');
  const absolute = time.locator('span');
  await expect(absolute).toHaveText(ABSOLUTE);
  expect(await paintedWidth(absolute)).toBe(0);

  await time.hover();
  await expect.poll(() => paintedWidth(absolute)).toBeGreaterThan(50);
  await page.keyboard.press('Escape');
  await expect.poll(() => paintedWidth(absolute)).toBe(0);
  await page.mouse.move(0, 0);

  await expect(async () => {
    await page.keyboard.press('j');
    await expect(row(page, 'Kestrel').getByRole('link')).toBeFocused({ timeout: 500 });
  }).toPass();
  await expect.poll(() => paintedWidth(absolute)).toBeGreaterThan(50);

  await page.evaluate(() => {
    const table = document.querySelector('table');
    if (table) getSelection()?.selectAllChildren(table);
  });
  await page.keyboard.press('ControlOrMeta+c');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(ABSOLUTE);

  await page.emulateMedia({ media: 'print' });
  await expect.poll(() => paintedWidth(absolute)).toBeGreaterThan(50);
});

test('on a narrow screen a row shows the same cells beneath its name, and nothing is cut off', async ({ signedIn }) => {
  const page = await signedIn('Vera Viewer', { viewport: { width: 390, height: 844 } });
  await page.goto('/keys?q=Tailspin');
  const cells = row(page, 'Tailspin');
  await expect(cells.getByText('deletion scheduled')).toBeVisible();
  await expect(cells).toHaveCount(1);
  for (const shown of [/^Tailspin Toys$/, /^Unusable/, /^ap-southeast-2$/])
    await expect(cells.getByText(shown)).toBeInViewport({ ratio: 1 });
});

test('what a cut cell says is shown on hover, and the cell still opens its row, here and in a new tab', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer');
  await page.goto('/deletions');
  const northwind = row(page, 'Northwind Trading');
  const link = northwind.getByRole('link');
  const href = (await link.getAttribute('href')) ?? '';
  // What a pointer meets in the middle of each cell, and the tooltip that the browser takes from there.
  const tooltips = await northwind.locator('th, td[title]').evaluateAll((cells) =>
    cells.map((cell) => {
      const text = cell.querySelector('[title]') ?? cell;
      const box = text.getBoundingClientRect();
      const met = document.elementFromPoint(box.left + Math.min(box.width, 60) / 2, box.top + box.height / 2);
      return { met: met?.closest('[title]')?.getAttribute('title'), said: text.getAttribute('title') };
    }),
  );
  expect(tooltips).toHaveLength(3);
  for (const { met, said } of tooltips) expect(met).toBe(said);
  expect(tooltips[2]?.said).toContain('and those made with it can’t be restored');

  const stake = northwind.locator('td[title]').last();
  const [tab] = await Promise.all([page.context().waitForEvent('page'), stake.click({ modifiers: ['ControlOrMeta'] })]);
  await expect(tab).toHaveURL(new RegExp(`${href}$`));
  await tab.close();
  await expect(page).toHaveURL(/\/deletions$/);
  await stake.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Northwind Trading' })).toBeVisible();
});
