import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTcpProxy } from '#e2e/tcp-proxy.ts';
import { createDatabase } from '#lib/db/database.ts';
import { pidOf, poolOfOne } from '#lib/db/pool-of-one.test-support.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { isNoDatabase } from './no-database.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

it('hears of a database that falls silent, in a transaction and at a new connection', async () => {
  const proxy = await startTcpProxy(Number(new URL(desk.url).port));
  const url = new URL(desk.url);
  url.host = `localhost:${proxy.port}`;
  const pool = poolOfOne(desk, { url: url.href, silenceMs: 300 });
  const db = createDatabase(pool);
  const silent = db.transaction(async (tx) => {
    await tx.execute(sql`select 1`);
    proxy.hang();
    await tx.execute(sql`select 1`);
  });
  await expect(silent).rejects.toSatisfy(isNoDatabase);
  await expect(db.execute(sql`select 1`)).rejects.toSatisfy(isNoDatabase);
  await pool.end();
  await proxy.close();
});

it('tells a database that gives no answer from one that refuses a statement', async () => {
  const pool = poolOfOne(desk, { statementTimeoutMs: 50 });
  const db = createDatabase(pool);
  await expect(db.execute(sql`select pg_sleep(1)`)).rejects.toSatisfy(isNoDatabase);
  const pid = (await db.execute<{ pid: number }>(pidOf)).rows[0]?.pid;
  const lost = db.transaction(async (tx) => {
    await desk.rows('select pg_terminate_backend($1)', [pid]);
    await tx.execute(sql`select 1`);
  });
  await expect(lost).rejects.toSatisfy(isNoDatabase);
  await expect(db.execute(sql`select no_such_column`)).rejects.toSatisfy((error) => !isNoDatabase(error));
  await pool.end();
  const nowhere = poolOfOne(desk, { url: 'postgres://localhost:1/keydesk' });
  await expect(createDatabase(nowhere).execute(sql`select 1`)).rejects.toSatisfy(isNoDatabase);
  await nowhere.end();
});
