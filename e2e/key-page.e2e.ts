import type { Locator, Page } from 'playwright/test';
import { checkNow, expect, nextOf, openCheckedKey, openKey, test, verdictOf } from './desk.ts';

const copyReply = (page: Page) => page.getByRole('button', { name: 'Copy reply' });
const reply = (page: Page) => page.getByRole('textbox', { name: 'Text of the reply' });

async function topOf(part: Locator): Promise<number> {
  const box = await part.boundingBox();
  if (box === null) throw new Error('It is not shown.');
  return box.y;
}

test('at 1440 × 900 a denied key shows what is wrong, whose action it is, the steps, and the reply with its button without scrolling', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  await openCheckedKey(page, 'Acme Logistics');
  await expect(verdictOf(page).getByRole('heading', { level: 2 })).toContainText(
    /^Unusable since .+\(.+\): AWS denies kms:.+, which it allowed before\.$/,
  );
  await expect(verdictOf(page)).toContainText(/Next action: \w+ ?\(?\w*\)?\. Last checked .* · next check /);
  await expect(nextOf(page).getByRole('listitem').filter({ hasText: 'Send the reply.' })).toBeInViewport({ ratio: 1 });
  await expect(copyReply(page)).toBeInViewport({ ratio: 1 });
  await expect(reply(page)).toBeInViewport({ ratio: 0.9 });
  await expect(
    page.getByRole('region', { name: 'Permissions' }).getByText(/^\d of 7 allowed; denied: kms:/),
  ).toBeInViewport({
    ratio: 1,
  });
});

test('at 390 × 844 the status and whose action it is are in the first screen, and the reply begins in the second at the latest', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent', { viewport: { width: 390, height: 844 } });
  for (const customer of ['Acme Logistics', 'Northwind Trading']) {
    await openKey(page, customer);
    await expect(verdictOf(page).getByText(/^Next action: /)).toBeInViewport({ ratio: 1 });
    expect(await topOf(copyReply(page))).toBeLessThan(2 * 844);
  }
});

test('copying the reply moves nothing on the page', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent', { permissions: ['clipboard-read', 'clipboard-write'] });
  // Of a check of now: no other reading of the page has anything new to show meanwhile.
  await openKey(page, 'Northwind Trading');
  await checkNow(page);
  const parts = [
    verdictOf(page),
    nextOf(page),
    copyReply(page),
    reply(page),
    page.getByRole('navigation', { name: 'Sections' }),
  ];
  await expect(page.getByText('Loading', { exact: true })).toHaveCount(0);
  const places = async () => [
    await page.evaluate(() => scrollY),
    // The text may give room to a question below it, and nothing else moves.
    ...(await Promise.all(parts.map(async (part) => [(await part.boundingBox())?.x, (await part.boundingBox())?.y]))),
  ];
  const before = await places();
  await copyReply(page).click();
  await expect(page.getByRole('region', { name: /^Reply/ }).getByText(/Copied the reply/)).toBeVisible();
  expect(await places()).toEqual(before);
  await expect(copyReply(page)).toBeFocused();
});

test('every section is reached by its link, which names a key of its own, and a link to the reply puts the focus on its button', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer');
  const key = await openKey(page, 'Cobalt Reinsurance');
  const links = page.getByRole('navigation', { name: 'Sections' }).getByRole('link');
  const letters: (string | null)[] = [];
  for (const link of await links.all()) {
    const section = page.locator((await link.getAttribute('href')) ?? '');
    letters.push(await link.getAttribute('data-key'));
    await link.click();
    await expect(section.getByRole('heading').first()).toBeInViewport();
  }
  expect(letters.length).toBeGreaterThanOrEqual(11);
  expect(new Set(letters).size).toBe(letters.length);

  await links.filter({ hasText: 'Reply' }).click();
  await expect(copyReply(page)).toBeFocused();
  await page.goto('/keys');
  await page.goto(`/keys/${key.id}#reply`);
  await expect(copyReply(page)).toBeFocused();
});

test('H27 a key pending deletion names one deadline, in the status, the dates and the reply', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent');
  await openKey(page, 'Northwind Trading');
  await expect(verdictOf(page).getByText(/ left until AWS may delete the key\./)).toHaveCount(1);
  await expect(page.getByText('Loading', { exact: true })).toHaveCount(0);
  const dates = await page.getByRole('region', { name: 'Dates' }).innerText();
  const told = `${dates}\n${await reply(page).inputValue()}\n${await page.getByRole('region', { name: 'Why' }).innerText()}`;
  const found = [...told.matchAll(/not before (\w{3} \d+ \w{3} \d{4} \d\d:\d\d UTC)/gi)].map(([, date]) => date);
  expect(found.length).toBeGreaterThanOrEqual(3);
  expect(new Set(found).size).toBe(1);
});

test('a usable key is calm: one sentence, no step, and the permissions in one line', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent');
  await openCheckedKey(page, 'Xenia Pharma');
  await expect(verdictOf(page).getByRole('heading', { level: 2 })).toContainText(
    /^Usable since .+: Our account has permission to use the key\.$/,
  );
  await expect(verdictOf(page)).toContainText('No action needed.');
  await expect(nextOf(page)).toContainText('Nothing to do');
  const permissions = page.getByRole('region', { name: 'Permissions' });
  await expect(permissions).toContainText('7 of 7 allowed');
  await expect(permissions.getByRole('listitem')).toHaveCount(0);
});
