import { checkNow, expect, letSharedCheckPass, makeDataKey, openKey, rows, test, verdictOf } from './desk.ts';

const CUSTOMER = 'Cypress Analytics';

test('support proves that a customer’s key works, not only that we are permitted to use it', async ({ signedIn }) => {
  const page = await signedIn('Aidan Agent');
  const key = await openKey(page, CUSTOMER);
  await checkNow(page);
  await expect(verdictOf(page)).toContainText('Usable');
  await makeDataKey(CUSTOMER, key.arn);

  await letSharedCheckPass();
  await page.getByRole('button', { name: 'Run encrypt/decrypt test' }).click();
  await expect(
    page.getByText('The key works: we encrypted a random value and decrypted it again.').first(),
  ).toBeVisible();
  await expect(page.getByRole('list', { name: 'Timeline' })).toContainText('Encrypt/decrypt test passed');
  await expect(verdictOf(page)).toContainText('Usable');

  // H2: it rests on calls that were really made, and their request ids are kept.
  const [proof] = await rows<{ cells: { action: string; result: string; real?: true; requestId: string | null }[] }>(
    `select cells from probe_reports where key_id = $1 and kind = 'proof' order by id desc limit 1`,
    [key.id],
  );
  const real = proof?.cells.filter((cell) => cell.real === true) ?? [];
  expect(real.map(({ action, result }) => [action, result])).toEqual([
    ['Encrypt', 'allowed'],
    ['Decrypt', 'allowed'],
  ]);
  for (const { requestId } of real) expect(requestId).toBeTruthy();
});
