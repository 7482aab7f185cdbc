import {
  CreateKeyCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  KMSClient,
  PutKeyPolicyCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms';
import type { Locator, Page } from 'playwright/test';
import { CODE_NAME } from '#lib/core/setup/template-description.ts';
import { trustingPolicy } from '../sandbox/demo/key-policies.ts';
import { DEMO_REGIONS, type DemoRegion } from '../sandbox/demo/regions.ts';
import { checkNow, control, expect, expireSharedCheck } from './desk.ts';
import { runEncryptTest } from './run-encrypt-test.ts';
import { runningStack } from './running-stack.ts';

const MINUTE = 60_000;

/** One of our hosting regions. */
export function regionOf(code: string): DemoRegion {
  const region = DEMO_REGIONS.find((one) => one.code === code);
  if (region === undefined) throw new Error(`We host nothing in ${code}.`);
  return region;
}

/** A customer who is signed in to an AWS account of theirs. A key's region is that of its ARN. */
export function customerInAws(account: string) {
  const kmsIn = (region: string): KMSClient =>
    new KMSClient({
      region,
      endpoint: runningStack().awsEndpoint,
      credentials: { accessKeyId: account, secretAccessKey: 'demo' },
    });
  const kmsOf = (arn: string): KMSClient => kmsIn(arn.split(':')[3] ?? '');
  return {
    /**
     * Creates a key as the instructions say.
     * @param vendor the region whose vendor account the policy names: a mistake where it is another region
     */
    createKey: async (region: string, { description = '', vendor = region, omitted = [] as string[] } = {}) => {
      const { vendorAccount } = regionOf(vendor);
      const Policy = JSON.stringify(trustingPolicy(account, vendorAccount, omitted));
      const created = await kmsIn(region).send(new CreateKeyCommand({ Policy, Description: description }));
      return created.KeyMetadata?.Arn ?? '';
    },
    putPolicy: (arn: string, { vendor = arn.split(':')[3] ?? '', omitted = [] as string[] } = {}) => {
      const Policy = JSON.stringify(trustingPolicy(account, regionOf(vendor).vendorAccount, omitted));
      return kmsOf(arn).send(new PutKeyPolicyCommand({ KeyId: arn, Policy }));
    },
    describe: (arn: string, Description: string) =>
      kmsOf(arn).send(new UpdateKeyDescriptionCommand({ KeyId: arn, Description })),
    /** The command that prints a key's policy, and what it prints. */
    printPolicy: async (arn: string): Promise<string> => {
      const { Policy } = await kmsOf(arn).send(new GetKeyPolicyCommand({ KeyId: arn, PolicyName: 'default' }));
      const region = arn.split(':')[3];
      return `$ aws kms get-key-policy --key-id ${arn} --region ${region} --policy-name default --query Policy --output text\n${Policy}\n`;
    },
    /** What `aws kms encrypt --output text --query CiphertextBlob` prints. */
    encrypt: async (arn: string, text: string, code = text): Promise<string> => {
      const { CiphertextBlob = new Uint8Array() } = await kmsOf(arn).send(
        new EncryptCommand({ KeyId: arn, Plaintext: Buffer.from(text), EncryptionContext: { [CODE_NAME]: code } }),
      );
      return `${Buffer.from(CiphertextBlob).toString('base64').replaceAll(/.{76}/g, '$&\n')}\n`;
    },
  };
}

export const button = (within: Page | Locator, name: string): Locator =>
  within.getByRole('button', { name, exact: true });

/** The part of a setup's page about one workspace. */
export const workspaceOf = (page: Page, name: string): Locator =>
  page.getByRole('region', { name: new RegExp(`^${name}: `) });

/** The current step, of the whole page where the setup has one workspace. */
export const step = (within: Page | Locator): Locator =>
  within.getByRole('list', { name: 'Steps' }).locator('[aria-current="step"]');

export type CustomerWords = { name: string; externalId: string; provider?: string };

/** Adds a customer as a person does, who then is on their page. */
export async function addCustomer(page: Page, { name, externalId, provider }: CustomerWords): Promise<void> {
  await page.goto('/customers/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByRole('textbox', { name: /External ID/ }).fill(externalId);
  if (provider !== undefined) await page.getByRole('textbox', { name: 'Service provider' }).fill(provider);
  await button(page, 'Add customer').click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** Starts a setup of a customer. The page is then that of the setup. */
export async function startSetup(
  page: Page,
  customer: string,
  workspaces: readonly { name: string; region: string }[],
): Promise<void> {
  await page.goto(`/setups/new?q=${encodeURIComponent(customer)}`);
  await page.getByRole('link', { name: customer, exact: true }).click();
  await page.getByLabel('Who asked').fill('Dana Ruiz');
  await page.getByRole('textbox', { name: 'Ticket' }).fill('#4711');
  for (const [index, { name, region }] of workspaces.entries()) {
    if (index > 0) await button(page, 'Another workspace').click();
    await page.getByRole('textbox', { name: 'Workspace', exact: true }).nth(index).fill(name);
    await page.getByRole('combobox', { name: 'Hosting region' }).nth(index).selectOption(region);
  }
  await button(page, 'Start the setup').click();
  await expect(step(page).first()).toContainText('Customer');
}

/** Attests the facts that only a person can vouch for. */
export async function attest(page: Page, workspace: string): Promise<void> {
  const part = workspaceOf(page, workspace);
  await expect(part.getByText(/plan allows/).first()).toBeVisible();
  // Once for the whole setup: then the others only say so.
  const plan = part.getByRole('checkbox', { name: /plan allows/ });
  if ((await plan.count()) > 0) await plan.check();
  for (const fact of [new RegExp(`workspace ${workspace} exists`), /no backup or archive job yet, or/])
    await part.getByRole('checkbox', { name: fact }).check();
  await button(part, 'Record these facts').click();
  await expect(step(part)).not.toContainText('Customer');
}

export const frozenText = (page: Page, title: string): Locator =>
  page.getByRole('textbox', { name: `Text: ${title}` }).first();

/** Makes a text and gives it as it was frozen. */
export async function makeText(page: Page, title: string): Promise<string> {
  await button(page, `Copy: ${title}`).click();
  await expect(frozenText(page, title)).toHaveValue(/Dana Ruiz/);
  return frozenText(page, title).inputValue();
}

/** The one-time code in the instructions. */
export function codeIn(instructions: string): string {
  const code = /keydesk-verify=([a-z2-7]{20})/.exec(instructions)?.[1];
  if (code === undefined) throw new Error('The instructions have no code.');
  return code;
}

export async function readAnswer(page: Page, answer: string): Promise<void> {
  await page.getByRole('textbox', { name: 'What the customer sent' }).fill(answer);
  await button(page, 'Read the answer').click();
}

/** Runs what the gate asks for on the page of a key: two full checks and an encrypt/decrypt test. */
export async function passTests(page: Page): Promise<void> {
  for (const waitMs of [0, 6 * MINUTE]) {
    await control.clock.advance(waitMs);
    await checkNow(page);
  }
  await expireSharedCheck();
  await runEncryptTest(page);
}

/** Records our side and clears the line. */
export async function clearToStart(page: Page, workspace: string): Promise<void> {
  const part = workspaceOf(page, workspace);
  await part
    .getByRole('textbox', { name: 'What did you see?' })
    .fill('The workspace shows this ARN, and its role decrypted a test value.');
  await button(part, 'Record our side').click();
  await expect(step(part)).toContainText('Clear to start');
  await expireSharedCheck();
  await button(part, 'Clear to start').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Clear to start' }).click();
  await expect(step(part)).toContainText('Customer told');
}
