import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DENIED_WITHIN_MS } from '#lib/core/verdict/incident.ts';
import { aControl, after, CATCH_ALL, MINUTE_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { besideEarlier } from '#lib/core/verdict/control.ts';
import { foldFleetCounts } from '#lib/db/verdict/fleet.ts';
import {
  claimControl,
  CONTROL_EVERY_MS,
  countDeniedTogether,
  countStillDenied,
  noteSuccesses,
  pauseRegion,
  openIncident,
  readRegionStatus,
  closeIncident,
  resumeRegion,
  storeControl,
  type SeenAllowed,
} from '#lib/db/verdict/regions.ts';
import { addKey, newArn, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

let regions = 0;
const aRegion = (): string => `eu-status-${(regions += 1)}`;

describe('a control key check', () => {
  it('is claimed once a minute, by one of any number of processes', async () => {
    const region = aRegion();
    const claim = (at: Date) => Promise.all(Array.from({ length: 10 }, () => claimControl(desk.db, region, at)));
    const taken = (claims: boolean[]): number => claims.filter(Boolean).length;
    expect(taken(await claim(NOW))).toBe(1);
    expect(taken(await claim(after(CONTROL_EVERY_MS - 1)))).toBe(0);
    expect(taken(await claim(after(CONTROL_EVERY_MS)))).toBe(1);
    expect(await claimControl(desk.db, aRegion(), NOW)).toBe(true);
  });

  it('can be claimed again after a clock was set back', async () => {
    const region = aRegion();
    await claimControl(desk.db, region, after(60 * MINUTE_MS));
    expect(await claimControl(desk.db, region, NOW)).toBe(true);
  });

  it('is stored with the time since when it is denied', async () => {
    const region = aRegion();
    await claimControl(desk.db, region, NOW);
    const control = besideEarlier(aControl(CATCH_ALL), besideEarlier(aControl(CATCH_ALL, after(-MINUTE_MS)), null));
    expect(control.deniedSince.Decrypt).toEqual(after(-MINUTE_MS));
    await storeControl(desk.db, region, control, after(1));
    expect(await readRegionStatus(desk.db, region)).toMatchObject({ control, controlCheckedAt: after(1) });
  });
});

describe('the successes of a region', () => {
  const seen = (given: Partial<SeenAllowed> & { awsAccountId: string }): SeenAllowed => ({
    customerId: `customer of ${given.awsAccountId}`,
    at: NOW,
    actions: ['Decrypt'],
    ...given,
  });
  const note = (region: string, ...all: SeenAllowed[]) => desk.db.transaction((tx) => noteSuccesses(tx, region, all));
  const kept = async (region: string) =>
    (await readRegionStatus(desk.db, region)).successes.Decrypt?.map(({ awsAccountId, at }) => [awsAccountId, at]);

  it('are kept for the latest three accounts, newest first, so that one is always another customer’s', async () => {
    const region = aRegion();
    await note(region, seen({ awsAccountId: 'z', at: after(-1) }));
    await note(region, seen({ awsAccountId: 'a' }), seen({ awsAccountId: 'b', at: after(1) }));
    await note(region, seen({ awsAccountId: 'c', at: after(2) }));
    expect(await kept(region)).toEqual([
      ['c', after(2).toISOString()],
      ['b', after(1).toISOString()],
      ['a', NOW.toISOString()],
    ]);
    await note(region, seen({ awsAccountId: 'b', at: after(3) }));
    expect(await kept(region)).toEqual([
      ['b', after(3).toISOString()],
      ['c', after(2).toISOString()],
      ['a', NOW.toISOString()],
    ]);
  });

  it('H12 include a second customer, however many accounts the first one has', async () => {
    const region = aRegion();
    await note(region, seen({ awsAccountId: 'other' }));
    for (const n of [1, 2, 3]) await note(region, seen({ awsAccountId: `big-${n}`, customerId: 'big', at: after(n) }));
    expect(await kept(region)).toEqual([
      ['big-3', after(3).toISOString()],
      ['other', NOW.toISOString()],
    ]);
  });

  it('aren’t replaced by older ones that a slow process writes', async () => {
    const region = aRegion();
    await note(region, seen({ awsAccountId: 'a', at: after(5) }), seen({ awsAccountId: 'b', at: after(4) }));
    await note(region, seen({ awsAccountId: 'a', at: after(3) }));
    expect(await kept(region)).toEqual([
      ['a', after(5).toISOString()],
      ['b', after(4).toISOString()],
    ]);
  });

  it('are all kept when two processes write at once, each under its action', async () => {
    const region = aRegion();
    await Promise.all([
      note(region, seen({ awsAccountId: 'a', actions: ['Encrypt'] })),
      note(region, seen({ awsAccountId: 'b', actions: ['Decrypt'] })),
      note(region, seen({ awsAccountId: 'c', actions: ['Encrypt'] })),
    ]);
    const { successes } = await readRegionStatus(desk.db, region);
    expect(successes.Encrypt?.map(({ awsAccountId }) => awsAccountId).toSorted()).toEqual(['a', 'c']);
    expect(successes.Decrypt?.map(({ awsAccountId }) => awsAccountId)).toEqual(['b']);
    expect(successes.GenerateDataKey).toBeUndefined();
  });
});

describe('the customers who lost access together', () => {
  const account = (n: number): string => String(300_000_000_000 + n);
  /** A key that was usable and has been denied since `at`. */
  const addDeniedKey = async (
    region: string,
    awsAccount: string,
    options: { customerId?: string; since?: Date | null; wasUsable?: boolean; role?: 'retired' | 'retained' } = {},
  ) => {
    const { since = NOW, wasUsable = true, customerId, role = 'retained' } = options;
    const key = await addKey(desk.db, {
      arn: newArn(region, awsAccount),
      role,
      ...(customerId !== undefined && { customerId }),
    });
    await desk.owner.query(
      'update key_checks set first_denial_at = $2, lost_at = $3, last_usable_at = $4 where key_id = $1',
      [key.customerKeyId, since, wasUsable ? since : null, wasUsable ? after(-MINUTE_MS) : null],
    );
    return key;
  };

  it('H25 are counted by customer and by account, never by key', async () => {
    const region = aRegion();
    const { customerId } = await addDeniedKey(region, account(1));
    for (let n = 0; n < 5; n += 1) await addDeniedKey(region, account(1), { customerId });
    await addDeniedKey(region, account(2), { customerId });
    await addDeniedKey(region, account(2));
    expect(await countDeniedTogether(desk.db, region, NOW)).toEqual({ customers: 2, accounts: 2, liveKeys: 8 });
  });

  it('H25 leave out keys that were never usable, lost access half an hour ago, are retired, or are in another region', async () => {
    const region = aRegion();
    await addDeniedKey(region, account(11), { wasUsable: false });
    await addDeniedKey(region, account(12), { since: after(-DENIED_WITHIN_MS) });
    await addDeniedKey(region, account(13), { role: 'retired' });
    await addDeniedKey(region, account(14), { since: null });
    await addDeniedKey(aRegion(), account(15));
    await addDeniedKey(region, account(16), { since: after(1 - DENIED_WITHIN_MS) });
    expect(await countDeniedTogether(desk.db, region, NOW)).toMatchObject({ customers: 1, accounts: 1 });
  });

  it('H25 count the customers of one organization once, where AWS names its policy', async () => {
    const region = aRegion();
    for (const n of [31, 32, 33]) {
      const { customerKeyId } = await addDeniedKey(region, account(n));
      await desk.owner.query(`update key_checks set denial_group = 'o-exampleorg1' where key_id = $1`, [customerKeyId]);
    }
    await addDeniedKey(region, account(34));
    expect(await countDeniedTogether(desk.db, region, NOW)).toMatchObject({ customers: 2, accounts: 2 });
    expect(await countStillDenied(desk.db, region, NOW, NOW)).toEqual({ customers: 2, accounts: 2 });
  });

  it('H26 leave out a denial that began in the future', async () => {
    const region = aRegion();
    await addDeniedKey(region, account(41), { since: after(60 * MINUTE_MS) });
    expect(await countDeniedTogether(desk.db, region, NOW)).toMatchObject({ customers: 0, accounts: 0 });
  });

  it('are compared with all keys of the region, folded or not', async () => {
    const region = aRegion();
    await addDeniedKey(region, account(21));
    await foldFleetCounts(desk.db);
    await addDeniedKey(region, account(22));
    expect((await countDeniedTogether(desk.db, region, NOW)).liveKeys).toBe(2);
  });
});

describe('an incident and a pause of a region', () => {
  it('H25 an incident keeps its start until it ends, however often it is reported', async () => {
    const region = aRegion();
    const since = async () => (await readRegionStatus(desk.db, region)).incidentSince;
    expect(await since()).toBeNull();
    await openIncident(desk.db, region, NOW, ['Decrypt']);
    await openIncident(desk.db, region, after(MINUTE_MS), ['Encrypt', 'Decrypt']);
    expect(await since()).toEqual(NOW);
    await closeIncident(desk.db, region, NOW);
    expect(await since()).toBeNull();
    await openIncident(desk.db, region, after(MINUTE_MS), ['Decrypt']);
    expect(await since()).toEqual(after(MINUTE_MS));
  });

  it('H25 an incident keeps all its denied actions, and only the process that judged it ends it', async () => {
    const region = aRegion();
    const actions = async () => (await readRegionStatus(desk.db, region)).incidentActions.toSorted();
    await openIncident(desk.db, region, NOW, ['Decrypt']);
    await openIncident(desk.db, region, after(MINUTE_MS), ['Encrypt', 'Decrypt']);
    expect(await actions()).toEqual(['Decrypt', 'Encrypt']);
    await closeIncident(desk.db, region, after(MINUTE_MS));
    expect(await actions()).toEqual(['Decrypt', 'Encrypt']);
    await closeIncident(desk.db, region, NOW);
    expect(await actions()).toEqual([]);
  });

  it('H24 a pause can be extended and ended, and changes nothing else about the region', async () => {
    const region = aRegion();
    await openIncident(desk.db, region, NOW, ['Decrypt']);
    await pauseRegion(desk.db, region, after(30_000), 1);
    await pauseRegion(desk.db, region, after(MINUTE_MS), 2);
    expect(await readRegionStatus(desk.db, region)).toMatchObject({
      pausedUntil: after(MINUTE_MS),
      throttledInARow: 2,
      incidentSince: NOW,
    });
    await resumeRegion(desk.db, region);
    expect(await readRegionStatus(desk.db, region)).toMatchObject({
      pausedUntil: null,
      throttledInARow: 0,
      incidentSince: NOW,
    });
  });
});
