import { DEMO_REGIONS } from '../sandbox/demo/regions.ts';
import { checkNow, control, expect, openKey, test } from './desk.ts';

const MINUTE_MS = 60_000;

test('a viewer can open Settings and see the last control key check of a region and the estimated KMS calls per day', async ({
  signedIn,
}) => {
  // A denial makes Keydesk check the region's control key, at most once a minute.
  const agent = await signedIn('Aidan Agent');
  await control.clock.advance(2 * MINUTE_MS);
  const key = await openKey(agent, 'Alpine Ski House');
  await checkNow(agent);
  const region = DEMO_REGIONS.find(({ code }) => code === key.region);
  if (region === undefined) throw new Error(`${key.region} is not a demo region.`);

  const page = await signedIn('Vera Viewer');
  await page.goto('/keys');
  const rail = page.getByRole('navigation', { name: 'Main' });
  await rail.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await expect(rail.getByRole('link', { name: 'Settings' })).toHaveAttribute('aria-current', 'page');

  const settings = page.getByRole('region', { name: region.name });
  await expect(settings).toContainText(region.roleArn);
  await expect(settings).toContainText(new RegExp(`arn:aws:kms:${region.code}:900000000009:key/`));
  await expect(settings).toContainText(/Passed all permission tests, (just now|\d+ (s|min|h) ago)/);
  // The HTML of the page doesn't contain the secret either.
  expect(await page.content()).not.toContain(region.externalId);

  const calls = page.getByRole('table', { name: 'Estimated calls per day' });
  await expect(calls.getByRole('row', { name: new RegExp(`${inPattern(region.name)}.*DescribeKey`) })).toContainText(
    /DescribeKey\s*[1-9][\d,]*/,
  );
  await expect(calls.getByRole('row', { name: /All regions.*DescribeKey/ })).toContainText(/[1-9][\d,]*/);
  const cost = page.getByRole('table', { name: 'Live keys and estimated cost' });
  await expect(cost.getByRole('row', { name: /All regions/ })).toContainText(/\d+\.\d{2}/);
  await expect(page.getByRole('region', { name: 'KMS calls and cost' })).toContainText('Estimate');
});

const inPattern = (words: string): string => words.replace(/[()]/g, '\\$&');
