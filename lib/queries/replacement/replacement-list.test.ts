import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReplacementListItem } from '#lib/core/pages/replacement-page.ts';
import { LINE_NEXT_WORD } from '#lib/core/replacement/replacement-words.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { POLICY, someFacts } from '#lib/core/verdict/checks.test-support.ts';
import { openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { endLine } from '#lib/use-cases/replacement/end-line.ts';
import {
  aReplacementDesk,
  DAY_MS,
  HOUR_MS,
  must,
  type ReplacementDesk,
} from '#lib/use-cases/replacement/replacement.test-support.ts';
import { readReplacementList } from './replacement-list.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const VIEWER = { role: 'viewer' } as const;
const read = (now: Date, ended = false) =>
  readReplacementList({ db: desk.db, clock: () => now, policy: POLICY, regions: REGIONS }, VIEWER, ended);
const itemOf = async (place: ReplacementDesk, ended = false): Promise<ReplacementListItem | undefined> =>
  (await read(place.clock(), ended)).items.find(({ id }) => id === place.ids().replacementId);

/** A request that waits for the customer. */
async function announced(words: Parameters<ReplacementDesk['start']>[0] = {}): Promise<ReplacementDesk> {
  const place = await aReplacementDesk(desk);
  await place.start(words);
  await place.tell('instructions');
  return place;
}

/** A request that waits for an approver. */
async function awaiting(): Promise<ReplacementDesk> {
  const place = await aReplacementDesk(desk);
  await place.upToApproval();
  return place;
}

async function switched(): Promise<ReplacementDesk> {
  const place = await awaiting();
  must(await place.approve());
  must(await place.switch());
  return place;
}

const withdraw = async (place: ReplacementDesk) =>
  must(
    await endLine(
      place.deps,
      { ...(await place.input()), how: 'withdrawn', reason: 'They keep their key.' },
      place.agent,
    ),
  );

describe('the list of requests', () => {
  it('says of each what it waits for, what comes next, since when, and who asked for it', async () => {
    const plannedFor = new Date('2026-05-01T00:00:00Z');
    const place = await announced({ plannedFor, ticket: '#4712' });
    expect(await itemOf(place)).toEqual({
      id: place.ids().replacementId,
      customerName: (await place.stored()).customer.name,
      waitsFor: 'customer',
      lines: [{ workspace: 'main', region: 'eu-west-1', state: 'announced' }],
      next: LINE_NEXT_WORD.get_the_key,
      step: 'get_the_key',
      alarm: null,
      since: place.clock().toISOString(),
      // No verified contact asked for it: the day that they named is no deadline.
      dueAt: null,
      ownerName: 'Robin Agent',
      ticket: '#4712',
      unverified: { name: 'Dana Ruiz', askedFor: plannedFor.toISOString() },
      oldKeys: [{ id: place.old.customerKeyId, region: 'eu-west-1' }],
    });
  });

  it('groups by what requests wait for: us, approvers, customers, our product', async () => {
    const places = [await announced(), await switched(), await awaiting()];
    const now = new Date(Math.max(...places.map((place) => place.clock().getTime())));
    const { items } = await read(now);
    const waits = items.map(({ waitsFor }) => waitsFor);
    const order = ['us', 'approver', 'customer', 'product', 'time', 'nobody'];
    expect(waits).toEqual(waits.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
    const placeOf = (place: ReplacementDesk) => items.findIndex(({ id }) => id === place.ids().replacementId);
    const [customer, product, approver] = places.map(placeOf);
    expect(approver).toBeLessThan(customer ?? -1);
    expect(customer).toBeLessThan(product ?? -1);
  });

  it('has those with an alarm first, whatever they wait for: a switch that our product has not acknowledged for an hour', async () => {
    const place = await switched();
    place.clock.advance(HOUR_MS - 1);
    expect(await itemOf(place)).toMatchObject({ waitsFor: 'product', alarm: null });
    place.clock.advance(1);
    const { items } = await read(place.clock());
    const alarms = items.map(({ alarm }) => alarm !== null);
    expect(alarms).toEqual(alarms.toSorted((a, b) => Number(b) - Number(a)));
    expect(await itemOf(place)).toMatchObject({
      waitsFor: 'us',
      alarm: expect.stringMatching(/^Our product has not acknowledged/),
    });
  });

  it('has an old key that is pending deletion first although the request waits for the customer', async () => {
    const place = await announced();
    place.answer(place.old.arn, {
      facts: someFacts({ keyState: 'PendingDeletion', deletionAt: new Date(place.clock().getTime() + 7 * DAY_MS) }),
      generate: 'not_run',
      decrypt: 'not_run',
    });
    await place.check(place.old.customerKeyId);
    expect(await itemOf(place)).toMatchObject({ waitsFor: 'us', alarm: expect.stringMatching(/^The old key/) });
  });

  it('waits for us until somebody records that the customer has the instructions', async () => {
    const place = await aReplacementDesk(desk);
    await place.start();
    expect(await itemOf(place)).toMatchObject({ waitsFor: 'us', next: expect.stringMatching(/^Send the customer/) });
    await place.tell('instructions');
    expect(await itemOf(place)).toMatchObject({ waitsFor: 'customer', next: LINE_NEXT_WORD.get_the_key });
  });

  it.each(['rejected', 'released'] as const)(
    'keeps a request that was %s until somebody records that the customer was told',
    async (state) => {
      const place = await aReplacementDesk(desk);
      await place.upTo(state);
      expect(await itemOf(place)).toMatchObject({ waitsFor: 'us', next: expect.stringMatching(/^Tell the customer/) });
      await place.tell(state);
      expect(await itemOf(place)).toBeUndefined();
      expect(await itemOf(place, true)).toMatchObject({ waitsFor: 'nobody', lines: [{ state }] });
    },
  );

  it('shows an ended request only among the ended ones, the newest first', async () => {
    const [older, newer, open] = [await announced(), await announced(), await announced()];
    await withdraw(older);
    await withdraw(newer);
    for (const place of [older, newer]) expect(await itemOf(place)).toBeUndefined();
    const { items, ended } = await read(open.clock(), true);
    expect(ended).toBe(true);
    expect(items.slice(0, 2).map(({ id }) => id)).toEqual([newer.ids().replacementId, older.ids().replacementId]);
    expect(items.map(({ id }) => id)).not.toContain(open.ids().replacementId);
    expect(items[0]).toMatchObject({ waitsFor: 'nobody', lines: [{ state: 'withdrawn' }] });
  });

  it('keeps the workspaces that ended with those of the same request that go on', async () => {
    const place = await aReplacementDesk(desk);
    const archive = await place.anotherOld('archive');
    const workspaceIds = [await place.workspaceOf(), await place.workspaceOf(archive.customerKeyId)];
    await place.start({ workspaceIds });
    await withdraw(place);
    const item = await itemOf(place);
    expect(item?.lines.map(({ state }) => state).toSorted()).toEqual(['announced', 'withdrawn']);
    expect(await itemOf(place, true)).toBeUndefined();
  });

  it('is nobody’s without the capability', async () => {
    const deps = { db: desk.db, clock: () => new Date(), policy: POLICY, regions: REGIONS };
    await expect(readReplacementList(deps, { role: 'nobody' as StaffRole }, false)).rejects.toThrow('may not read');
  });
});
