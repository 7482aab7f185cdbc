import {
  CreateKeyCommand,
  EncryptCommand,
  KMSClient,
  PutKeyPolicyCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms';
import type { Page } from 'playwright/test';
import { setups } from '#drizzle/schema/setups.ts';
import { CODE_NAME } from '#lib/core/setup/template-description.ts';
import { createDatabase, createPool } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';
import { makeCode } from '#lib/use-cases/ownership/make-code.ts';
import { trustingPolicy } from '../sandbox/demo/key-policies.ts';
import { DEMO_REGIONS } from '../sandbox/demo/regions.ts';
import { checkNow, control, expect, expireSharedCheck, rows, test, verdictOf } from './desk.ts';
import { askAboutUnprovenKeys } from './plan-sweep.ts';
import { runningStack } from './running-stack.ts';

const [REGION = { code: '', vendorAccount: '' }] = DEMO_REGIONS;
const REASON = 'Confirmed with the security contact on the phone, 29 November.';

/** A customer who is new to us, in an AWS account that nobody else uses. */
function aNewCustomer(name: string, account: string) {
  const kms = new KMSClient({
    region: REGION.code,
    endpoint: runningStack().awsEndpoint,
    credentials: { accessKeyId: account, secretAccessKey: 'demo' },
  });
  return {
    name,
    createKey: async (): Promise<string> => (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '',
    letUsIn: (arn: string) =>
      kms.send(
        new PutKeyPolicyCommand({ KeyId: arn, Policy: JSON.stringify(trustingPolicy(account, REGION.vendorAccount)) }),
      ),
    describe: (arn: string, Description: string) =>
      kms.send(new UpdateKeyDescriptionCommand({ KeyId: arn, Description })),
    /** What `aws kms encrypt --output text --query CiphertextBlob` prints. */
    encrypt: async (arn: string, text: string, code: string): Promise<string> => {
      const { CiphertextBlob = new Uint8Array() } = await kms.send(
        new EncryptCommand({
          KeyId: arn,
          Plaintext: Buffer.from(text),
          EncryptionContext: { [CODE_NAME]: code },
        }),
      );
      return `${Buffer.from(CiphertextBlob).toString('base64').replaceAll(/.{76}/g, '$&\n')}\n`;
    },
  };
}

/** Adds a key in the form, which opens its page. */
async function addKey(page: Page, customer: string, arn: string): Promise<void> {
  await page.goto('/keys/new');
  await page.getByRole('textbox', { name: 'Customer', exact: true }).fill(customer);
  await page.getByRole('combobox', { name: 'Hosting region' }).selectOption(REGION.code);
  await page.getByRole('textbox', { name: 'Key ARN' }).fill(arn);
  await page.getByRole('button', { name: 'Add key' }).click();
  await expect(page.getByRole('heading', { level: 1, name: customer })).toBeVisible();
}

/** A setup of the customer with a one-time code, as the setup's page makes it. */
async function codeFor(customer: string): Promise<string> {
  const [found] = await rows<{ id: string }>('select id from customers where name = $1', [customer]);
  const pool = createPool({
    url: runningStack().env['DATABASE_URL'] ?? '',
    applicationName: 'keydesk-e2e',
    maxConnections: 1,
    statementTimeoutMs: 5_000,
    onError: () => undefined,
  });
  try {
    const db = createDatabase(pool);
    const setupId = newId();
    const owner = { ownerStaffId: newId(), ownerName: 'Aidan Agent', createdBy: 'Aidan Agent' };
    const at = new Date();
    await db
      .insert(setups)
      .values({ id: setupId, customerId: found?.id ?? '', askedByName: 'Kim', createdAt: at, ...owner });
    const made = await makeCode({ db, clock: () => at }, { setupId }, { kind: 'system', job: 'e2e' });
    if (!made.ok) throw new Error(made.reason);
    return made.value.code;
  } finally {
    await pool.end();
  }
}

test('H16 a key is proven by a ciphertext: until then the page says only whether our account could read it', async ({
  signedIn,
}) => {
  const customer = aNewCustomer('Quarry Lane Stone', '246813579001');
  const page = await signedIn('Aidan Agent');
  const arn = await customer.createKey();
  await addKey(page, customer.name, arn);
  const proof = page.getByRole('region', { name: 'Proof of ownership' });
  await expireSharedCheck();
  await proof.getByRole('button', { name: 'Ask now' }).click();
  await expect(proof).toContainText('Our account could not read this key at');
  await expect(proof.getByRole('listitem')).toHaveCount(6);
  await expect(verdictOf(page)).toHaveCount(0);

  await customer.letUsIn(arn);
  await expireSharedCheck();
  await proof.getByRole('button', { name: 'Ask now' }).click();
  await expect(proof).toContainText('It shows none of the open codes.');

  const field = page.getByRole('textbox', { name: 'Ciphertext from the customer' });
  const send = async (pasted: string): Promise<void> => {
    await expireSharedCheck();
    await field.fill(pasted);
    await page.getByRole('button', { name: 'Decrypt and compare' }).click();
  };
  await send('certainly no ciphertext');
  await expect(field).toHaveAccessibleDescription(/no ciphertext as the AWS CLI prints it/);
  const code = await codeFor(customer.name);
  await send(await customer.encrypt(arn, 'something else', code));
  await expect(field).toHaveAccessibleDescription(/contains something else than the code/);
  await send(await customer.encrypt(arn, code, code));

  await expect(verdictOf(page)).toBeVisible();
  await checkNow(page);
  await expect(verdictOf(page)).toContainText('Usable');
  await expect(
    page.getByRole('definition').filter({ hasText: 'by a one-time code encrypted with the key' }),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: 'Withdraw proof' })).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByRole('list', { name: 'Timeline' })).toContainText('Ownership proven');
});

test('H16 the worker proves a key whose description shows the code, and the open page hears of it', async ({
  signedIn,
}) => {
  const customer = aNewCustomer('Juniper Road Haulage', '246813579003');
  const page = await signedIn('Aidan Agent');
  const arn = await customer.createKey();
  await customer.letUsIn(arn);
  await addKey(page, customer.name, arn);
  const code = await codeFor(customer.name);
  await customer.describe(arn, `Backups. Ask ops before you delete this key. keydesk-verify=${code}`);
  // As after five minutes: an earlier run may have asked already.
  await control.clock.advance(5 * 60_000);
  await askAboutUnprovenKeys();
  await expect(verdictOf(page)).toBeVisible({ timeout: 20_000 });
  await expect(
    page.getByRole('definition').filter({ hasText: 'by a one-time code in the key’s description' }),
  ).toBeVisible();
  await expect(page.getByText(code)).toHaveCount(0);
});

test('H16 an approver accepts a key without proof, with a reason, and withdraws that again: its details are hidden', async ({
  signedIn,
}) => {
  const customer = aNewCustomer('Saltmarsh Ferries', '246813579002');
  const agent = await signedIn('Aidan Agent');
  const arn = await customer.createKey();
  await customer.letUsIn(arn);
  await addKey(agent, customer.name, arn);
  await expect(agent.getByRole('button', { name: 'Accept without proof' })).toHaveAttribute('aria-disabled', 'true');

  const page = await signedIn('Priya Approver');
  await page.goto(agent.url());
  const accept = async (reason: string): Promise<void> => {
    const dialog = page.getByRole('alertdialog', { name: /^Accept this key/ });
    await dialog.getByRole('textbox', { name: 'Reason' }).fill(reason);
    await dialog.getByRole('button', { name: 'Accept it' }).click();
  };
  await page.getByRole('button', { name: 'Accept without proof' }).click();
  await accept('They said so.');
  await expect(page.getByRole('alertdialog')).toContainText('at least 20 characters');
  await accept(REASON);
  await expect(verdictOf(page)).toBeVisible();
  await checkNow(page);
  await expect(verdictOf(page)).toContainText('Usable');
  // The agent's open page hears of it.
  await expect(verdictOf(agent)).toContainText('Usable');

  await page.getByRole('button', { name: 'Withdraw proof' }).click();
  const dialog = page.getByRole('alertdialog', { name: /^Withdraw the proof/ });
  await dialog
    .getByRole('textbox', { name: 'Reason' })
    .fill('The account belongs to a former subsidiary, ticket 4711.');
  await dialog.getByRole('button', { name: 'Withdraw it' }).click();
  await expect(page.getByText('The proof that this key is the customer’s was withdrawn.').first()).toBeVisible();
  const proof = page.getByRole('region', { name: 'Proof of ownership' });
  await expect(proof).toContainText('by Priya Approver');
  await expect(proof).toContainText('former subsidiary, ticket 4711');
  for (const one of [page, agent]) await expect(verdictOf(one)).toHaveCount(0);
  for (const title of ['Key details', 'Permissions', 'Dates', 'Status history', 'Rotation', 'Timeline'])
    await expect(page.getByRole('heading', { name: title })).toHaveCount(0);

  const audited = await rows<{ action: string; by: string }>(
    `select a.action, a.actor ->> 'name' as by from audit_log a join customer_keys k on k.id::text = a.target_id::text
     where k.arn = $1 and a.action like 'ownership.%' order by a.seq`,
    [arn],
  );
  expect(audited).toEqual([
    { action: 'ownership.excepted', by: 'Priya Approver' },
    { action: 'ownership.withdrawn', by: 'Priya Approver' },
  ]);
});
