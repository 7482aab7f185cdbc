import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readCustomerFilter } from '#lib/core/verdict/customer-filter.ts';
import { readKeyFilter } from '#lib/core/verdict/key-filter.ts';
import { after, MINUTE_MS, NOW, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { noteHeard } from '#lib/db/verdict/region-answers.ts';
import { openIncident, pauseRegion } from '#lib/db/verdict/regions.ts';
import { addKey, newArn, openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { readCustomerList } from '#lib/queries/customer/customer-list.ts';
import { readDeletions } from '#lib/queries/key/deletions-page.ts';
import { readKeyList } from '#lib/queries/key/key-list.ts';
import { readKeyPage } from '#lib/queries/key/key-page.ts';
import { readRegionFreshness } from '#lib/queries/probe/region-freshness.ts';
import { readRegionsPage } from '#lib/queries/probe/regions-page.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
beforeEach(() => desk.owner.query('delete from region_status'));
afterAll(() => desk.close());

const VIEWER = { role: 'viewer' } as const;
const deps = () => ({ db: desk.db, clock: () => NOW, policy: POLICY, regions: REGIONS });
const noAnswerSince = (region: string, at: Date) =>
  noteHeard(desk.db, region, { askedAt: at, answeredAt: null, silentSince: at }, POLICY.intervalMinutes, NOW);
const since = after(-8 * MINUTE_MS);

describe('the freshness of regions', () => {
  it('has every hosting region, also one that was never asked, and no other', async () => {
    await noAnswerSince('eu-west-1', since);
    await noAnswerSince('eu-gone-1', since);
    await pauseRegion(desk.db, 'eu-west-1', after(MINUTE_MS), 1);
    await openIncident(desk.db, 'eu-west-1', since, ['Decrypt']);
    const found = await readRegionFreshness(deps());
    expect(found).toEqual([
      {
        region: 'eu-west-1',
        answeredAtMs: null,
        askedAtMs: since.getTime(),
        silentSinceMs: since.getTime(),
        pausedUntilMs: after(MINUTE_MS).getTime(),
        incidentSinceMs: since.getTime(),
        liveKeys: expect.any(Number),
        intervalMinutes: 60,
      },
      expect.objectContaining({ region: 'us-west-2', answeredAtMs: null, silentSinceMs: null }),
    ]);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    expect((await readRegionFreshness(deps(), 'us-west-2')).map(({ region }) => region)).toEqual(['us-west-2']);
    expect(await readRegionFreshness(deps(), 'eu-gone-1')).toEqual([]);
  });
});

describe('a page that shows keys of a region', () => {
  it('H7 has its freshness: the list that of every region or of the one it is filtered by', async () => {
    await noAnswerSince('eu-west-1', since);
    const filter = readKeyFilter(() => null);
    const list = async (region: string | null) =>
      (await readKeyList(deps(), VIEWER, { ...filter, region }, { after: null, before: null })).regions;
    expect((await list(null)).map(({ region }) => region)).toEqual(['eu-west-1', 'us-west-2']);
    expect((await list(null))[0]).toMatchObject({ silentSinceMs: since.getTime() });
    expect((await list('us-west-2')).map(({ region }) => region)).toEqual(['us-west-2']);
  });

  it('H7 has its freshness: a key’s page that of its own region, also for the only key there', async () => {
    await noAnswerSince('us-west-2', since);
    const { customerKeyId } = await addKey(desk.db, { arn: newArn('us-west-2'), role: 'candidate' });
    expect((await readKeyPage(deps(), VIEWER, customerKeyId))?.regionFreshness).toMatchObject({
      region: 'us-west-2',
      silentSinceMs: since.getTime(),
      liveKeys: 1,
    });
    const elsewhere = await addKey(desk.db, { arn: newArn('eu-gone-1') });
    expect((await readKeyPage(deps(), VIEWER, elsewhere.customerKeyId))?.regionFreshness).toBeNull();
  });

  it('H7 has its freshness: the Regions page that of every region', async () => {
    await noAnswerSince('eu-west-1', since);
    expect((await readRegionsPage(deps(), VIEWER)).freshness).toEqual(await readRegionFreshness(deps()));
  });

  it('H7 has its freshness: customers and the deletion timeline that of every region', async () => {
    await noAnswerSince('eu-west-1', since);
    const all = await readRegionFreshness(deps());
    const usable = { ...readCustomerFilter(() => null), verdict: 'usable' } as const;
    const customers = await readCustomerList(deps(), VIEWER, usable, { after: null, before: null });
    expect(customers.regions).toEqual(all);
    expect((await readDeletions(deps(), VIEWER, null)).regions).toEqual(all);
  });
});
