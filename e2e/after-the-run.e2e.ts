import type { Browser } from 'playwright/test';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { createControlClient } from '../sandbox/aws/control-client.ts';
import type { Secret } from '../sandbox/aws/secrets-log.ts';
import {
  dataKeysFile,
  expect,
  saveResponses,
  keyOf,
  makeDataKey,
  saveSessionToken,
  receivedFile,
  rows,
  sessionTokensFile,
  test,
} from './desk.ts';
import { runEncryptTest } from './run-encrypt-test.ts';
import { runningStacks, type RunningStack } from './running-stack.ts';
import { signInAs } from './sign-in.ts';

// Runs after all other tests and checks what they left behind in every stack.
const ROOT = path.join(import.meta.dirname, '..');
const TESTED_CUSTOMER = 'Cypress Analytics';

/** A shorter text could occur by chance. */
const MIN_LENGTH = 16;
const POSSIBLE_SECRET = /[A-Za-z0-9+/_-]{16,}/g;

/** The forms in which a text can contain a secret: as sent, URL-safe, or as hex, which is how PostgreSQL shows bytes. */
function formsOf({ kind, value }: Secret): string[] {
  const bare = value.replace(/=+$/, '');
  const forms = [bare, bare.replaceAll('+', '-').replaceAll('/', '_')];
  if (kind !== 'requestSignature' && /^[A-Za-z0-9+/]+={0,2}$/.test(value))
    forms.push(Buffer.from(value, 'base64').toString('hex'));
  return [...new Set(forms)].filter((form) => form.length >= MIN_LENGTH);
}

/**
 * Finds secrets in a text of any length by their first letters.
 * @returns a search that names kinds, never the secrets, so that a failed test doesn't log them
 */
function finderOf(secrets: readonly Secret[]): (text: string) => string[] {
  const byStart = new Map<string, { kind: string; form: string }[]>();
  for (const secret of secrets)
    for (const form of formsOf(secret)) {
      const start = form.slice(0, MIN_LENGTH);
      const same = byStart.get(start);
      if (same === undefined) byStart.set(start, [{ kind: secret.kind, form }]);
      else same.push({ kind: secret.kind, form });
    }
  return (text) => {
    const found = new Set<string>();
    for (const [word] of text.replaceAll('%2B', '+').replaceAll('%2F', '/').matchAll(POSSIBLE_SECRET))
      for (let at = 0; at + MIN_LENGTH <= word.length; at += 1)
        for (const { kind, form } of byStart.get(word.slice(at, at + MIN_LENGTH)) ?? [])
          if (word.startsWith(form, at)) found.add(kind);
    return [...found];
  };
}

/** Every row of every table, including the job queue's, read as the owner of the database. */
async function everyTable(stack: RunningStack): Promise<Map<string, string>> {
  const client = new pg.Client({
    connectionString: stack.env['DATABASE_URL'],
    options: '-c default_transaction_read_only=on -c bytea_output=hex',
  });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
        order by 1`,
    );
    const texts = new Map<string, string>();
    for (const { name } of tables) {
      const { rows: lines } = await client.query<{ line: string }>(`select t::text as line from ${name} as t`);
      texts.set(name, lines.map(({ line }) => line).join('\n'));
    }
    return texts;
  } finally {
    await client.end();
  }
}

const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter(Boolean);

/** Each stack needs a session, a data key and an encrypt/decrypt test to search for; earlier tests may have used another. */
async function leaveSecrets(browser: Browser, stack: RunningStack): Promise<void> {
  const context = await browser.newContext({ baseURL: stack.origin });
  const page = await context.newPage();
  const received = saveResponses(page, stack);
  await signInAs(page, 'Aidan Agent');
  await saveSessionToken(context, stack);
  const key = await keyOf(TESTED_CUSTOMER, stack);
  await makeDataKey(TESTED_CUSTOMER, key.arn, stack);
  await page.goto(`/keys/${key.id}`);
  // A check of the last 15 seconds, by an earlier test or by the scheduler, makes the test refuse. Then it is run again.
  await expect(async () => {
    await createControlClient(stack.awsEndpoint).clock.advance(16_000);
    await runEncryptTest(page);
  }).toPass({ timeout: 45_000 });
  await received();
  await context.close();
}

for (const [index, stack] of runningStacks().entries())
  test.describe(`stack ${index}`, () => {
    // These tests look for the same secrets, so one worker runs them all.
    test.describe.configure({ mode: 'default' });
    let secrets: Secret[];
    let find: ReturnType<typeof finderOf>;
    test.beforeAll(async ({ browser }) => {
      await leaveSecrets(browser, stack);
      secrets = await createControlClient(stack.awsEndpoint).secrets();
      find = finderOf(secrets);
    });

    test('the audit log of the whole run is intact, and its head is printed', () => {
      const output = execFileSync(process.execPath, [path.join(ROOT, 'lib', 'jobs', 'verify-audit.ts')], {
        env: { ...process.env, DATABASE_URL: stack.env['DATABASE_URL'] },
        encoding: 'utf8',
      });
      expect(output).toMatch(/^The audit is intact: \d+ entries\.\nHead: \d+:[0-9a-f]{64}/);
    });

    test('no log contains a session token or one of Keydesk’s own secrets', () => {
      const tokens = linesOf(sessionTokensFile(stack));
      expect(tokens.length).toBeGreaterThan(0);
      const secrets = [...tokens, stack.env['NEXTAUTH_SECRET'], stack.env['OIDC_CLIENT_SECRET']].filter(
        (secret): secret is string => typeof secret === 'string' && secret.length >= 16,
      );
      const logs = path.join(stack.dir, 'logs');
      const leaking = readdirSync(logs).filter((file) => {
        const text = readFileSync(path.join(logs, file), 'utf8');
        return secrets.some((secret) => text.includes(secret));
      });
      expect(leaking).toEqual([]);
    });

    test.describe('the plaintexts, data keys, credentials and signatures of the whole run', () => {
      const ofKind = (kind: Secret['kind']): Secret[] => secrets.filter((secret) => secret.kind === kind);

      test('are all searched for, because the AWS stand-in recorded them', async () => {
        expect(ofKind('requestSignature').length).toBeGreaterThan(100);
        // At least one session per region and process.
        expect(ofKind('sessionToken').length).toBeGreaterThanOrEqual(3);
        expect(ofKind('secretAccessKey').length).toBeGreaterThanOrEqual(3);
        const plaintexts = new Set(ofKind('plaintext').map(({ value }) => value));
        // An encrypt/decrypt test uses 32 bytes, and a dry run one.
        expect([...plaintexts].filter((value) => Buffer.from(value, 'base64').length === 32).length).toBeGreaterThan(0);
        const dataKeys = linesOf(dataKeysFile(stack));
        expect(dataKeys.length).toBeGreaterThan(0);
        for (const dataKey of dataKeys) expect(plaintexts.has(dataKey)).toBe(true);
        const [encryptTests] = await rows<{ n: number }>(
          `select count(*)::int as n from probe_reports where kind = 'proof' and conclusive`,
          [],
          stack,
        );
        expect(encryptTests?.n).toBeGreaterThan(0);
      });

      test('are found by the search in each of their forms', () => {
        for (const kind of ['plaintext', 'sessionToken', 'secretAccessKey', 'requestSignature'] as const) {
          const secret = ofKind(kind).find(({ value }) => value.length >= MIN_LENGTH + 4);
          if (secret === undefined) throw new Error(`There is no ${kind}.`);
          for (const text of [
            JSON.stringify({ nested: { value: secret.value } }),
            `Signature=${secret.value}, and more`,
            `https://desk.test/?x=${encodeURIComponent(secret.value)}`,
            ...formsOf(secret).map((form) => `prefix${form}suffix`),
          ])
            expect(find(text)).toContain(kind);
        }
        expect(find('nothing of it: 018f2f3e-7c11-7a3b-8d2e-0000000000aa')).toEqual([]);
      });

      test('are not in the database', async () => {
        const tables = await everyTable(stack);
        expect([...tables.keys()]).toEqual(
          expect.arrayContaining([
            'public.customer_keys',
            'public.probe_reports',
            'public.audit_log',
            'public.sessions',
          ]),
        );
        expect(tables.get('public.probe_reports')?.length).toBeGreaterThan(1_000);
        const leaking = [...tables].flatMap(([name, text]) => find(text).map((kind) => `${name}: ${kind}`));
        expect(leaking).toEqual([]);
      });

      test('are not in a log', () => {
        const logs = path.join(stack.dir, 'logs');
        const files = readdirSync(logs);
        expect(files.length).toBeGreaterThan(0);
        const leaking = files.flatMap((file) =>
          find(readFileSync(path.join(logs, file), 'utf8')).map((kind) => `${file}: ${kind}`),
        );
        expect(leaking).toEqual([]);
      });

      test('were never sent to a browser', () => {
        const received = readFileSync(receivedFile(stack), 'utf8');
        // The file really holds what browsers received: the customer's name was on the page of the test.
        expect(received).toContain(TESTED_CUSTOMER);
        expect(received.length).toBeGreaterThan(100_000);
        expect(find(received)).toEqual([]);
      });
    });
  });
