import { checkNow, expect, expireSharedCheck, makeDataKey, openKey, rows, test, verdictOf } from './desk.ts';
import { runEncryptTest } from './run-encrypt-test.ts';

const CUSTOMER = 'Cypress Analytics';

test('support can show with an encrypt/decrypt test that a customer’s key works, not only that we have permission', async ({
  signedIn,
}) => {
  const page = await signedIn('Aidan Agent');
  const key = await openKey(page, CUSTOMER);
  await checkNow(page);
  await expect(verdictOf(page)).toContainText('Usable');
  await makeDataKey(CUSTOMER, key.arn);

  await expireSharedCheck();
  await runEncryptTest(page);
  await expect(page.getByRole('list', { name: 'Timeline' })).toContainText('Encrypt/decrypt test passed');
  await expect(verdictOf(page)).toContainText('Usable');

  // The outcome of an action is not shown any longer once another one has its own.
  const outcome = page.getByText('The key works: we encrypted a random value and decrypted it again.');
  await expect(outcome).not.toHaveCount(0);
  await checkNow(page);
  await expect(outcome).toHaveCount(0);

  // H2: the result comes from real calls, and their request IDs are stored.
  const [report] = await rows<{ cells: { action: string; result: string; real?: true; requestId: string | null }[] }>(
    `select cells from probe_reports where key_id = $1 and kind = 'proof' order by id desc limit 1`,
    [key.id],
  );
  const real = report?.cells.filter((cell) => cell.real === true) ?? [];
  expect(real.map(({ action, result }) => [action, result])).toEqual([
    ['Encrypt', 'allowed'],
    ['Decrypt', 'allowed'],
  ]);
  for (const { requestId } of real) expect(requestId).toBeTruthy();
});
