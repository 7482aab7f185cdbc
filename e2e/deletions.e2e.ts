import { ReplicateKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { CONFIRM_DENIALS, CONFIRM_SPAN_MS } from '#lib/core/finding/confirmation.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import { checkNow, openKey, control, customerKms, expect, keyOf, pixelsBeyondWindow, test } from './desk.ts';
import { planSweep } from './plan-sweep.ts';

/** Scheduled checks take seconds. If an earlier run still has a key claimed, the run of the next minute checks it. */
const UNTIL_CHECKED = { timeout: 100_000 };
const PAST_EVERY_INTERVAL_MS = 6 * 60_000;

test('a deletion that a customer schedules in AWS appears on the open timeline, by its date, on the axis and in the list', async ({
  signedIn,
}) => {
  test.setTimeout(240_000);
  const customer = 'Juniper Street Theatre';
  const key = await keyOf(customer);
  const page = await signedIn('Vera Viewer');
  await page.goto('/keys');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Deletions' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Deletions' })).toBeVisible();
  const list = page.getByRole('table', { name: 'Deletions and expiries, soonest first' });
  await expect(list.getByRole('row', { name: 'Northwind Trading' })).toContainText('Cancel, then enable');
  await expect(list.getByRole('row', { name: 'Ember Diagnostics' })).toContainText('Key material expires');
  await expect(list.getByRole('row', { name: customer })).toHaveCount(0);

  const scheduled = await customerKms(customer).send(
    new ScheduleKeyDeletionCommand({ KeyId: key.arn, PendingWindowInDays: 11 }),
  );
  await control.clock.advance(PAST_EVERY_INTERVAL_MS);
  await planSweep();
  const row = list.getByRole('row', { name: customer });
  await expect(row).toContainText('Deletion scheduled', UNTIL_CHECKED);
  await expect(row).toContainText('Active key of 1 workspace: backups have stopped');
  await expect(row).toContainText('in 10 d');
  const axis = page.getByRole('list', { name: 'Timeline of the next 30 days' });
  await expect(axis.getByRole('link', { name: customer })).toHaveAttribute(
    'title',
    `Not before ${instantWords(scheduled.DeletionDate ?? new Date(0))}: ${customer}`,
  );

  // H27: the key's page and the list of keys give the same date.
  await row.getByRole('link').click();
  await expect(page.getByRole('region', { name: 'Dates' })).toContainText(
    `Not before ${instantWords(scheduled.DeletionDate ?? new Date(0))}`,
  );
});

test('a deletion that waits for replicas stands apart, without a date', async ({ signedIn }) => {
  test.setTimeout(240_000);
  const customer = 'Jetty Container Lines';
  const key = await keyOf(customer);
  const kms = customerKms(customer);
  const replicaRegion = key.region === 'us-west-2' ? 'eu-west-1' : 'us-west-2';
  await kms.send(new ReplicateKeyCommand({ KeyId: key.arn, ReplicaRegion: replicaRegion }));
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId: key.arn, PendingWindowInDays: 9 }));
  const page = await signedIn('Vera Viewer');
  await page.goto('/deletions');
  await control.clock.advance(PAST_EVERY_INTERVAL_MS);
  await planSweep();
  const waiting = page.getByRole('table', { name: 'Deletions without a date' }).getByRole('row', { name: customer });
  await expect(waiting).toContainText('AWS sets the date when the last replica is deleted', UNTIL_CHECKED);
  await expect(waiting).toContainText('a waiting period of 9 days begins then');
  await expect(waiting).toContainText('no date');
  await expect(page.getByRole('list', { name: 'Timeline of the next 30 days' })).not.toContainText(customer);
});

test('H13 a deletion that we can no longer see is dated by its earliest possible loss', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent');
  await openKey(page, 'Litware Legal');
  // A denial counts when it was heard often enough for long enough.
  for (let denials = 1; denials <= CONFIRM_DENIALS; denials += 1) {
    await control.clock.advance(CONFIRM_SPAN_MS / (CONFIRM_DENIALS - 1));
    await checkNow(page);
  }
  await page.goto('/deletions');
  const row = page.getByRole('row', { name: 'Litware Legal' });
  await expect(row).toContainText('Deletion no longer visible: earliest possible date, or from');
  const date = await row.getByRole('time').getAttribute('datetime');
  await row.getByRole('link').click();
  await expect(page.getByRole('region', { name: 'Dates' })).toContainText(
    `Not before ${instantWords(new Date(date ?? 0))}`,
  );
});

test('the marks are one tab stop, the arrow keys move between them, and the rows answer j, k and Enter', async ({
  signedIn,
}) => {
  const page = await signedIn('Vera Viewer', { viewport: { width: 390, height: 844 } });
  await page.goto('/deletions');
  const marks = page.getByRole('list', { name: 'Timeline of the next 30 days' }).getByRole('link');
  await marks.first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(marks.nth(1)).toBeFocused();
  await page.keyboard.press('End');
  await expect(marks.last()).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(marks.and(page.locator(':focus'))).toHaveCount(0);
  expect(await pixelsBeyondWindow(page)).toBeLessThanOrEqual(0);

  await page.locator('body').click({ position: { x: 1, y: 1 } });
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const focused = page.locator('[data-row-link]:focus');
  await expect(focused).toHaveCount(1);
  const href = (await focused.getAttribute('href')) ?? '';
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`${href}$`));
});
