import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import type { ReportWords } from '#lib/core/verdict/checks.test-support.ts';
import { reserveCalls } from '#lib/db/probe/call-budgets.ts';
import { lastOrderToCheck, progressOfChecks } from '#lib/db/verdict/check-all.ts';
import { pauseRegion } from '#lib/db/verdict/regions.ts';
import { addKey, AGENT, checkDeps, newArn, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { orderCheckOfAllKeys, runCheckOrder } from './check-all-keys.ts';
import { checkKey } from './check-key.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

let minutes = 0;
/** A customer with keys, what KMS says of each, and which of them it was asked about. */
async function aCustomer(name: string, regions: readonly string[]) {
  const asked: string[] = [];
  const answers = new Map<string, ReportWords>();
  const deps = checkDeps(desk.db, ({ arn }) => {
    asked.push(arn);
    return answers.get(arn) ?? {};
  });
  // Nobody waits for the quota that another test used.
  minutes += 10;
  deps.clock.advance(minutes * 60_000);
  const keys: { customerKeyId: string; arn: KeyArn }[] = [];
  let customerId: string | undefined;
  for (const [index, region] of regions.entries()) {
    const key = await addKey(desk.db, {
      ...(customerId === undefined ? { customerName: name } : { customerId }),
      arn: newArn(region),
      workspace: `w${index}`,
    });
    ({ customerId } = key);
    keys.push(key);
  }
  const id = customerId ?? '';
  const customer = { id, providerId: null };
  return {
    deps,
    keys,
    customer,
    asked,
    answers,
    order: () => orderCheckOfAllKeys(deps, { customerId: id }, AGENT, 'r1'),
    progress: async () => {
      const last = await lastOrderToCheck(desk.db, id);
      if (last === null) throw new Error('There was no order.');
      const rows = await progressOfChecks(desk.db, customer, last.at);
      const sum = (of: 'keys' | 'checked' | 'answered') => rows.reduce((all, row) => all + row[of], 0);
      return { keys: sum('keys'), checked: sum('checked'), answered: sum('answered') };
    },
    dueAt: async () =>
      (
        await desk.rows<{ due: Date }>(
          `select next_check_at as due from key_checks c join customer_keys k on k.id = c.key_id where k.customer_id = $1`,
          [id],
        )
      ).map(({ due }) => due.getTime()),
  };
}
const must = <T>(result: { ok: true; value: T } | { ok: false; reason: string }): T => {
  if (!result.ok) throw new Error(result.reason);
  return result.value;
};
const EU = 'eu-west-1';

describe('a check of all keys of a customer', () => {
  it('runs a full check of each, and shows how far it is and what was seen', async () => {
    const place = await aCustomer('All Together', [EU, EU, 'us-west-2']);
    const order = must(await place.order());
    expect(await place.progress()).toEqual({ keys: 3, checked: 0, answered: 0 });
    const silent = 'could_not_tell:timed_out';
    place.answers.set(place.keys[1]?.arn ?? '', { facts: null, describe: silent, generate: silent, decrypt: silent });
    expect(await runCheckOrder(place.deps, order, AGENT)).toBe(3);
    expect(place.asked.toSorted()).toEqual(place.keys.map(({ arn }) => arn).toSorted());
    expect(await place.progress()).toEqual({ keys: 3, checked: 3, answered: 2 });
  });

  it('is in the audit log with the number of keys, and each check with the person', async () => {
    const place = await aCustomer('Audited Order', [EU, EU]);
    const order = must(await place.order());
    await runCheckOrder(place.deps, order, AGENT);
    const entries = await desk.rows<{ action: string; after: object }>(
      'select action, after from audit_log where customer_id = $1 order by seq',
      [place.customer.id],
    );
    expect(entries.map(({ action }) => action)).toEqual(['customer.keys_checked', 'key.checked', 'key.checked']);
    expect(entries[0]?.after).toEqual({ keys: 2 });
  });

  it('leaves every key due, so that the scheduler goes on where the process ends', async () => {
    const place = await aCustomer('Process Ends', [EU, EU]);
    const { orderedAt } = must(await place.order());
    expect(await place.dueAt()).toEqual([orderedAt.getTime(), orderedAt.getTime()]);
  });

  it('H24 checks no key that somebody checked in the last 15 seconds, and counts it', async () => {
    const place = await aCustomer('Just Checked', [EU, EU]);
    await checkKey(place.deps, { customerKeyId: place.keys[0]?.customerKeyId ?? '' }, AGENT);
    place.deps.clock.advance(5_000);
    const order = must(await place.order());
    expect(await place.progress()).toMatchObject({ checked: 1 });
    expect(await runCheckOrder(place.deps, order, AGENT)).toBe(1);
    expect(place.asked).toHaveLength(2);
  });

  it('H24 leaves the keys of a region at rest to the scheduler', async () => {
    const place = await aCustomer('Region At Rest', [EU, 'us-west-2']);
    await pauseRegion(desk.db, 'us-west-2', new Date(place.deps.clock().getTime() + 60_000), 1);
    const order = must(await place.order());
    expect(await runCheckOrder(place.deps, order, AGENT)).toBe(1);
    expect(await place.progress()).toMatchObject({ keys: 2, checked: 1 });
    await pauseRegion(desk.db, 'us-west-2', new Date(0), 0);
  });

  it('H24 is refused while one goes on, and not after it', async () => {
    const place = await aCustomer('Pressed Twice', [EU]);
    const order = must(await place.order());
    place.deps.clock.advance(16_000);
    expect(await place.order()).toEqual({ ok: false, reason: 'running' });
    await runCheckOrder(place.deps, order, AGENT);
    place.deps.clock.advance(16_000);
    expect((await place.order()).ok).toBe(true);
  });

  it('H24 is ordered once when several people order it at the same moment', async () => {
    const place = await aCustomer('Pressed Together', [EU, EU]);
    const outcomes = await Promise.all([place.order(), place.order(), place.order()]);
    expect(outcomes.map((outcome) => (outcome.ok ? 'ordered' : outcome.reason)).toSorted()).toEqual([
      'ordered',
      'running',
      'running',
    ]);
  });

  it('H24 leaves out a key that somebody checked while it waited for the quota', async () => {
    const place = await aCustomer('Checked Meanwhile', ['us-west-2']);
    const order = must(await place.order());
    const at = place.deps.clock();
    let waitMs: number | null = 0;
    while (waitMs !== null && waitMs < 500)
      waitMs = await reserveCalls(desk.db, { kind: 'describe', region: 'us-west-2' }, 1, at, 60_000);
    const running = runCheckOrder(place.deps, order, AGENT);
    await checkKey(place.deps, { customerKeyId: place.keys[0]?.customerKeyId ?? '', callsCounted: true }, AGENT);
    expect(await running).toBe(0);
    expect(place.asked).toHaveLength(1);
  });

  it('H16 leaves out keys without proof of ownership, and is refused where there is no other', async () => {
    const { customerId } = await addKey(desk.db, { customerName: 'No Proof', role: 'candidate', proven: false });
    expect(await orderCheckOfAllKeys(checkDeps(desk.db), { customerId }, AGENT)).toEqual({
      ok: false,
      reason: 'no_keys',
    });
  });
});
