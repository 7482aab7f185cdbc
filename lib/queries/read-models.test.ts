import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { contacts } from '#drizzle/schema/contacts.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { readKeyFilter, type KeyFilter } from '#lib/core/verdict/key-filter.ts';
import {
  after,
  CATCH_ALL,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  pendingUntil,
  POLICY,
  someFacts,
  type ReportWords,
} from '#lib/core/verdict/checks.test-support.ts';
import { isRequired, PROBE_ACTIONS } from '#lib/core/probe/actions.ts';
import { newId } from '#lib/db/new-id.ts';
import {
  aClock,
  addKey,
  AGENT,
  checkDeps,
  newArn,
  openTestDesk,
  REGIONS,
  type KeyWords,
  type TestDesk,
} from '#lib/db/test-desk.test-support.ts';
import { readKeyList } from '#lib/queries/key/key-list.ts';
import { readKeyPage } from '#lib/queries/key/key-page.ts';
import { readKeyEvents } from '#lib/queries/key/key-events.ts';
import { readKeyPeriods } from '#lib/queries/key/key-periods.ts';
import { readKeyRotations } from '#lib/queries/key/key-rotations.ts';
import { expireStatuses } from '#lib/use-cases/verdict/expire-statuses.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const VIEWER = { role: 'viewer' } as const;
const clock = aClock();
const filterOf = (given: Partial<KeyFilter>): KeyFilter => ({ ...readKeyFilter(() => null), ...given });
const deps = (at = NOW) => ({ db: desk.db, clock: () => at, policy: POLICY, regions: REGIONS });
const list = (
  given: Partial<KeyFilter>,
  page = { after: null as string | null, before: null as string | null },
  at = NOW,
) => readKeyList(deps(at), VIEWER, filterOf(given), page);
const page = async (customerKeyId: string, at = NOW) => {
  const found = await readKeyPage(deps(at), VIEWER, customerKeyId);
  if (found === null) throw new Error('There is no such key.');
  return found;
};
const provenPage = async (customerKeyId: string, at = NOW) => {
  const found = await page(customerKeyId, at);
  if (found.ownership !== 'proven') throw new Error('Its ownership is unproven.');
  return found;
};
const PENDING: ReportWords = pendingUntil(after(7 * DAY_MS));
const checked = async (answer: (asked: number) => ReportWords, words: KeyWords = {}, times = 1) => {
  const key = await addKey(desk.db, words);
  const check = checkDeps(desk.db, (_, asked) => answer(asked));
  for (let time = 0; time < times; time += 1) {
    await checkKey(check, { customerKeyId: key.customerKeyId }, AGENT);
    check.clock.advance(MINUTE_MS);
  }
  return key;
};

/** An unproven key whose row contains more than anybody may see. */
const unprovenWithState = async (customerName: string) => {
  const key = await addKey(desk.db, { role: 'candidate', proven: false, customerName });
  await desk.db
    .update(customerKeys)
    .set({ verdict: 'unusable', cause: 'pending_deletion', keyState: 'PendingDeletion', deletionAt: after(3 * DAY_MS) })
    .where(eq(customerKeys.id, key.customerKeyId));
  return key;
};

describe('the list of keys', () => {
  it('shows a checked key with its status', async () => {
    const { customerKeyId, arn } = await checked(() => PENDING, { customerName: 'Listed Ltd' });
    expect((await list({ search: 'listed ltd' })).items).toEqual([
      {
        id: customerKeyId,
        customerName: 'Listed Ltd',
        clientNames: [],
        acceptedBy: null,
        serviceLevel: null,
        arn,
        region: 'eu-west-1',
        role: 'active',
        verdict: { status: 'unusable', cause: 'pending_deletion' },
        causeWord: 'deletion scheduled',
        nextAction: 'customer',
        urgency: 'deadline',
        freshness: 'fresh',
        asOf: NOW.toISOString(),
        verdictSince: NOW.toISOString(),
        notUsableSince: NOW.toISOString(),
        keyState: 'PendingDeletion',
        deadlineAt: after(7 * DAY_MS).toISOString(),
        retiredAt: null,
      },
    ]);
  });

  it('H16 has no state and no date of a key whose ownership is unproven', async () => {
    const { customerKeyId, arn } = await unprovenWithState('Unproven Listed');
    expect((await list({ search: 'unproven listed' })).items).toEqual([
      {
        id: customerKeyId,
        customerName: 'Unproven Listed',
        clientNames: [],
        acceptedBy: null,
        serviceLevel: null,
        arn,
        region: 'eu-west-1',
        role: 'candidate',
        verdict: { status: 'unverified', cause: 'ownership_unproven' },
        causeWord: 'ownership not proven',
        nextAction: 'vendor',
        urgency: 'unknown',
        freshness: 'never',
        asOf: null,
        verdictSince: null,
        notUsableSince: null,
        keyState: null,
        deadlineAt: null,
        retiredAt: null,
      },
    ]);
  });

  it('H16 reveals the state of an unproven key through no filter', async () => {
    await unprovenWithState('Unproven Filtered');
    expect((await list({ search: 'unproven filtered', keyState: 'PendingDeletion' })).items).toEqual([]);
    expect((await list({ search: 'unproven filtered', verdict: 'unusable' })).items).toEqual([]);
  });

  it('H9 H27 shows no usable key in rows, filter or counts once its tests are over a day old', async () => {
    const { customerKeyId } = await checked(() => ({}), { customerName: 'Grown Old' });
    const seen = async (at: Date, filter = {}) => list({ search: 'grown old', ...filter }, undefined, at);
    const counted = async () => (await list({})).counts.usable.n;
    const [before, later] = [await counted(), after(DAY_MS + 1)];
    expect((await seen(after(DAY_MS - 1))).items[0]).toMatchObject({
      verdict: { status: 'usable' },
      freshness: 'stale',
    });
    await expireStatuses({ db: desk.db, clock: () => later });
    const overdue = { status: 'unverified', cause: 'permission_tests_overdue' };
    expect((await seen(later)).items[0]).toMatchObject({ verdict: overdue, verdictSince: later.toISOString() });
    expect((await seen(later, { verdict: 'usable' })).items).toEqual([]);
    expect((await seen(later, { verdict: 'unverified' })).items).toHaveLength(1);
    expect(await counted()).toBeLessThan(before);
    expect((await provenPage(customerKeyId, later)).shown.verdict).toEqual(overdue);
  });

  it('begins at the first page for an invalid cursor', async () => {
    const first = await list({});
    expect(await list({}, { after: 'garbage', before: null })).toEqual(first);
    expect(await list({}, { after: null, before: '%00' })).toEqual(first);
    expect(first.before).toBeNull();
  });

  it('gives cursors to the next and the previous page', async () => {
    const { customerId } = await addKey(desk.db, { customerName: 'Many Keys', arn: newArn('us-west-2') });
    await desk.owner.query(
      `insert into customer_keys (id, customer_id, region, role, arn, aws_account_id, kms_key_id, multi_region,
                                  ownership_proven_at, created_at, verdict, cause, verdict_since)
       select gen_random_uuid(), $1, 'sa-east-1', 'retained', 'arn:aws:kms:sa-east-1:111122223333:key/m' || n, '111122223333',
              'm' || n, false, now(), now(), 'usable', null, now() from generate_series(1, 70) as n`,
      [customerId],
    );
    await desk.owner.query(
      `insert into key_checks (key_id, next_check_at) select id, now() from customer_keys where kms_key_id ~ '^m[0-9]+$'`,
    );
    const region = 'sa-east-1';
    const first = await list({ region });
    const second = await list({ region }, { after: first.after, before: null });
    expect([first.items.length, second.items.length]).toEqual([50, 20]);
    expect(second.after).toBeNull();
    expect((await list({ region }, { after: null, before: second.before })).items).toEqual(first.items);
    expect(first.count).toEqual({ n: 70, exact: true });
  });
});

describe('the page of a key', () => {
  it('begins with the cause, who acts and what to do, and shows what KMS returned', async () => {
    const { customerKeyId } = await checked(() => PENDING, { customerName: 'Paged Ltd' });
    const found = await provenPage(customerKeyId);
    expect(found.advice[0]).toMatchObject({
      code: 'pending_deletion',
      words: { acts: 'customer', confidence: 'certain' },
    });
    expect(found.advice[0]?.words.cause).toContain('not before Sat 21 Mar 2026 09:12 UTC');
    expect(found.facts).toEqual(PENDING.facts);
    expect(found.vendorAccountId).toBe('444455556666');
    expect(found.events.map(({ words }) => words.title)).toContain('Unusable: deletion scheduled');
    expect(found).toMatchObject({ shown: { freshness: 'fresh', asOf: NOW }, lastAttemptFailed: false });
  });

  it('H9 has a test for every permission, including those that backups do not need', async () => {
    const { customerKeyId } = await checked(() => ({ rotationStatus: CATCH_ALL }));
    const { rows } = await provenPage(customerKeyId);
    expect(rows.map(({ action }) => action)).toEqual(PROBE_ACTIONS);
    expect(rows.filter(({ action }) => isRequired(action)).every(({ result }) => result === 'allowed')).toBe(true);
    expect(rows.find(({ action }) => action === 'GetKeyRotationStatus')?.result).toBe('denied');
    expect(rows.find(({ action }) => action === 'CreateGrant')).toMatchObject({
      result: null,
      lastCell: { result: 'not_testable' },
    });
  });

  it('keeps the last status and says that the key could not be checked since', async () => {
    const { customerKeyId } = await checked(
      (asked) =>
        asked === 1
          ? PENDING
          : { facts: null, describe: 'could_not_tell:unreachable', generate: 'not_run', decrypt: 'not_run' },
      {},
      2,
    );
    const found = await provenPage(customerKeyId, after(2 * HOUR_MS));
    expect(found.shown).toMatchObject({ verdict: { cause: 'pending_deletion' }, freshness: 'late', asOf: NOW });
    expect(found).toMatchObject({ lastAttemptAt: after(MINUTE_MS), lastAttemptFailed: true });
    expect(found.advice.map(({ code }) => code)).toEqual(['pending_deletion', 'unreachable']);
  });

  it('H12 does not become sure about a denial because the next check got no answer', async () => {
    const { customerKeyId } = await checked(
      (asked) =>
        asked === 1
          ? {
              facts: null,
              describe: 'denied:cross_account_catch_all',
              generate: 'denied:cross_account_catch_all',
              decrypt: 'denied:cross_account_catch_all',
            }
          : { facts: null, generate: 'could_not_tell:timed_out', decrypt: 'could_not_tell:timed_out' },
      {},
      2,
    );
    const { advice } = await provenPage(customerKeyId);
    expect(advice[0]).toMatchObject({ code: 'access_denied_unconfirmed', words: { confidence: 'one_of_several' } });
  });

  it('H16 shows only that a key is unproven', async () => {
    const { customerKeyId } = await unprovenWithState('Unproven Paged');
    const found = await page(customerKeyId);
    expect(found).toMatchObject({ ownership: 'unproven', advice: { acts: 'vendor' } });
    expect(Object.keys(found)).not.toEqual(expect.arrayContaining(['facts']));
    for (const hidden of [
      'facts',
      'shown',
      'rows',
      'events',
      'strip',
      'rotation',
      'verdictSince',
      'lastAttemptAt',
      'nextCheckAt',
    ])
      expect(found).not.toHaveProperty(hidden);
    expect(JSON.stringify(found)).not.toContain('PendingDeletion');
    expect(JSON.stringify(found)).not.toContain(after(3 * DAY_MS).toISOString());
  });

  it('H16 H9 shows no state of the customer’s other unproven keys, and no outdated usable', async () => {
    const { customerId, customerKeyId } = await checked(() => ({}));
    const other = await addKey(desk.db, { customerId, arn: newArn('us-west-2') });
    const unproven = await addKey(desk.db, { customerId, role: 'candidate', proven: false });
    await desk.db
      .update(customerKeys)
      .set({ verdict: 'unusable', cause: 'key_disabled' })
      .where(eq(customerKeys.id, unproven.customerKeyId));
    await expireStatuses({ db: desk.db, clock: () => after(DAY_MS + 1) });
    const { otherKeys } = await provenPage(other.customerKeyId, after(DAY_MS + 1));
    expect(otherKeys.map(({ id, verdict }) => [id, verdict.cause]).toSorted()).toEqual(
      [
        [customerKeyId, 'permission_tests_overdue'],
        [unproven.customerKeyId, 'ownership_unproven'],
      ].toSorted(),
    );
  });

  it('has the periods of the status history, the open one until it was last confirmed', async () => {
    const { customerKeyId } = await checked(() => PENDING, {}, 2);
    const { strip } = await provenPage(customerKeyId, after(2 * MINUTE_MS));
    const { today } = strip;
    expect(strip.statuses.at(-1)).toBe('unusable');
    expect(today?.verdict?.cause).toBe('pending_deletion');
    expect(today?.pieces.at(-1)).toMatchObject({ from: NOW, to: after(MINUTE_MS) });
    const periods = await readKeyPeriods(deps(after(2 * MINUTE_MS)), VIEWER, customerKeyId);
    expect(periods?.history).toMatchObject({
      lastSeenAt: after(MINUTE_MS),
      silenceMs: 3 * HOUR_MS,
      completeFrom: null,
    });
  });

  it('H16 gives nobody the history, periods or rotations of a key whose ownership is not proven', async () => {
    const { customerKeyId } = await unprovenWithState('Unproven History');
    const of = { group: null, after: null };
    expect(await readKeyEvents(deps(), VIEWER, customerKeyId, of)).toBeNull();
    expect(await readKeyPeriods(deps(), VIEWER, customerKeyId)).toBeNull();
    expect(await readKeyRotations(deps(), VIEWER, customerKeyId)).toBeNull();
  });

  it('gives the history on from where the page ends, and all of one kind', async () => {
    const { customerKeyId } = await checked(() => PENDING);
    const detail = { kind: 'permission_changed', action: 'Encrypt', from: 'allowed', to: 'denied' };
    await desk.owner.query(
      `insert into key_events (id, key_id, customer_id, at, kind, detail)
       select gen_random_uuid(), $1, $1, $2::timestamptz - n * interval '1 hour', 'permission_changed', $3
       from generate_series(1, 20) as n`,
      [customerKeyId, NOW, detail],
    );
    const [stored] = await desk.rows<{ n: number }>('select count(*)::int as n from key_events where key_id = $1', [
      customerKeyId,
    ]);
    const { events, olderEvents } = await provenPage(customerKeyId);
    const older = await readKeyEvents(deps(), VIEWER, customerKeyId, { group: null, after: olderEvents });
    const ids = [...events, ...(older?.events ?? [])].map(({ id }) => id);
    expect(new Set(ids).size).toBe(stored?.n);
    expect(ids).toHaveLength(stored?.n ?? -1);
    expect(older?.after).toBeNull();
    const status = await readKeyEvents(deps(), VIEWER, customerKeyId, { group: 'status', after: null });
    expect(status?.events.every((event) => event.status !== null)).toBe(true);
    expect(ids).toEqual(expect.arrayContaining(status?.events.map(({ id }) => id) ?? ['']));
  });

  it('H15 has the rotations that we saw, and says what is not known about the schedule', async () => {
    const { customerKeyId } = await checked(
      (asked) => (asked === 1 ? {} : { facts: someFacts({ currentKeyMaterialId: 'b'.repeat(64) }) }),
      {},
      2,
    );
    const { rotation } = await provenPage(customerKeyId);
    expect(rotation.entries.map(({ kind }) => kind).filter((kind) => kind !== 'schedule')).toEqual([
      'rotation',
      'baseline',
    ]);
    expect(rotation.materials.map(({ keyMaterialId }) => keyMaterialId?.[0])).toEqual(['a', 'b']);
    expect(rotation.schedule.state).not.toMatch(/^(on|off)$/);
  });

  it('names the contacts who have not left, and says beside the reply that nobody has verified them', async () => {
    const { customerId, customerKeyId } = await addKey(desk.db);
    const contact = { customerId, role: 'key_admin', email: 'kim@example.test', createdAt: NOW } as const;
    await desk.db.insert(contacts).values([
      { ...contact, id: newId(), name: 'Kim' },
      { ...contact, id: newId(), name: 'Gone', leftAt: NOW },
    ]);
    const read = await provenPage(customerKeyId);
    expect(read.contacts.map(({ name }) => name)).toEqual(['Kim']);
    expect(read.told.unverified).toContain('Nobody has verified Kim.');
    await desk.db.update(contacts).set({ lastConfirmedAt: NOW }).where(eq(contacts.customerId, customerId));
    expect((await provenPage(customerKeyId)).told.unverified).toBeNull();
  });

  it('is null when there is no such key', async () => {
    expect(await readKeyPage(deps(), VIEWER, newId())).toBeNull();
  });
});

describe('who may read', () => {
  it('is nobody without the capability', async () => {
    const stranger = { role: 'stranger' as StaffRole };
    await expect(readKeyList(deps(), stranger, filterOf({}), { after: null, before: null })).rejects.toThrow(
      'may not read',
    );
    await expect(readKeyPage(deps(), stranger, newId())).rejects.toThrow('may not read');
    await expect(readKeyEvents(deps(), stranger, newId(), { group: null, after: null })).rejects.toThrow(
      'may not read',
    );
    await expect(readKeyPeriods(deps(), stranger, newId())).rejects.toThrow('may not read');
    await expect(readKeyRotations(deps(), stranger, newId())).rejects.toThrow('may not read');
  });
});

describe('the time of a page', () => {
  it('is the same for the whole page', async () => {
    const { customerKeyId } = await checked(() => ({}));
    const found = await page(customerKeyId, clock());
    expect(found.now).toEqual(clock());
  });
});
