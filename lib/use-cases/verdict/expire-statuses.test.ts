import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { after, DAY_MS, HOUR_MS, MINUTE_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { findKey } from '#lib/db/key/keys.ts';
import {
  aClock,
  addKey,
  AGENT,
  aGate,
  checkDeps,
  openTestDesk,
  type TestDesk,
} from '#lib/db/test-desk.test-support.ts';
import { countAnswered } from '#lib/db/verdict/checks.ts';
import { lockRunOut, writeExpired } from '#lib/db/verdict/expiry.ts';
import { beat } from '#lib/db/verdict/heartbeats.ts';
import { TESTS_OVERDUE } from '#lib/core/verdict/judge.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { expireStatuses, expireWithoutWorker } from '#lib/use-cases/verdict/expire-statuses.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

async function aUsableKey(): Promise<string> {
  const { customerKeyId } = await addKey(desk.db);
  await checkKey(checkDeps(desk.db), { customerKeyId }, AGENT);
  return customerKeyId;
}
const stored = async (customerKeyId: string) => {
  const key = await findKey(desk.db, customerKeyId);
  if (key === null) throw new Error('There is no such key.');
  return key;
};
const at = (time: Date) => ({ db: desk.db, clock: () => time });
const OVERDUE = { status: 'unverified', cause: 'permission_tests_overdue' };

describe('a usable key whose tests are older than 24 hours', () => {
  it('H9 becomes Unknown by itself, with an event and a period, and is due at once', async () => {
    const id = await aUsableKey();
    const late = after(DAY_MS + 1);
    expect((await stored(id)).usableUntil).toEqual(after(DAY_MS));
    expect(await expireStatuses(at(after(DAY_MS - 1)))).toBe(0);
    expect(await expireStatuses(at(late))).toBe(1);
    expect(await expireStatuses(at(late))).toBe(0);
    const key = await stored(id);
    expect(key.record).toMatchObject({ verdict: OVERDUE, verdictSince: late, notUsableSince: null });
    expect(key).toMatchObject({ usableUntil: null, nextCheckAt: late });
    const events = await desk.rows<{ detail: unknown }>(
      `select detail from key_events where key_id = $1 and kind = 'verdict_changed' order by at desc limit 1`,
      [id],
    );
    expect(events).toEqual([
      { detail: { kind: 'verdict_changed', from: { status: 'usable', cause: null }, to: OVERDUE } },
    ]);
    const periods = `select verdict, from_at, to_at from verdict_spans
      where key_id = $1 and (to_at is null or to_at > from_at) order by from_at desc`;
    expect(await desk.rows(periods, [id])).toMatchObject([
      { verdict: 'unverified', from_at: late, to_at: null },
      { verdict: 'usable', to_at: late },
    ]);
  });

  it('H26 supersedes a check that began before, because that judged the key as usable', async () => {
    const id = await aUsableKey();
    const gate = aGate();
    const deps = checkDeps(desk.db, async () => {
      await gate.wait();
      return { generate: 'could_not_tell:timed_out', decrypt: 'could_not_tell:timed_out' };
    });
    deps.clock.advance(DAY_MS + 1);
    const checking = checkKey(deps, { customerKeyId: id }, AGENT);
    await gate.reached;
    await expireStatuses(at(after(DAY_MS + 1)));
    gate.open();
    expect(await checking).toMatchObject({ value: { how: 'superseded' } });
    expect((await stored(id)).record.verdict).toEqual(OVERDUE);
  });

  it('stays usable when its tests are newer than the stored time, which an earlier version does not move', async () => {
    const id = await aUsableKey();
    for (const until of [after(-HOUR_MS), null]) {
      await desk.pool.query('update customer_keys set usable_until = $2 where id = $1', [id, until]);
      expect(await expireStatuses(at(after(HOUR_MS)))).toBe(0);
      expect((await stored(id)).usableUntil).toEqual(after(DAY_MS));
    }
  });

  it('H26 becomes Unknown too when its tests lie in the future, because a clock was set back', async () => {
    const id = await aUsableKey();
    expect(await expireStatuses(at(after(-DAY_MS)))).toBeGreaterThan(0);
    expect((await stored(id)).record.verdict).toEqual(OVERDUE);
  });

  it('are locked so that the first calls of a day are counted meanwhile: neither waits for the other', async () => {
    const id = await aUsableKey();
    const late = after(DAY_MS + 1);
    await desk.db.transaction(async (tx) => {
      const keys = await lockRunOut(tx, late, after(2 * DAY_MS), 1_000);
      const key = keys.find(({ customerKeyId }) => customerKeyId === id);
      if (key === undefined) throw new Error('The key is not among those whose time ran out.');
      // A check's result has the row of the check, and moves the day that is over to a table of its own.
      await countAnswered(desk.db, id, late, { DescribeKey: 1 });
      await writeExpired(tx, key, TESTS_OVERDUE, late);
    });
    expect((await stored(id)).record.verdict).toEqual(OVERDUE);
    expect(await desk.rows('select calls from key_checks where key_id = $1', [id])).toEqual([
      { calls: { DescribeKey: 1 } },
    ]);
    expect(await desk.rows('select from key_call_days where key_id = $1', [id])).toHaveLength(1);
  });

  it('are all changed, in batches', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.push(await aUsableKey());
    await desk.owner.query(
      `insert into customer_keys (id, customer_id, region, role, arn, aws_account_id, kms_key_id, multi_region,
                                  ownership_proven_at, created_at, verdict, cause, verdict_since, usable_until)
       select gen_random_uuid(), customer_id, region, 'retained', arn || 'x' || n, aws_account_id, kms_key_id || 'x' || n,
              false, created_at, created_at, 'usable', null, verdict_since, usable_until
       from customer_keys, generate_series(1, 450) n where id = $1`,
      [ids[0]],
    );
    await desk.owner.query(
      `insert into key_checks (key_id, next_check_at) select id, now() from customer_keys k
       where not exists (select from key_checks c where c.key_id = k.id)`,
    );
    expect(await expireStatuses(at(after(2 * DAY_MS)))).toBe(453);
    expect(await desk.rows(`select count(*)::int as n from customer_keys where verdict = 'usable'`)).toEqual([
      { n: 0 },
    ]);
  });
});

describe('without a worker', () => {
  it.each([
    ['no worker ever ran', null, 1],
    ['the last heartbeat is over two minutes old', after(DAY_MS - 2 * MINUTE_MS), 1],
    ['a heartbeat lies in the future, because a clock was set back', after(3 * DAY_MS), 1],
    ['a worker is at work', after(DAY_MS), 0],
  ])('H9 the web process lets statuses expire only if needed: %s', async (_, beatAt, expired) => {
    await desk.owner.query('delete from heartbeats');
    await aUsableKey();
    const clock = aClock();
    clock.advance(DAY_MS + 1);
    if (beatAt !== null) await beat(desk.db, 'worker', beatAt);
    expect(await expireWithoutWorker({ db: desk.db, clock })).toBe(expired);
    await expireStatuses({ db: desk.db, clock });
    expect(clock().getTime()).toBeGreaterThan(NOW.getTime());
  });
});
