import { GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  test as base,
  expect,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
  type Response,
  type TestInfo,
} from 'playwright/test';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { createControlClient } from '../sandbox/aws/control-client.ts';
import { DEMO_CUSTOMERS, type DemoCustomer } from '../sandbox/demo/customers.ts';
import { followPage } from './failed-page.ts';
import { runningStack, type RunningStack } from './running-stack.ts';
import { signInAs } from './sign-in.ts';

export { expect };

/** The stack of this worker, which is used unless a test names another one. */
const thisStack = runningStack();

export const SESSION_COOKIE = 'keydesk-session';

/** Controls the AWS stand-in. Its clock is also the clock of web, worker, sessions and keys. */
export const control = createControlClient(thisStack.awsEndpoint);

export type StaffName = 'Vera Viewer' | 'Aidan Agent' | 'Priya Approver' | 'Ada Admin';
type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

type Fixtures = {
  /** Opens a new browser window with this person signed in. */
  signedIn: (name: StaffName, options?: BrowserContextOptions) => Promise<Page>;
  /** Opens a new browser window with nobody signed in. */
  signedOut: (options?: BrowserContextOptions) => Promise<Page>;
  /** Makes sure that this person has signed in once, so that the staff page lists them. */
  haveSignedIn: (name: StaffName) => Promise<void>;
};

/** One sign-in is reused by many windows until its session ends. */
const sessions = new Map<StaffName, StorageState>();

export const test = base.extend<Fixtures>({
  baseURL: thisStack.origin,
  page: async ({ page }, use, testInfo) => {
    const errors = pageErrorsOf(page);
    const received = saveResponses(page);
    const tell = await followPage(page);
    untilAlive(page);
    await use(page);
    await tellFailure(testInfo, tell);
    await received();
    expect(errors).toEqual([]);
  },
  signedOut: async ({ browser }, use, testInfo) => {
    const opened: {
      context: BrowserContext;
      errors: string[];
      received: () => Promise<void>;
      tell: () => Promise<string>;
    }[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const tell = await followPage(page);
      untilAlive(page);
      opened.push({ context, errors: pageErrorsOf(page), received: saveResponses(page), tell });
      return page;
    });
    for (const { context, received, tell } of opened) {
      await tellFailure(testInfo, tell);
      await received();
      await context.close();
    }
    expect(opened.flatMap(({ errors }) => errors)).toEqual([]);
  },
  signedIn: async ({ signedOut }, use) => {
    await use(async (name, options = {}) => {
      const saved = sessions.get(name);
      const page = await signedOut({ ...options, ...(saved !== undefined && { storageState: saved }) });
      if (saved !== undefined && (await isSignedIn(page.context()))) return page;
      await page.context().clearCookies();
      await signInAs(page, name);
      sessions.set(name, await page.context().storageState());
      await saveSessionToken(page.context());
      return page;
    });
  },
  haveSignedIn: async ({ signedIn }, use) => {
    await use(async (name) => {
      if (!sessions.has(name)) await signedIn(name);
    });
  },
});

/** How long a page may take until it listens. One without scripts of ours never does. */
const ALIVE_WITHIN_MS = 5_000;

/**
 * Lets `goto` and `reload` wait until the page listens: a press before that is lost, as it is for a person, who is never
 * that quick.
 */
function untilAlive(page: Page): void {
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)];
  const alive = async (response: Response | null): Promise<Response | null> => {
    // React leaves its marks on each element that it has made its own.
    const listens = () =>
      document.querySelector('script[src*="/_next/"]') === null ||
      [...document.querySelectorAll('button')].every((one) =>
        Object.keys(one).some((name) => name.startsWith('__react')),
      );
    await page.waitForFunction(listens, undefined, { timeout: ALIVE_WITHIN_MS }).catch(() => undefined);
    return response;
  };
  page.goto = async (...args) => alive(await goto(...args));
  page.reload = async (...args) => alive(await reload(...args));
}

/** Prints what a page did and showed, if the test failed: CI keeps no file. */
async function tellFailure({ status, expectedStatus, title }: TestInfo, tell: () => Promise<string>): Promise<void> {
  if (status === expectedStatus) return;
  const told = await tell().catch((error: unknown) => `the page can’t be asked any more: ${String(error)}`);
  console.log(`A page of “${title}”, ${told}
`);
}

/** Collects what must never happen on a page: uncaught errors and violations of the content security policy. */
function pageErrorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) errors.push(`${page.url()}: ${message.text()}`);
  });
  return errors;
}

/** Everything that Keydesk sent to a browser during the run. `after-the-run.e2e.ts` searches it for secrets. */
export const receivedFile = ({ dir }: RunningStack): string => path.join(dir, 'received.txt');
/** Pages, their data and form responses. Scripts are the same for everybody, and streams never end. */
const SAVED_TYPE = /^(text\/html|text\/x-component|text\/plain|application\/json)/;
const LAST_BODIES_MS = 5_000;

/**
 * Saves every response that a page receives.
 * @returns a function that waits for the bodies that are still being received
 */
export function saveResponses(page: Page, stack = thisStack): () => Promise<void> {
  const pending = new Set<Promise<void>>();
  const save = async (response: Response): Promise<void> => {
    const headers = await response.allHeaders();
    const hasText = SAVED_TYPE.test(headers['content-type'] ?? '');
    // After navigation, the bodies of the page's last responses are gone, and no script of the page has read them.
    const body = hasText ? await response.text() : '';
    appendFileSync(receivedFile(stack), `${response.url()}\n${JSON.stringify(headers)}\n${body}\n`, { mode: 0o600 });
  };
  page.on('response', (response) => {
    const saved = save(response)
      .catch(() => undefined)
      .finally(() => pending.delete(saved));
    pending.add(saved);
  });
  return async () => {
    const tooLong = new Promise<void>((resolve) => setTimeout(resolve, LAST_BODIES_MS).unref());
    await Promise.race([Promise.all(pending), tooLong]);
  };
}

async function isSignedIn(context: BrowserContext): Promise<boolean> {
  // The page with the fewest database queries.
  return (await context.request.get('/keys/new', { maxRedirects: 0 })).status() === 200;
}

export const sessionTokensFile = ({ dir }: RunningStack): string => path.join(dir, 'session-tokens.txt');

/** Plaintext data keys that customers received during the run. Keydesk must never see one. */
export const dataKeysFile = ({ dir }: RunningStack): string => path.join(dir, 'data-keys.txt');

/** Generates a data key as the customer does, and saves it for `after-the-run.e2e.ts`. */
export async function makeDataKey(customer: string, keyArn: string, stack = thisStack): Promise<void> {
  const command = new GenerateDataKeyCommand({ KeyId: keyArn, KeySpec: 'AES_256' });
  const { Plaintext } = await customerKms(customer, stack).send(command);
  if (Plaintext === undefined) throw new Error('GenerateDataKey gave no plaintext.');
  appendFileSync(dataKeysFile(stack), `${Buffer.from(Plaintext).toString('base64')}\n`, { mode: 0o600 });
}

/** Saves the session token, which `after-the-run.e2e.ts` looks for in the logs. */
export async function saveSessionToken(context: BrowserContext, stack = thisStack): Promise<string> {
  const cookie = (await context.cookies()).find(({ name }) => name === SESSION_COOKIE);
  if (cookie === undefined) throw new Error('There is no session cookie.');
  appendFileSync(sessionTokensFile(stack), `${cookie.value}\n`, { mode: 0o600 });
  return cookie.value;
}

/** Reads rows of Keydesk's database as the app's role, in a read-only session. */
export async function rows<Row extends pg.QueryResultRow>(
  sql: string,
  values: readonly unknown[] = [],
  stack = thisStack,
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

/** Counts the rows of the tables that people write to. The same counts mean that nothing was written. */
export async function rowCounts(): Promise<Record<string, number>> {
  const [counts] = await rows<Record<string, number>>(
    `select (select count(*)::int from customers) as customers, (select count(*)::int from customer_keys) as keys,
            (select count(*)::int from audit_log) as "auditEntries"`,
  );
  return counts ?? {};
}

export type RegisteredKey = { id: string; arn: string; region: string; awsAccountId: string; kmsKeyId: string };

/** A customer's registered key; if there are several, the active one. */
export async function keyOf(customer: string, stack = thisStack): Promise<RegisteredKey> {
  const [key] = await rows<RegisteredKey>(
    `select k.id, k.arn, k.region, k.aws_account_id as "awsAccountId", k.kms_key_id as "kmsKeyId"
       from customer_keys k join customers c on c.id = k.customer_id
      where c.name = $1 order by (k.role = 'active') desc, k.id limit 1`,
    [customer],
    stack,
  );
  if (key === undefined) throw new Error(`${customer} has no key.`);
  return key;
}

export function demoCustomer(name: string): DemoCustomer {
  const customer = DEMO_CUSTOMERS.find((one) => one.name === name);
  if (customer === undefined) throw new Error(`${name} is not a demo customer.`);
  return customer;
}

/** A KMS client that acts as the customer's AWS account. */
export function customerKms(name: string, stack = thisStack): KMSClient {
  const { region, awsAccountId } = demoCustomer(name);
  return new KMSClient({
    region,
    endpoint: stack.awsEndpoint,
    credentials: { accessKeyId: awsAccountId, secretAccessKey: 'demo' },
  });
}

/** Opens the page of a customer's key. */
export async function openKey(page: Page, customer: string): Promise<RegisteredKey> {
  const key = await keyOf(customer);
  await page.goto(`/keys/${key.id}`);
  await expect(page.getByRole('heading', { level: 1, name: customer })).toBeVisible();
  return key;
}

/**
 * The same for a person who may check keys. Where another test moved the clock or made AWS hang, the last check may be too
 * old and the worker's next one hours away: then the person checks it.
 */
export async function openCheckedKey(page: Page, customer: string): Promise<RegisteredKey> {
  const key = await openKey(page, customer);
  const headline = verdictOf(page).getByRole('heading', { level: 2 });
  if ((await headline.innerText()).includes('last known')) await checkNow(page);
  return key;
}

export const verdictOf = (page: Page) => page.getByRole('region', { name: 'Status', exact: true });
/** What staff do now. */
export const nextOf = (page: Page) => page.getByRole('region', { name: 'Next', exact: true });
/** What the status is based on, and what else was found. */
export const whyOf = (page: Page) => page.getByRole('region', { name: 'Why', exact: true });

/** Moves the clock past the 15 seconds for which a check is shared (H24), so that the next one calls KMS again. */
export const expireSharedCheck = async (): Promise<void> => void (await control.clock.advance(16_000));

/** How much wider the page is than the window; negative where it leaves room for a scroll bar. */
export const pixelsBeyondWindow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const OTHER_CHECK = /A newer check finished first|was checked within the last 15 seconds/;
const CHECK_OUTCOME = /^(Checked\.|The key could not be checked\.|A newer check|This key was checked)/;

/**
 * Clicks "Check now" and waits for the response. The caller expects what the page then shows. Clicks again if another
 * check's result was shown: a scheduled check may have called KMS before what the test did just now.
 */
export async function checkNow(page: Page): Promise<void> {
  for (let clicks = 1; clicks <= 3; clicks += 1) {
    await expireSharedCheck();
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    const button = page.getByRole('button', { name: 'Check now' });
    await button.click();
    await answered;
    await expect(button).toBeEnabled();
    const said = page.getByRole('status').getByText(CHECK_OUTCOME).last();
    if (!OTHER_CHECK.test(await said.innerText())) return;
  }
  throw new Error('Three checks in a row gave way to the result of another check.');
}
