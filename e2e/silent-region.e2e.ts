import type { Page } from 'playwright/test';
import { checkNow, control, expect, rows, test, verdictOf } from './desk.ts';
import { planSweep } from './plan-sweep.ts';

const REGION = 'ap-southeast-2';
const TEN_MINUTES_MS = 10 * 60_000;
/** If an earlier run still has a region's keys claimed, the run of the next minute checks them. */
const UNTIL_CHECKED = { timeout: 100_000 };

test.afterEach(async () => control.faults.clear());

const noticesOf = (page: Page) => page.getByRole('region', { name: 'Regions' });
/** That a region is silent. Another test may have left an incident there, which is told beside it. */
const silenceOn = (page: Page) => page.getByText(`${REGION}: no answer since`);

/** The id of a key of the region that is usable now. */
async function aUsableKey(): Promise<string> {
  const [key] = await rows<{ id: string }>(
    `select id from customer_keys where region = $1 and role = 'active' and verdict = 'usable' order by arn limit 1`,
    [REGION],
  );
  if (key === undefined) throw new Error(`No key in ${REGION} is usable.`);
  return key.id;
}

const silentSince = async (): Promise<Date | null> =>
  (await rows<{ since: Date | null }>('select silent_since as since from region_status where region = $1', [REGION]))[0]
    ?.since ?? null;

test('H7 a region in which KMS is silent for ten minutes says so at the top of the list and of a key’s page, in warning words beside statuses with their age, until KMS answers again', async ({
  signedIn,
}) => {
  test.setTimeout(300_000);
  const id = await aUsableKey();
  const keyPage = await signedIn('Aidan Agent');
  await keyPage.goto(`/keys/${id}`);
  await checkNow(keyPage);
  const verdict = verdictOf(keyPage);
  await expect(verdict).toContainText('Last checked just now');
  const list = await signedIn('Vera Viewer');
  await list.goto(`/keys?region=${REGION}`);
  await expect(noticesOf(list)).toContainText(new RegExp(`${REGION} answered .+ ago`));
  await expect(silenceOn(keyPage)).toHaveCount(0);

  await control.faults.add({ match: { region: REGION }, effect: { kind: 'reset' } });
  // Past the interval, so that scheduled checks call KMS in vain.
  await control.clock.advance(6 * 60_000);
  await planSweep();
  await expect.poll(silentSince, UNTIL_CHECKED).not.toBeNull();
  const since = (await silentSince())?.toISOString().slice(11, 16);
  await control.clock.advance(TEN_MINUTES_MS);
  await planSweep();

  const silence = new RegExp(`${REGION}: no answer since .*${since} UTC \\(1\\d min\\)`);
  for (const page of [list, keyPage]) {
    await expect(noticesOf(page)).toContainText(silence, UNTIL_CHECKED);
    await expect(noticesOf(page)).toContainText('Statuses here are from before that time');
    await expect(noticesOf(page)).not.toContainText(`${REGION} answered`);
  }
  // The status stays, with the age of its last answer: no word says that the attempts since then were checks.
  await expect(verdict).toContainText(/Usable.*Last checked 1\d min ago/s);
  await expect(list.getByText(/just now/)).toHaveCount(0);

  // Somebody who opens the pages now reads the same.
  const opened = await signedIn('Priya Approver');
  for (const path of [`/keys/${id}`, '/keys', '/regions']) {
    await opened.goto(path);
    await expect(noticesOf(opened)).toContainText(silence);
  }

  await control.faults.clear();
  await checkNow(keyPage);
  await expect(silenceOn(keyPage)).toHaveCount(0);
  await expect(verdict).toContainText('Last checked just now');
  await expect(noticesOf(list)).toContainText(new RegExp(`${REGION} answered .+ ago`));
  await expect(silenceOn(list)).toHaveCount(0);
});
