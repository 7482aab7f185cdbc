import { PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import { MINUTE_MS, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { readRegionStatus } from '#lib/db/verdict/regions.ts';
import { openTestDesk, SWEEP, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { startGatewaySandbox } from '#lib/kms/test-gateway.test-support.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import {
  aHostedPlace,
  gatewayOf,
  newAccount,
  recordOf,
  type CustomersKey,
  type Place,
} from '#lib/use-cases/hosted-place.test-support.ts';
import { recordOurSideChecked } from '#lib/use-cases/verdict/record-our-side-checked.ts';
import { planSweep } from '#lib/use-cases/verdict/plan-sweep.ts';
import { sweepBatch } from '#lib/use-cases/verdict/sweep-batch.ts';
import type { TestSandbox } from '#sandbox/aws/sandbox.test-support.ts';
import { closedPolicy, trustingPolicy } from '#sandbox/demo/key-policies.ts';

const PERSON = { kind: 'staff', staffId: newId(), name: 'Robin Agent', role: 'agent', sessionId: null } as const;

let aws: TestSandbox;
let desk: TestDesk;
beforeAll(async () => {
  [aws, desk] = await Promise.all([startGatewaySandbox(), openTestDesk()]);
});
afterAll(async () => {
  await Promise.all([aws.close(), desk.close()]);
});

const put = (place: Place, { account, arn }: CustomersKey, policy: object) =>
  aws.kms(account, place.region.code).send(new PutKeyPolicyCommand({ KeyId: arn, Policy: JSON.stringify(policy) }));
const close = (place: Place, key: CustomersKey) => put(place, key, closedPolicy(key.account));
const open = (place: Place, key: CustomersKey) =>
  put(place, key, trustingPolicy(key.account, place.region.vendorAccountId));

const aPlaceWithControl = () =>
  aHostedPlace(aws, desk, {
    control: async ({ code, vendorAccountId }) => {
      const account = newAccount();
      const policy = trustingPolicy(account, vendorAccountId);
      return (await aws.createKey({ accountId: account, region: code, policy })).Arn;
    },
  });

async function usableKeys(place: Place, count: number, words: Parameters<Place['addCustomersKey']>[0] = {}) {
  const keys: CustomersKey[] = [];
  for (let n = 0; n < count; n += 1) {
    const key = await place.addCustomersKey({ ...words, ...(words.customerId !== undefined && { role: 'retained' }) });
    expect((await place.check(key)).verdict.status).toBe('usable');
    keys.push(key);
  }
  place.deps.clock.advance(10 * MINUTE_MS);
  return keys;
}

/** Checks everything that is due in this place, as the worker does. */
async function sweep(place: Place, keys: readonly CustomersKey[]): Promise<KeyRecord[]> {
  const batches: { region: string; customerKeyIds: string[] }[] = [];
  const { clock } = place.deps;
  await planSweep({ policy: POLICY, db: desk.db, clock, enqueueBatch: async (_, batch) => void batches.push(batch) });
  for (const batch of batches.filter(({ region }) => region === place.region.code)) await sweepBatch(place.deps, batch);
  return Promise.all(keys.map(({ customerKeyId }) => recordOf(desk, customerKeyId)));
}
const incidentSince = async ({ region }: Place) => (await readRegionStatus(desk.db, region.code)).incidentSince;
const codesIn = ({ check }: KeyRecord) => check.findings.map(({ code }) => code);

describe('the control key', () => {
  it('H24 is checked once a minute, however many checks in however many processes meet a denial at once', async () => {
    const place = await aPlaceWithControl();
    const keys = await usableKeys(place, 10);
    for (const key of keys) await close(place, key);
    const others = { ...place.deps, ...gatewayOf(aws.endpoint, [place.region], desk, place.deps.clock) };
    await aws.control.calls.clear();
    const checked = await Promise.all(
      keys.map((key, index) => checkKey(index % 2 === 0 ? place.deps : others, key, SWEEP)),
    );
    for (const one of checked) expect(one).toMatchObject({ value: { how: 'written', conclusive: true } });
    const describedControl = async () =>
      (await aws.control.calls.countsByKey()).find(({ keyArn }) => keyArn === place.region.controlKeyArn)?.operations[
        'DescribeKey'
      ];
    expect(await describedControl()).toBe(1);
    // All of them judged with that one answer, including those who waited for it.
    for (const key of keys) {
      const { check } = await recordOf(desk, key.customerKeyId);
      expect(check.findings[0]?.detail).toMatchObject({ control: 'passed' });
    }
    place.deps.clock.advance(MINUTE_MS);
    await place.check(keys[0] ?? { customerKeyId: '' });
    expect(await describedControl()).toBe(2);
  });
});

describe('many customers who lose access together', () => {
  it('H25 are put on hold from the third one on, nobody is blamed, and a key that is allowed stays usable', async () => {
    const place = await aPlaceWithControl();
    const keys = await usableKeys(place, 4);
    const [first, second, third, healthy] = keys as [CustomersKey, CustomersKey, CustomersKey, CustomersKey];
    for (const key of [first, second, third]) await close(place, key);
    expect((await place.check(first)).verdict.cause).toBe('access_denied_unconfirmed');
    expect((await place.check(second)).verdict.cause).toBe('access_denied_unconfirmed');
    expect(await incidentSince(place)).toBeNull();
    // The third one's own denial counts: with it the incident begins.
    expect((await place.check(third)).verdict.cause).toBe('region_incident');
    expect(await incidentSince(place)).toEqual(place.deps.clock());
    expect((await place.check(healthy)).verdict).toEqual({ status: 'usable', cause: null });
    for (const minutes of [2.5, 2.5, 2.5]) {
      place.deps.clock.advance(minutes * MINUTE_MS);
      for (const key of [first, second, third]) {
        const { verdict, check } = await place.check(key);
        expect(verdict.cause).toBe('region_incident');
        expect(check.denialCount).toBeLessThan(3);
      }
    }
  });

  it('H25 are noticed within minutes: one customer who loses access makes keys of others due', async () => {
    const place = await aPlaceWithControl();
    const keys = await usableKeys(place, 3);
    for (const key of keys) await close(place, key);
    await place.check(keys[0] as CustomersKey);
    const [, ...others] = await sweep(place, keys);
    expect(others.map(({ verdict }) => verdict.cause)).not.toContain(null);
    // Those were checked side by side. The next check of any of them sees all three.
    place.deps.clock.advance(2.5 * MINUTE_MS);
    await place.check(keys[0] as CustomersKey);
    expect(await incidentSince(place)).not.toBeNull();
  });

  it('H25 don’t wait for a key that another process holds: it is left out, and the others are made due', async () => {
    const place = await aPlaceWithControl();
    const [lost, held, free] = (await usableKeys(place, 3)) as [CustomersKey, CustomersKey, CustomersKey];
    await close(place, lost);
    place.deps.clock.advance(6 * MINUTE_MS);
    const isDue = async ({ customerKeyId }: CustomersKey): Promise<boolean> => {
      const [row] = await desk.rows<{ at: Date }>('select next_check_at as at from key_checks where key_id = $1', [
        customerKeyId,
      ]);
      return row !== undefined && row.at <= place.deps.clock();
    };
    await desk.db.transaction(async (tx) => {
      await tx.execute(sql`select from key_checks where key_id = ${held.customerKeyId} for update`);
      await place.check(lost);
    });
    expect([await isDue(held), await isDue(free)]).toEqual([false, true]);
  });

  it('H25 stay on hold while they are denied together, until a person records that our own side was checked', async () => {
    const place = await aPlaceWithControl();
    const keys = await usableKeys(place, 3);
    for (const key of keys) await close(place, key);
    for (let round = 0; round < 3; round += 1) {
      for (const key of keys) await place.check(key);
      place.deps.clock.advance(2.5 * MINUTE_MS);
    }
    expect(await incidentSince(place)).not.toBeNull();
    let records: KeyRecord[] = [];
    // The control key works, and every other key may have lost our role: so nobody is blamed, however long it lasts.
    for (let round = 0; round < 5; round += 1) {
      place.deps.clock.advance(16 * MINUTE_MS);
      records = await sweep(place, keys);
      expect(records.map(({ verdict }) => verdict.cause)).toEqual(Array.from({ length: 3 }, () => 'region_incident'));
    }
    const recorded = { region: place.region.code, reason: 'The role’s policies allow every key.' };
    expect((await recordOurSideChecked(place.deps, recorded, PERSON)).ok).toBe(true);
    // Each denial is then confirmed like any other.
    for (let round = 0; round < 3; round += 1) {
      place.deps.clock.advance(5 * MINUTE_MS);
      records = await sweep(place, keys);
    }
    expect(records).toHaveLength(3);
    for (const record of records) {
      expect(record.verdict).toEqual({ status: 'unusable', cause: 'access_lost' });
      expect(record.check.findings[0]).toMatchObject({ code: 'access_lost', confidence: 'likely' });
    }
    expect(await incidentSince(place)).toBeNull();
  });

  it('H25 end the incident when they regain access, and nobody is blamed', async () => {
    const place = await aPlaceWithControl();
    const keys = await usableKeys(place, 3);
    for (const key of keys) await close(place, key);
    for (let round = 0; round < 2; round += 1) {
      for (const key of keys) await place.check(key);
      place.deps.clock.advance(2.5 * MINUTE_MS);
    }
    expect(await incidentSince(place)).not.toBeNull();
    for (const key of keys) await open(place, key);
    place.deps.clock.advance(16 * MINUTE_MS);
    const records = await sweep(place, keys);
    for (const record of records) {
      expect(record.verdict).toEqual({ status: 'usable', cause: null });
      expect(codesIn(record)).not.toContain('region_incident');
    }
    expect(await incidentSince(place)).toBeNull();
  });

  it('H25 are not one customer with many keys, in however many accounts', async () => {
    const place = await aPlaceWithControl();
    const [one] = await usableKeys(place, 1);
    const more = await usableKeys(place, 7, { customerId: one?.customerId ?? '' });
    const keys = [...(one === undefined ? [] : [one]), ...more];
    for (const key of keys) await close(place, key);
    let last: KeyRecord | undefined;
    for (const minutes of [0, 2.5, 2.5, 2]) {
      place.deps.clock.advance(minutes * MINUTE_MS);
      for (const key of keys) last = await place.check(key);
      expect(await incidentSince(place)).toBeNull();
    }
    expect(last?.verdict).toEqual({ status: 'unusable', cause: 'access_lost' });
  });

  it('H25 are not many customers in one AWS account', async () => {
    const place = await aPlaceWithControl();
    const account = newAccount();
    const keys = await usableKeys(place, 4, { account });
    for (const key of keys) await close(place, key);
    for (const minutes of [0, 2.5, 2.5, 2]) {
      place.deps.clock.advance(minutes * MINUTE_MS);
      for (const key of keys) await place.check(key);
    }
    expect(await incidentSince(place)).toBeNull();
  });
});
