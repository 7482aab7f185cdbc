import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NO_EVIDENCE } from '#lib/core/finding/evidence.ts';
import {
  after,
  DAY_MS,
  HOUR_MS,
  inState,
  MINUTE_MS,
  NOW,
  POLICY,
  someFacts,
  type ReportWords,
} from '#lib/core/verdict/checks.test-support.ts';
import { claimCheck } from '#lib/db/verdict/check-claims.ts';
import { recordUnchanged } from '#lib/db/verdict/checks.ts';
import { CHANGE_CHANNEL } from '#lib/db/database.ts';
import { findKey } from '#lib/db/key/keys.ts';
import {
  aClock,
  addKey,
  aGate,
  AGENT,
  checkDeps,
  newArn,
  openTestDesk,
  type TestDesk,
} from '#lib/db/test-desk.test-support.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { judgeKey } from '#lib/use-cases/verdict/judge-key.ts';
import { planSweep } from '#lib/use-cases/verdict/plan-sweep.ts';
import { sweepBatch } from '#lib/use-cases/verdict/sweep-batch.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
// A region that was throttled in one test must not be paused in the next.
beforeEach(() => desk.owner.query('delete from region_status'));
afterAll(() => desk.close());

const DISABLED = inState('Disabled');
const REGION = 'eu-west-1';

const addKeys = async (count: number) =>
  (await Promise.all(Array.from({ length: count }, () => addKey(desk.db)))).map((key) => key.customerKeyId);
const stored = async (customerKeyId: string) => {
  const key = await findKey(desk.db, customerKeyId);
  if (key === null) throw new Error('There is no such key.');
  return key;
};
const countFor = async (table: string, ids: readonly string[]) =>
  (await desk.rows<{ n: number }>(`select count(*)::int as n from ${table} where key_id = any($1)`, [ids]))[0]?.n;

describe('a batch of scheduled checks', () => {
  it('checks every key, writes the changed ones with their history, and adds no audit entry', async () => {
    const customerKeyIds = await addKeys(10);
    const disabled = (await stored(customerKeyIds[3] ?? '')).record.arn;
    const deps = checkDeps(desk.db, ({ arn }) => (arn === disabled ? DISABLED : {}));
    const audited = await desk.count('audit_log');
    expect(await sweepBatch(deps, { region: REGION, customerKeyIds })).toEqual({
      checked: 10,
      changed: 10,
      inconclusive: 0,
      skipped: 0,
    });
    const verdicts = await Promise.all(customerKeyIds.map(async (id) => (await stored(id)).record.verdict.status));
    expect(verdicts.filter((status) => status === 'usable')).toHaveLength(9);
    expect(verdicts[3]).toBe('unusable');
    expect(await countFor('probe_reports', customerKeyIds)).toBe(10);
    expect(await desk.count('audit_log')).toBe(audited);
    expect(await desk.rows('select region, checked, changed, skipped from sweep_runs')).toEqual([
      { region: REGION, checked: 10, changed: 10, skipped: 0 },
    ]);
  });

  it('writes the unchanged ones without event, report or any change of the key’s own row', async () => {
    const customerKeyIds = await addKeys(5);
    const deps = checkDeps(desk.db);
    await sweepBatch(deps, { region: REGION, customerKeyIds });
    const versions = () =>
      desk.rows('select id, xmin::text from customer_keys where id = any($1) order by id', [customerKeyIds]);
    const [before, events, reports] = [
      await versions(),
      await countFor('key_events', customerKeyIds),
      await countFor('probe_reports', customerKeyIds),
    ];
    deps.clock.advance(66 * MINUTE_MS);
    expect(await sweepBatch(deps, { region: REGION, customerKeyIds })).toMatchObject({ checked: 5, changed: 0 });

    expect(await versions()).toEqual(before);
    expect(await countFor('key_events', customerKeyIds)).toBe(events);
    expect(await countFor('probe_reports', customerKeyIds)).toBe(reports);
    const { record, checkRevision } = await stored(customerKeyIds[0] ?? '');
    expect(checkRevision).toBe(2);
    expect(record.check).toMatchObject({
      lastConclusiveAt: after(66 * MINUTE_MS),
      actions: { Decrypt: { result: 'allowed', at: after(66 * MINUTE_MS) } },
    });
  });

  it('checks no key twice when it runs twice', async () => {
    const customerKeyIds = await addKeys(3);
    const deps = checkDeps(desk.db);
    await sweepBatch(deps, { region: REGION, customerKeyIds });
    deps.clock.advance(MINUTE_MS);
    expect(await sweepBatch(deps, { region: REGION, customerKeyIds })).toMatchObject({ checked: 0, skipped: 3 });
    expect(deps.asked).toHaveLength(3);
  });

  it('H24 skips a key that somebody is checking', async () => {
    const [taken = '', free = ''] = await addKeys(2);
    await claimCheck(desk.db, taken, NOW);
    const deps = checkDeps(desk.db);
    expect(await sweepBatch(deps, { region: REGION, customerKeyIds: [taken, free] })).toMatchObject({
      checked: 1,
      skipped: 1,
    });
    expect(deps.asked).toHaveLength(1);
  });

  it('H24 skips a key that a person checked while the batch was slow, and checks the others', async () => {
    const customerKeyIds = await addKeys(17);
    const deps = checkDeps(desk.db);
    const asked: string[] = [];
    const slow = {
      ...deps,
      probeKey: async (...given: Parameters<typeof deps.probeKey>) => {
        asked.push(given[0].arn);
        if (asked.length <= 8) await new Promise((resolve) => setTimeout(resolve, 300));
        return deps.probeKey(...given);
      },
    };
    const sweeping = sweepBatch(slow, { region: REGION, customerKeyIds });
    await expect.poll(() => asked.length).toBe(8);
    const waiting = (await Promise.all(customerKeyIds.map(stored))).find(({ record }) => !asked.includes(record.arn));
    if (waiting === undefined) throw new Error('No key waits.');
    // The claim of the whole batch has expired by now, so a person may check.
    deps.clock.advance(15_000);
    const person = checkDeps(desk.db);
    const check = await checkKey({ ...person, clock: deps.clock }, { customerKeyId: waiting.customerKeyId }, AGENT);
    expect(check).toMatchObject({ value: { how: 'written' } });
    expect(await sweeping).toMatchObject({ checked: 16, skipped: 1 });
    expect(asked).not.toContain(waiting.record.arn);
  });

  it('H16 checks no unproven and no retired key, even if they were planned', async () => {
    const unproven = await addKey(desk.db, { role: 'candidate', proven: false });
    const retired = await addKey(desk.db, { role: 'retired' });
    const deps = checkDeps(desk.db);
    const customerKeyIds = [unproven.customerKeyId, retired.customerKeyId];
    expect(await sweepBatch(deps, { region: REGION, customerKeyIds })).toMatchObject({ checked: 0, skipped: 2 });
    expect(deps.asked).toEqual([]);
  });

  it('counts checks without an answer, and keeps those statuses', async () => {
    const customerKeyIds = await addKeys(2);
    const deps = checkDeps(desk.db, (_, asked) =>
      asked <= 2 ? {} : { facts: null, generate: 'could_not_tell:throttled', decrypt: 'could_not_tell:throttled' },
    );
    await sweepBatch(deps, { region: REGION, customerKeyIds });
    deps.clock.advance(66 * MINUTE_MS);
    expect(await sweepBatch(deps, { region: REGION, customerKeyIds })).toMatchObject({
      checked: 2,
      changed: 0,
      inconclusive: 2,
    });
    for (const id of customerKeyIds) {
      const { record } = await stored(id);
      expect(record).toMatchObject({
        verdict: { status: 'usable' },
        verdictSince: NOW,
        check: { inconclusiveCount: 1, lastConclusiveAt: NOW },
      });
    }
  });

  it('tells open pages which keys changed, and nothing about keys that only got older', async () => {
    const customerKeyIds = await addKeys(4);
    const disabled = (await stored(customerKeyIds[2] ?? '')).record.arn;
    let answers: ReportWords = {};
    const deps = checkDeps(desk.db, ({ arn }) => (arn === disabled ? answers : {}));
    await sweepBatch(deps, { region: REGION, customerKeyIds });
    const payloads: (string | undefined)[] = [];
    const listener = new pg.Client({ connectionString: desk.url });
    await listener.connect();
    try {
      listener.on('notification', ({ payload }) => payloads.push(payload));
      await listener.query(`listen ${CHANGE_CHANNEL}`);
      deps.clock.advance(2 * HOUR_MS);
      await sweepBatch(deps, { region: REGION, customerKeyIds });
      answers = DISABLED;
      deps.clock.advance(2 * HOUR_MS);
      await sweepBatch(deps, { region: REGION, customerKeyIds });
      await expect
        .poll(() => payloads.map((payload) => JSON.parse(payload ?? '')))
        .toEqual([{ kind: 'key', id: customerKeyIds[2] }]);
    } finally {
      await listener.end();
    }
  });
});

describe('the results of a batch', () => {
  const aSlowBatch = (customerKeyIds: readonly string[], answer: Parameters<typeof checkDeps>[1]) => {
    const deps = checkDeps(desk.db, answer);
    return { deps, sweeping: sweepBatch(deps, { region: REGION, customerKeyIds }) };
  };

  it('H26 a changed key is written at once, while other keys of the batch are still being checked', async () => {
    const [changed = '', slow = ''] = await addKeys(2);
    const slowArn = (await stored(slow)).record.arn;
    const gate = aGate();
    const { sweeping } = aSlowBatch([changed, slow], async ({ arn }) => {
      if (arn !== slowArn) return DISABLED;
      await gate.wait();
      return {};
    });
    await gate.reached;
    await expect.poll(async () => (await stored(changed)).record.verdict.cause).toBe('key_disabled');
    gate.open();
    expect(await sweeping).toMatchObject({ checked: 2 });
  });

  it('H26 unchanged keys are written within a second, or when there are 25 of them', async () => {
    const customerKeyIds = await addKeys(30);
    const deps = checkDeps(desk.db);
    await sweepBatch(deps, { region: REGION, customerKeyIds });
    deps.clock.advance(66 * MINUTE_MS);
    const slowArn = (await stored(customerKeyIds[29] ?? '')).record.arn;
    const gate = aGate();
    const probeKey: typeof deps.probeKey = async (target, kind) => {
      if (target.arn === slowArn) await gate.wait();
      return deps.probeKey(target, kind);
    };
    const sweeping = sweepBatch({ ...deps, probeKey }, { region: REGION, customerKeyIds });
    const writtenNow = async () =>
      (await Promise.all(customerKeyIds.map(stored))).filter(({ checkRevision }) => checkRevision === 2).length;
    await expect.poll(writtenNow, { timeout: 5_000 }).toBe(29);
    gate.open();
    expect(await sweeping).toMatchObject({ checked: 30, changed: 0 });
  });

  it('are kept for all other keys when one key cannot be judged, and the batch reports the failure', async () => {
    const customerKeyIds = await addKeys(5);
    const broken = (await stored(customerKeyIds[2] ?? '')).record.arn;
    const deps = checkDeps(desk.db, ({ arn }) => {
      if (arn === broken) throw new Error('no rule can judge this');
      return {};
    });
    await expect(sweepBatch(deps, { region: REGION, customerKeyIds })).rejects.toThrow('1 keys could not be checked');
    const causes = await Promise.all(customerKeyIds.map(async (id) => (await stored(id)).record.verdict.status));
    expect(causes).toEqual(['usable', 'usable', 'unverified', 'usable', 'usable']);
  });

  it('H26 never overwrite what was learned after a key’s own calls began', async () => {
    const [key = ''] = await addKeys(1);
    const gate = aGate();
    const { deps, sweeping } = aSlowBatch([key], async () => {
      await gate.wait();
      return {};
    });
    await gate.reached;
    // The claim has run out, so a person checks and sees the key disabled.
    deps.clock.advance(15_000);
    const person = { ...checkDeps(desk.db, () => DISABLED), clock: deps.clock };
    await checkKey(person, { customerKeyId: key }, AGENT);
    gate.open();
    expect(await sweeping).toMatchObject({ checked: 0, skipped: 1 });
    expect((await stored(key)).record.verdict.cause).toBe('key_disabled');
  });

  it('H26 count when something was learned before a key’s own calls began, however long the batch had waited', async () => {
    const customerKeyIds = await addKeys(9);
    const gate = aGate();
    const deps = checkDeps(desk.db);
    const asked: string[] = [];
    const probeKey: typeof deps.probeKey = async (target, kind) => {
      asked.push(target.arn);
      if (asked.length <= 8) await gate.wait();
      return deps.probeKey(target, kind);
    };
    const sweeping = sweepBatch({ ...deps, probeKey }, { region: REGION, customerKeyIds });
    await expect.poll(() => asked.length).toBe(8);
    const last = (await Promise.all(customerKeyIds.map(stored))).find(({ record }) => !asked.includes(record.arn));
    await checkKey(
      { ...checkDeps(desk.db, () => DISABLED), clock: () => deps.clock() },
      { customerKeyId: last?.customerKeyId ?? '' },
      AGENT,
    ).catch(() => undefined);
    deps.clock.advance(15_000);
    await checkKey(
      { ...checkDeps(desk.db, () => DISABLED), clock: deps.clock },
      { customerKeyId: last?.customerKeyId ?? '' },
      AGENT,
    );
    // "Enabled" within five minutes of a bad state would not be believed.
    deps.clock.advance(6 * 60_000);
    gate.open();
    expect(await sweeping).toMatchObject({ checked: 9 });
    expect((await stored(last?.customerKeyId ?? '')).record.verdict.status).toBe('usable');
  });
});

describe('a batch whose sign-in AWS refuses', () => {
  it('stops as it does on throttling: the other keys wait a minute or two, with no status changed', async () => {
    const customerKeyIds = await addKeys(20);
    const refused = 'could_not_tell:vendor_credentials';
    const deps = checkDeps(desk.db, () => ({ facts: null, describe: refused, generate: refused, decrypt: refused }));
    await sweepBatch(deps, { region: REGION, customerKeyIds });
    expect(deps.asked.length).toBeLessThanOrEqual(8);
    for (const { record, nextCheckAt } of await Promise.all(customerKeyIds.map(stored))) {
      expect(record.verdict.cause).toBe('never_checked');
      expect(nextCheckAt.getTime()).toBeLessThanOrEqual(after(3 * MINUTE_MS).getTime());
    }
  });
});

describe('several planners and workers at once', () => {
  it('check each due key exactly once', async () => {
    const others = await openTestDesk();
    try {
      // One after the other: ninety at once wait for ten connections, and the pool lets nobody wait for long.
      const keys: Awaited<ReturnType<typeof addKey>>[] = [];
      for (let n = 0; n < 90; n += 1)
        keys.push(await addKey(others.db, { arn: newArn(n % 2 === 0 ? 'eu-west-1' : 'us-west-2') }));
      const clock = aClock();
      const queue: { region: string; customerKeyIds: string[] }[] = [];
      const deps = { ...checkDeps(others.db), clock };
      const planner = () =>
        planSweep({ policy: POLICY, db: others.db, clock, enqueueBatch: async (_, batch) => void queue.push(batch) });
      await Promise.all([planner(), planner(), planner()]);
      await planner();
      // Every batch is delivered twice, as after a lost heartbeat.
      const swept = await Promise.all([...queue, ...queue].map((batch) => sweepBatch(deps, batch)));
      expect(swept.reduce((sum, { checked }) => sum + checked, 0)).toBe(90);
      expect(deps.asked.map((target) => target.arn).toSorted()).toEqual(keys.map((key) => key.arn).toSorted());
      expect(await others.rows('select distinct revision, planned_at from key_checks')).toEqual([
        { revision: 1, planned_at: null },
      ]);
      expect(await planner()).toBe(0);
    } finally {
      await others.close();
    }
  });
});

describe('recordUnchanged', () => {
  const judged = async (customerKeyId: string) => {
    const key = await stored(customerKeyId);
    return judgeKey(checkDeps(desk.db), key, { evidence: NO_EVIDENCE });
  };
  const usableKeys = async (count: number) => {
    const ids = await addKeys(count);
    await sweepBatch(checkDeps(desk.db), { region: REGION, customerKeyIds: ids });
    return ids;
  };

  it('writes any number of keys with one statement', async () => {
    const checks = await Promise.all((await usableKeys(12)).map(judged));
    const statements: string[] = [];
    const counting = new Proxy(desk.db, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (name !== 'execute') throw new Error(`${String(name)} is not to be used.`);
        return (query: unknown) => {
          statements.push('execute');
          return (value as (query: unknown) => unknown).call(target, query);
        };
      },
    });
    expect((await recordUnchanged(counting, checks)).toSorted()).toEqual(
      checks.map(({ key }) => key.customerKeyId).toSorted(),
    );
    expect(statements).toHaveLength(1);
  });

  it('leaves out every key whose revision, ARN or role changed in between', async () => {
    const [same = '', newer = '', moved = '', retired = ''] = await usableKeys(4);
    const checks = await Promise.all([same, newer, moved, retired].map(judged));
    await desk.owner.query('update key_checks set revision = revision + 1 where key_id = $1', [newer]);
    const arn = newArn();
    await desk.owner.query('update customer_keys set arn = $2, kms_key_id = $3 where id = $1', [
      moved,
      arn,
      arn.split('/')[1],
    ]);
    await desk.owner.query(`update customer_keys set role = 'retired' where id = $1`, [retired]);
    const rows = () =>
      desk.rows<{ row: Record<string, unknown>; calls: unknown }>(
        `select to_jsonb(c) - 'calls' as row, calls from key_checks c where key_id = any($1) order by key_id`,
        [[newer, moved, retired]],
      );
    const before = await rows();
    expect(await recordUnchanged(desk.db, checks)).toEqual([same]);
    const now = await rows();
    expect(now.map(({ row }) => row)).toEqual(before.map(({ row }) => row));
    // Their calls were made all the same.
    for (const { calls } of now) expect(calls).toMatchObject({ DescribeKey: 2 });
  });

  it('stores the same as a single write', async () => {
    const [batched = '', single = ''] = await usableKeys(2);
    const deps = checkDeps(desk.db);
    deps.clock.advance(HOUR_MS);
    const key = await stored(batched);
    const check = await judgeKey(deps, key, { kind: 'grid', evidence: NO_EVIDENCE });
    await recordUnchanged(desk.db, [check]);
    await checkKey(deps, { customerKeyId: single }, { kind: 'system', job: 'sweep' });
    const columns = `revision, planned_at, next_check_at, last_attempt_at, last_conclusive_at, last_usable_at, last_described_at,
      last_proof_at, findings, last_fault, actions,
      denial_count, first_denial_at, inconclusive_count, span_last_seen_at, span_check_count, calls_day, calls`;
    const row = (id: string) => desk.rows(`select ${columns} from key_checks where key_id = $1`, [id]);
    expect(await row(batched)).toEqual(await row(single));
  });

  it('writes nothing when there are no checks', async () => {
    expect(await recordUnchanged(desk.db, [])).toEqual([]);
  });
});

describe('facts that are the same as before', () => {
  it('are no change after a round trip through the database', async () => {
    const [id = ''] = await addKeys(1);
    const facts = someFacts({
      keyState: 'PendingDeletion',
      deletionAt: new Date('2026-04-02T11:22:33.456Z'),
      kmsCreatedAt: new Date('2024-02-29T23:59:59.999Z'),
      materialExpiresAt: after(90 * DAY_MS),
      pendingDeletionWindowDays: 7,
      multiRegionType: 'PRIMARY',
      customKeyStoreId: 'cks-1',
      origin: null,
    });
    const deps = checkDeps(desk.db, () => ({ facts, generate: 'not_run', decrypt: 'not_run' }));
    await sweepBatch(deps, { region: REGION, customerKeyIds: [id] });
    expect((await stored(id)).record.facts).toEqual(facts);
    deps.clock.advance(HOUR_MS);
    expect(await sweepBatch(deps, { region: REGION, customerKeyIds: [id] })).toMatchObject({ checked: 1, changed: 0 });
  });
});
