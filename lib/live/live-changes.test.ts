import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerMessage } from '#lib/core/live/server-message.ts';
import { removePostgresData, startPostgres } from '#sandbox/postgres/server.ts';
import { createTestDatabase, type TestDatabase } from '#sandbox/postgres/test-database.ts';
import { createLiveChanges, type LiveChanges } from './live-changes.ts';

const NOW = new Date('2026-03-14T09:00:00Z');
const at = NOW.toISOString();

let test: TestDatabase;
let owner: pg.Client;
let live: LiveChanges;
let sessionNotices = 0;
const errors: unknown[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
  owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
  live = createLiveChanges({
    url: test.ownerUrl,
    role: 'keydesk_app',
    channel: 'test_changes',
    clock: () => NOW,
    onSessionNotice: () => (sessionNotices += 1),
    onError: (error) => errors.push(error),
    beatMs: 500,
  });
});
afterAll(async () => {
  await live.close();
  await owner.end();
  await test.drop();
});

const LISTENING = `select pid from pg_stat_activity
  where application_name = 'keydesk-live' and state = 'idle' and datname = current_database()`;
const listening = async (): Promise<number> => (await owner.query(LISTENING)).rowCount ?? 0;
const notify = (payload: unknown) =>
  owner.query('select pg_notify($1, $2)', [
    'test_changes',
    typeof payload === 'string' ? payload : JSON.stringify(payload),
  ]);
const key = (id: string) => ({ kind: 'key', id });
const changes = (...heard: { kind: string; id?: string }[]): ServerMessage => ({
  event: 'changes',
  now: at,
  changes: heard,
});

/** Everything but beats. */
const hear = (heard: ServerMessage[]): (() => void) =>
  live.subscribe((message) => void (message.event !== 'beat' && heard.push(message)));

describe('what a process hears', () => {
  it('reaches every listener over one connection, and later listeners are told what was heard lately', async () => {
    const heard: [ServerMessage[], ServerMessage[]] = [[], []];
    const [first, second] = heard.map(hear);
    await expect.poll(() => live.hello('staff-1')).toMatchObject({ hearingSince: at });
    await notify(key('key-1'));
    await expect.poll(() => heard[1].at(-1)).toEqual(changes(key('key-1')));
    expect(heard[0].at(-1)).toEqual(changes(key('key-1')));
    expect(await listening()).toBe(1);
    expect(live.hello('staff-1')).toMatchObject({ staffId: 'staff-1', recent: [{ ...key('key-1'), at }] });
    first?.();
    second?.();
    await notify(key('key-2'));
    await expect.poll(() => live.hello('staff-1')).toMatchObject({ recent: [{ id: 'key-1' }, { id: 'key-2' }] });
    expect(heard[0].at(-1)).toEqual(changes(key('key-1')));
  });

  it('is announced as unknown while the connection is broken, and as `many` afterwards', async () => {
    const heard: ServerMessage[] = [];
    const leave = hear(heard);
    await owner.query(`select pg_terminate_backend(pid) from (${LISTENING}) as connection`);
    await notify(key('lost'));
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(3);
    expect(heard).toEqual([
      { event: 'hearing', now: at, since: null },
      { event: 'hearing', now: at, since: at },
      changes({ kind: 'many' }),
    ]);
    expect(errors).toHaveLength(1);
    await notify(key('key-3'));
    await expect.poll(() => heard.at(-1)).toEqual(changes(key('key-3')));
    leave();
  });

  it('is `many` for a payload that it does not understand, such as an earlier version’s', async () => {
    const heard: ServerMessage[] = [];
    const leave = hear(heard);
    await notify('*');
    await expect.poll(() => heard).toEqual([changes({ kind: 'many' })]);
    await notify({ kind: 'of a newer version', id: '1' });
    await expect.poll(() => heard.at(-1)).toEqual(changes({ kind: 'of a newer version', id: '1' }));
    leave();
  });

  it('is followed by beats, by which a page knows that it hears everything', async () => {
    const heard: ServerMessage[] = [];
    const leave = live.subscribe((message) => heard.push(message));
    await expect.poll(() => heard).toContainEqual({ event: 'beat', now: at });
    leave();
  });

  it('stays on the server when it is about a session', async () => {
    const heard: ServerMessage[] = [];
    const leave = hear(heard);
    const before = sessionNotices;
    await notify({ kind: 'session', id: 'session-1' });
    await notify(key('key-4'));
    await expect.poll(() => heard).toEqual([changes(key('key-4'))]);
    expect(sessionNotices).toBe(before + 1);
    expect(JSON.stringify(live.hello('staff-1'))).not.toContain('session-1');
    leave();
  });
});

it('hears again by itself after PostgreSQL itself was stopped and started, and says `many`', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'keydesk-live-'));
  let server = await startPostgres({ dataDir, fast: true });
  const { port } = server;
  const url = server.url('postgres');
  const restarted = createLiveChanges({
    url,
    role: new URL(url).username,
    channel: 'test_changes',
    clock: () => NOW,
    onSessionNotice: () => undefined,
    onError: () => undefined,
  });
  const heard: ServerMessage[] = [];
  try {
    await expect.poll(() => restarted.hello('staff-1')).toMatchObject({ hearingSince: at });
    restarted.subscribe((message) => heard.push(message));
    await server.stop();
    await expect.poll(() => heard).toContainEqual({ event: 'hearing', now: at, since: null });
    server = await startPostgres({ dataDir, port, fast: true });
    await expect.poll(() => heard.at(-1), { timeout: 20_000 }).toEqual(changes({ kind: 'many' }));
  } finally {
    await restarted.close();
    await server.stop();
    await removePostgresData(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 60_000);
