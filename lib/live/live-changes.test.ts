import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#sandbox/postgres/test-database.ts';
import { createLiveChanges, type LiveChanges } from './live-changes.ts';

let test: TestDatabase;
let owner: pg.Client;
let live: LiveChanges;
const errors: unknown[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
  owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
  live = createLiveChanges({
    url: test.ownerUrl,
    role: 'keydesk_app',
    channel: 'test_changes',
    everything: '*',
    onError: (error) => errors.push(error),
  });
});
afterAll(async () => {
  await owner.end();
  await test.drop();
});

const LISTENING = `select pid from pg_stat_activity where application_name = 'keydesk-live' and query ilike 'listen%'
  and state = 'idle' and datname = current_database()`;
const listening = async (): Promise<number> => (await owner.query(LISTENING)).rowCount ?? 0;

it('passes changes to every listener over one connection, and after a break says that anything may have changed', async () => {
  const heard: [string[], string[]] = [[], []];
  const [first, second] = heard.map((list) => live.subscribe((changed) => list.push(changed)));
  await expect.poll(listening, { timeout: 5_000 }).toBe(1);
  await owner.query(`select pg_notify('test_changes', 'key-1')`);
  await expect.poll(() => heard).toEqual([['key-1'], ['key-1']]);

  second?.();
  await owner.query(`select pg_terminate_backend(pid) from (${LISTENING}) as connection`);
  await owner.query(`select pg_notify('test_changes', 'lost')`);
  await expect.poll(() => heard[0], { timeout: 10_000 }).toEqual(['key-1', '*']);
  expect(errors).toHaveLength(1);
  await owner.query(`select pg_notify('test_changes', 'key-2')`);
  await expect.poll(() => heard).toEqual([['key-1', '*', 'key-2'], ['key-1']]);
  first?.();
});
