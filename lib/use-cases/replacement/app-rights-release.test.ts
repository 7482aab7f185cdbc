import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { idsOf, refusalOf, released, time } from './app-rights.test-support.ts';
import { aReplacementDesk, DAY_MS, HOUR_MS, must, type ReplacementDesk } from './replacement.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const GATE = 'key_releases_gate';
const ROUND_MS = 60_000;
/** What refuses a release of the old key now. */
const refused = async (place: ReplacementDesk): Promise<string | null> =>
  refusalOf(desk, released(place.old.customerKeyId, place.clock()));

/** A line whose product acknowledged the switch, and reported so many days that nothing depends on the old key. */
async function acknowledged(days: number): Promise<ReplacementDesk> {
  const place = await aReplacementDesk(desk);
  await place.upTo('acknowledged');
  await place.report(place.old.customerKeyId);
  await place.reportDaily(place.old.customerKeyId, days);
  return place;
}

describe('H19 the release of the old key, whatever the app writes', () => {
  it('is written seven days after the product acknowledged the switch, and not a moment before', async () => {
    const place = await acknowledged(6);
    place.clock.advance(DAY_MS - ROUND_MS);
    await place.report(place.old.customerKeyId);
    expect(await refused(place)).toBe(GATE);
    place.clock.advance(ROUND_MS);
    expect(await refused(place)).toBeNull();
  });

  it('is refused while the product has not acknowledged the switch, however long nothing depends on the key', async () => {
    const place = await aReplacementDesk(desk);
    await place.upTo('switched');
    await place.report(place.old.customerKeyId);
    await place.reportDaily(place.old.customerKeyId, 20);
    expect(await refused(place)).toBe(GATE);
    must(await place.acknowledge());
    await place.reportDaily(place.old.customerKeyId, 6);
    expect(await refused(place)).toBe(GATE);
    await place.reportDaily(place.old.customerKeyId, 1);
    expect(await refused(place)).toBeNull();
  });

  it('is refused while one of two workspaces has not acknowledged its switch for a week', async () => {
    const place = await aReplacementDesk(desk);
    await place.upTo('acknowledged');
    const { replacement, line } = await place.stored();
    await place.report(place.old.customerKeyId);
    await place.reportDaily(place.old.customerKeyId, 8);
    expect(await refused(place)).toBeNull();
    // Another line with the same old key, in another workspace, as its switch left it.
    await desk.owner.query('begin');
    await desk.owner.query('set local session_replication_role = replica');
    const { at } = await idsOf(place);
    await desk.owner.query(
      `with ws as (insert into workspaces (id, customer_id, name, region, created_at)
         values (gen_random_uuid(), $1, 'second', 'eu-west-1', now()) returning id)
       insert into replacement_lines select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(), 'position', 5,
         'workspace_id', ws.id, 'state', 'switched', 'acknowledged_at', null, 'acknowledged_by', null, 'acknowledged_how', null))).*
       from replacement_lines l, ws where l.id = $2`,
      [replacement.customerId, line.id],
    );
    await desk.owner.query('commit');
    expect(await refused(place)).toBe(GATE);
    const acknowledge = `update replacement_lines set state = 'acknowledged', acknowledged_by = 'me', acknowledged_how = 'seen',
      acknowledged_at = ${time(new Date(at.getTime() - 6 * DAY_MS))} where replacement_id = '${replacement.id}' and position = 5`;
    expect(await refusalOf(desk, [acknowledge, ...released(place.old.customerKeyId, at)])).toBe(GATE);
  });

  it.each<[string, (place: ReplacementDesk) => Promise<void>]>([
    ['the newest report is older than 24 hours', async (place) => place.clock.advance(DAY_MS + ROUND_MS)],
    ['something depends on it', async (place) => place.report(place.old.customerKeyId, { restore_points: 1 })],
    ['a kind was not reported', async (place) => place.report(place.old.customerKeyId, {}, ['legal_holds'])],
    [
      'something depended on it a day ago',
      async (place) => {
        await place.report(place.old.customerKeyId, { jobs: 1 });
        await place.reportDaily(place.old.customerKeyId, 1);
      },
    ],
    [
      'there was a gap of more than 26 hours between two reports',
      async (place) => {
        place.clock.advance(27 * HOUR_MS);
        await place.report(place.old.customerKeyId);
      },
    ],
  ])('is refused where %s', async (_what, meanwhile) => {
    const place = await acknowledged(8);
    expect(await refused(place)).toBeNull();
    await meanwhile(place);
    expect(await refused(place)).toBe(GATE);
  });

  it('is refused where the product has never reported what depends on the key', async () => {
    const place = await aReplacementDesk(desk);
    await place.upTo('acknowledged');
    place.clock.advance(30 * DAY_MS);
    expect(await refused(place)).toBe(GATE);
  });

  it('is refused where the week is only claimed over a gap', async () => {
    const place = await acknowledged(8);
    const key = place.old.customerKeyId;
    place.clock.advance(27 * HOUR_MS);
    const claimed = `update dependents set as_of = ${time(place.clock())}, received_at = ${time(place.clock())} where key_id = '${key}'`;
    expect(await refusalOf(desk, [claimed, ...released(key, place.clock())])).toBe('dependents_go_on');
  });

  it('is refused for the key that is active since the switch', async () => {
    const place = await acknowledged(0);
    const newKey = await place.newKeyId();
    await place.report(newKey);
    await place.reportDaily(newKey, 10);
    expect(await refusalOf(desk, released(newKey, place.clock()))).toBe(GATE);
  });

  it('after a roll back is written for the new key by the same rules, and ends no line', async () => {
    const place = await aReplacementDesk(desk);
    await place.upTo('rolled_back');
    const newKey = await place.newKeyId();
    await place.report(newKey);
    await place.reportDaily(newKey, 6);
    expect(await refusalOf(desk, released(newKey, place.clock()))).toBe(GATE);
    await place.reportDaily(newKey, 1);
    expect(await refusalOf(desk, released(newKey, place.clock()))).toBeNull();
    await place.report(place.old.customerKeyId);
    await place.reportDaily(place.old.customerKeyId, 10);
    expect(await refused(place)).toBe(GATE);
  });

  it('moves the line to its end with the release, in one transaction', async () => {
    const place = await acknowledged(7);
    const { lineId, oldKey, at } = await idsOf(place);
    const client = await desk.pool.connect();
    try {
      await client.query('begin');
      for (const statement of released(oldKey, at)) await client.query(statement);
      await client.query('commit');
    } finally {
      client.release();
    }
    expect(await place.state()).toBe('released');
    expect(await place.events('released')).toEqual([{ reason: 'because' }]);
    expect(
      await refusalOf(desk, [`update replacement_lines set end_note = 'something else' where id = '${lineId}'`]),
    ).toBe('nothing: it has ended');
  });
});
