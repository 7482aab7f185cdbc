import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { startAwsSandbox, type AwsSandbox } from '../aws/server.ts';
import { withControlKeys } from './control-keys.ts';
import { DEMO_CUSTOMERS } from './customers.ts';
import { stackEnvironment, type Environment } from './environment.ts';
import { createFleet } from './fleet.ts';
import { NINETY_DAYS } from './ninety-days.ts';

const PLAYED = ['Coho Winery', 'Lighthouse Media', 'Fern Hospital Trust'];

let desk: TestDesk;
let aws: AwsSandbox;
let directory = '';
const before = new Map<string, string | undefined>();

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'keydesk-history-test-'));
  const clockFile = path.join(directory, 'clock.json');
  desk = await openTestDesk({ oldKeys: false });
  aws = await startAwsSandbox({ port: 0, clockFile });
  const secret = () => randomBytes(32).toString('base64url');
  const environment = stackEnvironment({
    origin: 'http://localhost:3000',
    databaseUrl: desk.url,
    awsEndpoint: aws.endpoint,
    regions: await withControlKeys(aws.endpoint),
    clockFile,
    oidcIssuer: 'http://localhost:4598',
    secrets: { nextAuth: secret(), oidcClient: secret() },
  });
  setAwsCredentials(environment);
  await createFleet(environment, 'ninety_days', (name) => PLAYED.includes(name));
}, 120_000);

afterAll(async () => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await aws?.close();
  await desk?.close();
  rmSync(directory, { recursive: true, force: true });
});

/** The SDK reads the credentials of our base account from the process's environment. */
function setAwsCredentials(environment: Environment): void {
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('AWS_')) continue;
    before.set(name, process.env[name]);
    process.env[name] = value;
  }
}

/** The periods of a customer's key, oldest first. */
const periodsOf = (name: string) =>
  desk.rows<{ verdict: string; cause: string | null; from_at: Date; to_at: Date | null }>(
    `select s.verdict, s.cause, s.from_at, s.to_at from verdict_spans s join customer_keys k on k.id = s.key_id
     join customers c on c.id = k.customer_id where c.name = $1 order by s.from_at`,
    [name],
  );

const statusesOf = async (name: string): Promise<string[]> =>
  (await periodsOf(name)).map(({ verdict, cause }) => (cause === null ? verdict : `${verdict}: ${cause}`));

it('tells each story as the checks of that time saw it', async () => {
  expect(await statusesOf('Coho Winery')).toEqual([
    'unverified: imported_not_tested',
    'usable',
    'unusable: pending_deletion',
    'unusable: key_disabled',
    'usable',
    // After the night without a worker.
    'usable',
  ]);
  expect(await statusesOf('Lighthouse Media')).toEqual([
    'unverified: imported_not_tested',
    'usable',
    'usable',
    'attention: access_denied_unconfirmed',
    'unusable: access_lost',
    'usable',
  ]);
});

it('shows the night without a worker as the only gap in the history of a key', async () => {
  for (const name of ['Coho Winery', 'Lighthouse Media']) {
    const periods = await periodsOf(name);
    const gapsHours = periods.flatMap(({ to_at: to }, index) => {
      const next = periods[index + 1];
      const hours = to === null || next === undefined ? 0 : (next.from_at.getTime() - to.getTime()) / 3_600_000;
      return hours > 0 ? [hours] : [];
    });
    expect(gapsHours, name).toHaveLength(1);
    expect(gapsHours[0]).toBeGreaterThan(6);
  }
});

it('dates a deletion by the day on which the customer scheduled it, and keeps it in the key’s history', async () => {
  const events = await desk.rows<{ at: Date; detail: { to: string | null } }>(
    `select e.at, e.detail from key_events e join customers c on c.id = e.customer_id
     where c.name = 'Coho Winery' and e.kind = 'deletion_date_changed' order by e.at`,
  );
  const [scheduled, canceled] = events;
  const days = (new Date(scheduled?.detail.to ?? 0).getTime() - (scheduled?.at.getTime() ?? 0)) / 86_400_000;
  expect(Math.round(days)).toBe(14);
  expect(canceled?.detail.to).toBeNull();
});

it('sets up a customer in these days step by step, and records every reply that staff copied', async () => {
  const told = await desk.rows(
    `select from sent_texts t join customers c on c.id = t.customer_id
     where c.name = 'Fern Hospital Trust' and t.told_at is not null`,
  );
  expect(told.length).toBeGreaterThan(0);
  const copied = await desk.rows<{ name: string; n: number }>(
    `select c.name, count(*)::int as n from audit_log a join customers c on c.id = a.customer_id
     where a.action = 'key.text_copied' group by 1`,
  );
  for (const name of PLAYED) {
    const replies = NINETY_DAYS[name]?.filter(([, , act]) => act === 'we_reply').length;
    expect(copied.find((row) => row.name === name)?.n, name).toBe(replies);
  }
});

it('ends today: the clock is the machine’s again, and every key was checked within minutes', async () => {
  expect(JSON.parse(readFileSync(path.join(directory, 'clock.json'), 'utf8'))).toEqual({ offsetMs: 0 });
  const [row] = await desk.rows<{ oldest: Date }>('select min(last_attempt_at) as oldest from key_checks');
  expect(Date.now() - (row?.oldest.getTime() ?? 0)).toBeLessThan(15 * 60_000);
});

it('names only customers of the demo', () => {
  const names = new Set(DEMO_CUSTOMERS.map(({ name }) => name));
  expect(Object.keys(NINETY_DAYS).filter((name) => !names.has(name))).toEqual([]);
});

it('writes history by use cases only, never by a statement of its own', () => {
  const writes = /\b(?:db|tx)\s*\.\s*(?:insert|update|delete)\s*\(|\b(?:insert into|delete from|update \w+ set)\b/i;
  const folder = import.meta.dirname;
  const offenders = readdirSync(folder).filter(
    (file) =>
      file.endsWith('.ts') && !file.includes('.test') && writes.test(readFileSync(path.join(folder, file), 'utf8')),
  );
  expect(offenders).toEqual([]);
});
