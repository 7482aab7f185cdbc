import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTcpProxy } from '#e2e/tcp-proxy.ts';
import { createDatabase } from './database.ts';
import { pidOf, poolOfOne } from './pool-of-one.test-support.ts';
import { openTestDesk, type TestDesk } from './test-desk.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

it('a pool gets the place of every connection back that it loses, whether before, in or after a transaction', async () => {
  const pool = poolOfOne(desk);
  const db = createDatabase(pool);
  const works = () => db.transaction(async (tx) => (await tx.execute<{ pid: number }>(pidOf)).rows[0]?.pid ?? 0);

  // Lost between the pool and BEGIN.
  pool.once('acquire', (client) => client.connection.stream.destroy());
  await expect(works()).rejects.toThrow();
  const pid = await works();

  // Lost while the transaction does something else.
  const lost = db.transaction(async (tx) => {
    await tx.execute(sql`select 1`);
    await desk.rows('select pg_terminate_backend($1)', [pid]);
    await tx.execute(sql`select 1`);
  });
  await expect(lost).rejects.toThrow();
  const next = await works();

  // Lost while it is idle.
  await desk.rows('select pg_terminate_backend($1)', [next]);
  await expect.poll(async () => works().catch(() => 0), { timeout: 10_000 }).toBeGreaterThan(0);
  await pool.end();
});

it('a transaction that fails leaves nothing behind, and its connection is used again', async () => {
  const pool = poolOfOne(desk);
  const db = createDatabase(pool);
  const insert = sql`insert into customers (id, name, created_at) values (gen_random_uuid(), 'Nobody', now())`;
  await expect(
    db.transaction(async (tx) => {
      await tx.execute(insert);
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await desk.count('customers')).toBe(0);
  await db.transaction(async (tx) => void (await tx.execute(insert)), { isolationLevel: 'serializable' });
  expect(await desk.count('customers')).toBe(1);
  await pool.end();
});

it('a connection that falls silent fails its statement and its rollback in time, and an idle one is left alone', async () => {
  const proxy = await startTcpProxy(Number(new URL(desk.url).port));
  const url = new URL(desk.url);
  url.host = `localhost:${proxy.port}`;
  const pool = poolOfOne(desk, { url: url.href, silenceMs: 300 });
  const db = createDatabase(pool);
  const pid = async (): Promise<number> => (await db.execute<{ pid: number }>(pidOf)).rows[0]?.pid ?? 0;
  const first = await pid();
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(await pid()).toBe(first);

  const began = Date.now();
  await expect(
    db.transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      proxy.hang();
      await tx.execute(sql`select 1`);
    }),
  ).rejects.toThrow();
  // A new connection gets no answer either.
  await expect(pid()).rejects.toThrow();
  expect(Date.now() - began).toBeLessThan(3_000);
  proxy.restore();
  expect(await pid()).toBeGreaterThan(0);
  await pool.end();
  await proxy.close();
});
