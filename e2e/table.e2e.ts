import type { Locator, Page } from 'playwright/test';
import { expect, keyOf, openKey, test } from './desk.ts';

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
  const page = await signedIn('Ada Admin', { permissions: ['clipboard-read', 'clipboard-write'] });
  await openKey(page, 'Northwind Trading');
  const address = page.url();
  await page.getByRole('button', { name: 'Copy reply' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('Hello');
  await page.goto('/audit?action=key.text_copied');
  const entry = row(page, 'Northwind Trading').first();
  // What a pointer meets in each cell, and the tooltip that the browser takes from there.
  const tooltips = await entry.locator('[title]').evaluateAll((titled) =>
    titled.map((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const met = document.elementFromPoint(left + Math.min(width, 60) / 2, top + height / 2);
      return { met: met?.closest('[title]')?.getAttribute('title'), said: element.getAttribute('title') };
    }),
  );
  for (const { met, said } of tooltips) expect(met).toBe(said);
  const cut = entry.locator('td[title*="SHA-256"]');
  await expect(cut).toHaveAttribute('title', /SHA-256 [0-9a-f]{64}/);
  expect(await cut.evaluate((cell) => cell.scrollWidth > cell.clientWidth)).toBe(true);

  for (const click of [() => cut.click({ modifiers: ['ControlOrMeta'] }), () => cut.click({ button: 'middle' })]) {
    const [tab] = await Promise.all([page.context().waitForEvent('page'), click()]);
    await expect(tab).toHaveURL(address);
    await tab.close();
    await expect(page).toHaveURL(/\/audit\?/);
  }
  await cut.click();
  await expect(page).toHaveURL(address);
});

test('a sentence in the list of deletions is never cut', async ({ signedIn }) => {
  const page = await signedIn('Vera Viewer');
  await page.goto('/deletions');
  const stake = row(page, 'Northwind Trading').getByText('and those made with it can’t be restored');
  await expect(stake).toBeInViewport({ ratio: 1 });
  expect(await stake.evaluate((cell) => cell.scrollWidth - cell.clientWidth)).toBe(0);
});

test('a printed list says when it was read, its filters, order and place, without buttons and columns that say nothing', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer');
  const table = page.getByRole('table', { name: 'Keys' });
  await page.emulateMedia({ media: 'print' });
  await page.goto('/keys?verdict=usable&region=eu-west-1');
  await expect(table.getByRole('columnheader', { name: 'Last answer' })).toBeVisible();
  await expect(table.getByRole('columnheader', { name: 'Deadline' })).toHaveCount(0);

  await page.goto('/keys?verdict=unusable&region=eu-west-1');
  await expect(page.getByText('Keys, urgent first · Unusable · eu-west-1')).toBeVisible();
  await expect(page.getByText(/^As read on \d{1,2} \w{3} \d{4}, \d\d:\d\d UTC: (\d+) of \1$/)).toBeVisible();
  for (const name of ['Add a key', 'Save view', 'Export CSV'])
    await expect(page.getByText(name, { exact: true })).toBeHidden();
  await expect(table.getByRole('columnheader', { name: 'Deadline' })).toBeVisible();

  const northwind = row(page, 'Northwind Trading');
  const oneLine = (of: Locator): Promise<number> =>
    of.evaluate((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      return range.getClientRects().length;
    });
  await page.setViewportSize({ width: 500, height: 900 });
  expect(await oneLine(northwind.getByRole('cell', { name: 'eu-west-1' }))).toBe(1);
  // A time is as large as the words beside it, and its brackets aren't there.
  const sizes = await northwind.evaluate((element) => {
    const size = (selector: string) => getComputedStyle(element.querySelector(selector) ?? element).fontSize;
    return { row: size('th'), time: size('time b'), brackets: size('time > span') };
  });
  expect(sizes).toEqual({ row: '11px', time: '11px', brackets: '0px' });

  await page.setViewportSize({ width: 720, height: 900 });
  await page.goto('/deletions');
  await expect(page.getByText(/^As read on .* UTC$/)).toBeVisible();
  const labels = page.getByRole('list', { name: 'Timeline of the next 30 days' }).locator('a > span:last-child');
  const clipped = await labels.filter({ visible: true }).evaluateAll((spans) =>
    spans
      .filter((span) => {
        const inside = span.getBoundingClientRect();
        return getComputedStyle(span).overflow !== 'visible' || inside.left < 0 || inside.right > innerWidth;
      })
      .map((span) => span.textContent),
  );
  expect(clipped).toEqual([]);
});
