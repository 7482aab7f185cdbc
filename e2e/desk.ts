import { GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  test as base,
  expect,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
  type Response,
} from 'playwright/test';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { createControlClient } from '../sandbox/aws/control-client.ts';
import { DEMO_CUSTOMERS, type DemoCustomer } from '../sandbox/demo/customers.ts';
import { runningStack } from './running-stack.ts';
import { signInAs } from './sign-in.ts';

export { expect };

const stack = runningStack();

export const SESSION_COOKIE = 'keydesk-session';

/** The control of the AWS stand-in: its clock moves web, worker, sessions and the life of keys together. */
export const control = createControlClient(stack.awsEndpoint);

export type StaffName = 'Vera Viewer' | 'Aidan Agent' | 'Priya Approver' | 'Ada Admin';
type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

type Fixtures = {
  /** A window of its own, with that member of staff signed in. */
  signedIn: (name: StaffName, options?: BrowserContextOptions) => Promise<Page>;
  /** A window of its own, with nobody signed in. */
  signedOut: (options?: BrowserContextOptions) => Promise<Page>;
};

/** One sign-in over the identity provider serves many windows, until its session ends. */
const sessions = new Map<StaffName, StorageState>();

export const test = base.extend<Fixtures>({
  baseURL: stack.origin,
  page: async ({ page }, use) => {
    const complaints = complaintsOf(page);
    const received = keepWhatIsReceived(page);
    await use(page);
    await received();
    expect(complaints).toEqual([]);
  },
  signedOut: async ({ browser }, use) => {
    const opened: { context: BrowserContext; complaints: string[]; received: () => Promise<void> }[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      opened.push({ context, complaints: complaintsOf(page), received: keepWhatIsReceived(page) });
      return page;
    });
    for (const { context, received } of opened) {
      await received();
      await context.close();
    }
    expect(opened.flatMap(({ complaints }) => complaints)).toEqual([]);
  },
  signedIn: async ({ signedOut }, use) => {
    await use(async (name, options = {}) => {
      const known = sessions.get(name);
      const page = await signedOut({ ...options, ...(known !== undefined && { storageState: known }) });
      if (known !== undefined && (await isSignedIn(page.context()))) return page;
      await page.context().clearCookies();
      await signInAs(page, name);
      sessions.set(name, await page.context().storageState());
      await noteSession(page.context());
      return page;
    });
  },
});

/** What must never happen on a page of the desk: a broken content security policy, an error that nobody caught. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) complaints.push(`${page.url()}: ${message.text()}`);
  });
  return complaints;
}

/** Everything that the desk sent to a browser during the run, for the last journey: it looks there for what must not be. */
export const RECEIVED_FILE = path.join(stack.dir, 'received.txt');
/** Pages, their data and answers of forms; not the program, which is the same for everybody, nor streams, which never end. */
const KEPT_TYPE = /^(text\/html|text\/x-component|text\/plain|application\/json)/;
const LAST_BODIES_MS = 5_000;

/** @returns what waits until the bodies that are still under way are kept, too */
function keepWhatIsReceived(page: Page): () => Promise<void> {
  const underWay = new Set<Promise<void>>();
  const keep = async (response: Response): Promise<void> => {
    const headers = await response.allHeaders();
    const hasText = KEPT_TYPE.test(headers['content-type'] ?? '');
    // A page that is left takes the bodies of its last answers with it; what no script could read was not received.
    const body = hasText ? await response.text() : '';
    appendFileSync(RECEIVED_FILE, `${response.url()}\n${JSON.stringify(headers)}\n${body}\n`, { mode: 0o600 });
  };
  page.on('response', (response) => {
    const kept = keep(response)
      .catch(() => undefined)
      .finally(() => underWay.delete(kept));
    underWay.add(kept);
  });
  return async () => {
    const tooLong = new Promise<void>((resolve) => setTimeout(resolve, LAST_BODIES_MS).unref());
    await Promise.race([Promise.all(underWay), tooLong]);
  };
}

async function isSignedIn(context: BrowserContext): Promise<boolean> {
  return (await context.request.get('/keys', { maxRedirects: 0 })).status() === 200;
}

export const SESSION_TOKENS_FILE = path.join(stack.dir, 'session-tokens.txt');

/** Plaintext data keys that customers were given during the run: markers that must be nowhere but with them. */
export const DATA_KEYS_FILE = path.join(stack.dir, 'data-keys.txt');

/** Makes a data key as the customer does, and keeps it for the last journey. */
export async function makeDataKey(customer: string, keyArn: string): Promise<void> {
  const command = new GenerateDataKeyCommand({ KeyId: keyArn, KeySpec: 'AES_256' });
  const { Plaintext } = await customerKms(customer).send(command);
  if (Plaintext === undefined) throw new Error('GenerateDataKey gave no plaintext.');
  appendFileSync(DATA_KEYS_FILE, `${Buffer.from(Plaintext).toString('base64')}\n`, { mode: 0o600 });
}

/** Keeps the session's token for the last journey, which looks for it where it must not be. */
export async function noteSession(context: BrowserContext): Promise<string> {
  const cookie = (await context.cookies()).find(({ name }) => name === SESSION_COOKIE);
  if (cookie === undefined) throw new Error('There is no session cookie.');
  appendFileSync(SESSION_TOKENS_FILE, `${cookie.value}\n`, { mode: 0o600 });
  return cookie.value;
}

/** Rows of the desk's own database, read as the app's role and only read. */
export async function rows<Row extends pg.QueryResultRow>(
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({
    connectionString: stack.env['DATABASE_URL'],
    options: '-c role=keydesk_app -c default_transaction_read_only=on',
  });
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** How many rows the tables hold that people write. Unchanged means: nothing was written. */
export async function writtenSoFar(): Promise<Record<string, number>> {
  const [counts] = await rows<Record<string, number>>(
    `select (select count(*)::int from customers) as customers, (select count(*)::int from customer_keys) as keys,
            (select count(*)::int from audit_log) as "auditEntries"`,
  );
  return counts ?? {};
}

export type RegisteredKey = { id: string; arn: string; region: string; awsAccountId: string; kmsKeyId: string };

/** A customer's key as the desk has it; of several, the one in use. */
export async function keyOf(customer: string): Promise<RegisteredKey> {
  const [key] = await rows<RegisteredKey>(
    `select k.id, k.arn, k.region, k.aws_account_id as "awsAccountId", k.kms_key_id as "kmsKeyId"
       from customer_keys k join customers c on c.id = k.customer_id
      where c.name = $1 order by (k.role = 'active') desc, k.id limit 1`,
    [customer],
  );
  if (key === undefined) throw new Error(`${customer} has no key.`);
  return key;
}

export function demoCustomer(name: string): DemoCustomer {
  const customer = DEMO_CUSTOMERS.find((one) => one.name === name);
  if (customer === undefined) throw new Error(`${name} is no customer of the demo.`);
  return customer;
}

/** The customer's own hands: a KMS client that acts as their AWS account. */
export function customerKms(name: string): KMSClient {
  const { region, awsAccountId } = demoCustomer(name);
  return new KMSClient({
    region,
    endpoint: stack.awsEndpoint,
    credentials: { accessKeyId: awsAccountId, secretAccessKey: 'demo' },
  });
}

/** Opens a customer's key by its address. */
export async function openKey(page: Page, customer: string): Promise<RegisteredKey> {
  const key = await keyOf(customer);
  await page.goto(`/keys/${key.id}`);
  await expect(page.getByRole('heading', { level: 1, name: customer })).toBeVisible();
  return key;
}

export const verdictOf = (page: Page) => page.getByRole('region', { name: 'Status' });

/** One check of a key is shared for 15 seconds, whoever asks (H24): past them, the next press asks KMS anew. */
export const letSharedCheckPass = async (): Promise<void> => void (await control.clock.advance(16_000));

/** Presses "Check now" and waits until the desk has answered; what the page then shows is for the caller to expect. */
export async function checkNow(page: Page): Promise<void> {
  await letSharedCheckPass();
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button', { name: 'Check now' }).click();
  await answered;
}
