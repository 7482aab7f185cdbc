import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import {
  after,
  ALL_DENIED,
  CATCH_ALL,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  POLICY,
  someFacts,
  type ReportWords,
} from '#lib/core/verdict/checks.test-support.ts';
import type { KeyFacts } from '#lib/core/probe/report.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import { findOrAddWorkspace } from '#lib/db/key/assignments.ts';
import { insertCustomer } from '#lib/db/customer/customers.ts';
import {
  addKey,
  AGENT,
  checkDeps,
  openTestDesk,
  REGIONS,
  type KeyWords,
  type TestDesk,
} from '#lib/db/test-desk.test-support.ts';
import { readDeletions } from '#lib/queries/key/deletions-page.ts';
import { readKeyPage } from '#lib/queries/key/key-page.ts';
import { recordDependents } from '#lib/use-cases/service/record-dependents.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const VIEWER = { role: 'viewer' } as const;
const deps = (at: Date) => ({ db: desk.db, clock: () => at, policy: POLICY, regions: REGIONS });
const read = (at = NOW, cursor: string | null = null) => readDeletions(deps(at), VIEWER, cursor);
const first = async (at = NOW) => {
  const page = await read(at);
  if (page.first === null) throw new Error('This is not the first page.');
  return { ...page, ...page.first };
};
const itemOf = async (name: string, at = NOW) => {
  const { items, undated, passed } = await first(at);
  const found = { dated: items, undated: undated.items, passed: passed.items };
  for (const [where, rows] of Object.entries(found)) {
    const item = rows.find(({ customerName }) => customerName === name);
    if (item !== undefined) return { where, ...item };
  }
  return null;
};

const seen = (facts: Partial<KeyFacts>): ReportWords => ({
  facts: someFacts(facts),
  ...(facts.keyState !== undefined && { generate: 'not_run', decrypt: 'not_run' }),
});
const pending = (days: number) => seen({ keyState: 'PendingDeletion', deletionAt: after(days * DAY_MS) });

/** A key after checks with these answers, each at its time after now. */
async function checked(words: KeyWords, answers: readonly (readonly [atMs: number, words: ReportWords])[]) {
  const key = await addKey(desk.db, words);
  for (const [atMs, answer] of answers) {
    const check = checkDeps(desk.db, () => answer);
    check.clock.advance(atMs);
    await checkKey(check, { customerKeyId: key.customerKeyId }, AGENT);
  }
  return key;
}
const deadlineOnPage = async (customerKeyId: string, at: Date) => {
  const page = await readKeyPage(deps(at), VIEWER, customerKeyId);
  return page?.ownership === 'proven' ? page.deadlineAt : null;
};

describe('the deletion timeline', () => {
  it('has a scheduled deletion with its date, what is at stake and how to undo it', async () => {
    const { customerKeyId, arn } = await checked({ customerName: 'Scheduled' }, [[0, pending(7)]]);
    const { axis, items } = await first();
    expect(items.find(({ id }) => id === customerKeyId)).toEqual({
      id: customerKeyId,
      customerName: 'Scheduled',
      clientNames: [],
      arn,
      region: 'eu-west-1',
      status: 'unusable',
      causeWord: 'deletion scheduled',
      kind: 'deletion',
      at: after(7 * DAY_MS).toISOString(),
      what: 'Deletion scheduled',
      stake: 'Active key of 1 workspace: backups have stopped, and those made with it can’t be restored',
      reported: 'Never reported what depends on it',
      undo: 'Cancel, then enable',
      serviceLevel: null,
    });
    for (const marks of [axis.wide, axis.narrow])
      expect(marks).toContainEqual(
        expect.objectContaining({ firstId: customerKeyId, from: 7 / 30, names: ['Scheduled'] }),
      );
  });

  it('H19 says what depends on the key as it was last reported, with the time and what was never reported', async () => {
    const { customerKeyId } = await checked({ customerName: 'Reported' }, [[0, pending(7)]]);
    const counts = { restore_points: 1204, archives: 0, jobs: 3 };
    const key = { keyId: customerKeyId, counts, oldestAt: null, nextRunAt: null, lastBackup: null, lastRestore: null };
    const sent = await recordDependents(
      { db: desk.db, clock: () => NOW },
      { reportId: 'deletions', asOf: NOW, keys: [key] },
      { tokenId: customerKeyId, name: 'backup', scopes: ['dependents:write'], regions: null },
    );
    expect(sent.ok).toBe(true);
    const at = instantWords(NOW);
    expect((await itemOf('Reported'))?.reported).toBe(
      `As reported ${at}: restore points 1,204, jobs 3, 6 kinds never reported`,
    );
    expect((await itemOf('Reported', after(25 * HOUR_MS)))?.reported).toContain(`${at} (over 24 hours old): `);
  });

  it('H13 H27 dates a deletion that we can no longer see by its earliest possible loss, as the page of the key does', async () => {
    const denials = [1, 2, 3, 4].map((n) => [n * 5 * MINUTE_MS, ALL_DENIED] as const);
    const { customerKeyId } = await checked({ customerName: 'Denied' }, [[0, pending(30)], ...denials]);
    const at = after(HOUR_MS);
    const item = await itemOf('Denied', at);
    expect(item).toMatchObject({ where: 'dated', kind: 'denied', at: after(7 * DAY_MS).toISOString() });
    expect(item?.what).toContain('or from Mon 13 Apr 2026 09:12 UTC on if it was not rescheduled');
    expect(await deadlineOnPage(customerKeyId, at)).toEqual(after(7 * DAY_MS));
  });

  it('has key material that expires within the axis, and counts what expires later', async () => {
    const expires = (days: number) => seen({ origin: 'EXTERNAL', materialExpiresAt: after(days * DAY_MS) });
    await checked({ customerName: 'Expires soon' }, [[0, expires(9)]]);
    await checked({ customerName: 'Expires late' }, [[0, expires(300)]]);
    expect(await itemOf('Expires soon')).toMatchObject({
      kind: 'material',
      status: 'attention',
      what: 'Key material expires',
    });
    expect(await itemOf('Expires late')).toMatchObject({ kind: 'material', status: 'usable' });
    const { axis, later } = await first();
    expect(axis.wide.flatMap(({ names }) => names)).not.toContain('Expires late');
    expect(later).toMatchObject({ count: { n: 1, exact: true }, firstAt: after(300 * DAY_MS).toISOString() });
    expect((await read(NOW, later?.cursor ?? '')).items.map(({ customerName }) => customerName)).toEqual([
      'Expires late',
    ]);
  });

  it('has replica deletions apart, without a date', async () => {
    await checked({ customerName: 'Primary' }, [
      [0, seen({ keyState: 'PendingReplicaDeletion', pendingDeletionWindowDays: 12 })],
    ]);
    expect(await itemOf('Primary')).toMatchObject({
      where: 'undated',
      at: null,
      what: 'AWS sets the date when the last replica is deleted: a waiting period of 12 days begins then',
    });
  });

  it('has a deletion that only a refusal named, without a date', async () => {
    await checked({ customerName: 'Refused' }, [
      [
        0,
        {
          facts: null,
          describe: CATCH_ALL,
          generate: 'wrong_state:pending_deletion',
          decrypt: 'wrong_state:pending_deletion',
        },
      ],
    ]);
    expect(await itemOf('Refused')).toMatchObject({
      where: 'undated',
      kind: 'no_date',
      what: 'Deletion scheduled; AWS gave us no date',
    });
  });

  it('keeps a date that has just passed first, because AWS may be late, and then apart for a month', async () => {
    const { customerKeyId } = await checked({ customerName: 'Passing' }, [[0, pending(7)]]);
    const passedBy = (ms: number) => after(7 * DAY_MS + ms);
    const [soonest] = (await first(passedBy(HOUR_MS))).items;
    expect(soonest?.what).toContain('The date has passed: AWS may delete the key at any moment');
    expect(await itemOf('Passing', passedBy(23 * HOUR_MS))).toMatchObject({ where: 'dated' });
    expect(await itemOf('Passing', passedBy(25 * HOUR_MS))).toMatchObject({ where: 'passed' });
    expect(await itemOf('Passing', passedBy(29 * DAY_MS))).toMatchObject({ where: 'passed' });
    expect(await itemOf('Passing', passedBy(31 * DAY_MS))).toBeNull();
    expect(await deadlineOnPage(customerKeyId, passedBy(HOUR_MS))).toEqual(passedBy(0));
  });

  it('H13 has a presumed deletion apart, with the date that was seen', async () => {
    const denials = [1, 2, 3, 4].map((n) => [7 * DAY_MS + n * 5 * MINUTE_MS, ALL_DENIED] as const);
    await checked({ customerName: 'Presumed' }, [[0, pending(7)], ...denials]);
    expect(await itemOf('Presumed', after(7 * DAY_MS + HOUR_MS))).toMatchObject({
      where: 'passed',
      kind: 'presumed_deleted',
      at: after(7 * DAY_MS).toISOString(),
      undo: 'Ask for describe-key',
    });
  });

  it('H26 shows the same dates after a clock was set back', async () => {
    await checked({ customerName: 'Set back' }, [[0, pending(8)]]);
    const item = await itemOf('Set back', after(-2 * DAY_MS));
    expect(item).toMatchObject({ where: 'dated', at: after(8 * DAY_MS).toISOString() });
    expect(item?.what).toContain('clock error');
  });

  it('H16 has nothing of a key whose ownership is unproven, and nothing of a retired one', async () => {
    for (const [customerName, words] of [
      ['Unproven', { role: 'candidate', proven: false }],
      ['Retired', { role: 'retired' }],
    ] as const) {
      const { customerKeyId } = await addKey(desk.db, { customerName, ...words });
      await desk.db
        .update(customerKeys)
        .set({
          verdict: 'unusable',
          cause: 'pending_deletion',
          keyState: 'PendingDeletion',
          deletionAt: after(DAY_MS),
          deadlineAt: after(DAY_MS),
        })
        .where(eq(customerKeys.id, customerKeyId));
      expect(await itemOf(customerName)).toBeNull();
      expect(JSON.stringify(await read())).not.toContain(customerName);
    }
  });

  it('names the clients of a provider’s key, their service levels and since when older backups need it', async () => {
    const { customerId: providerId, customerKeyId } = await checked({ customerName: 'Provider', role: 'candidate' }, [
      [0, pending(9)],
    ]);
    const workspaces: string[] = [];
    await desk.db.transaction(async (tx) => {
      for (const [name, serviceLevel] of [
        ['Client One', 'gold'],
        ['Client Two', 'silver'],
      ] as const) {
        const customerId = await insertCustomer(tx, { name, timeZone: null, at: NOW });
        await tx.update(customers).set({ providerId, serviceLevel }).where(eq(customers.id, customerId));
        const workspaceId = await findOrAddWorkspace(tx, { customerId, region: 'eu-west-1', name: 'main', at: NOW });
        workspaces.push(workspaceId);
      }
    });
    // As the owner: the app keeps a key as retained only after it was active.
    for (const workspaceId of workspaces)
      await desk.owner.query(
        `insert into key_assignments (id, workspace_id, key_id, role, from_at, origin)
         values (gen_random_uuid(), $1, $2, 'retained', $3, 'replacement')`,
        [workspaceId, customerKeyId, after(-DAY_MS)],
      );
    expect(await itemOf('Provider')).toMatchObject({
      clientNames: ['Client One', 'Client Two'],
      serviceLevel: 'gold, silver',
      stake: 'Retained for 2 workspaces: backups made before Fri 13 Mar 2026 can’t be restored',
    });
    // An assignment never changes its origin, so this is one from before they were stored.
    await desk.owner.query('set session_replication_role = replica');
    await desk.owner.query(`update key_assignments set origin = 'legacy' where key_id = $1`, [customerKeyId]);
    await desk.owner.query('set session_replication_role = origin');
    expect((await itemOf('Provider'))?.stake).toContain('backups made with it');
  });

  it('draws at most 500 keys and says how many more there are, and lists all of them page by page', async () => {
    const { rows } = await desk.owner.query<{ id: string }>(
      `insert into customer_keys (id, customer_id, region, role, arn, aws_account_id, kms_key_id, multi_region, ownership_proven_at,
         created_at, verdict, cause, verdict_since, key_state, deletion_at, deadline_at)
       select gen_random_uuid(), (select id from customers limit 1), 'eu-west-1', 'candidate',
         'arn:aws:kms:eu-west-1:999988887777:key/c' || n, '999988887777', 'c' || n, false, now(), now(), 'unusable', 'pending_deletion',
         now(), 'PendingDeletion', $1::timestamptz, $1::timestamptz from generate_series(1, 620) n returning id`,
      [after(20 * DAY_MS)],
    );
    await desk.owner.query(
      `insert into key_checks (key_id, next_check_at) select id, now() from customer_keys on conflict do nothing`,
    );
    const { axis, notDrawn, items, after: next } = await first();
    for (const marks of [axis.wide, axis.narrow]) expect(marks.reduce((sum, { keys }) => sum + keys, 0)).toBe(500);
    expect(items).toHaveLength(200);
    const listed = items.map(({ id }) => id);
    for (let cursor = next; cursor !== null;) {
      const page = await read(NOW, cursor);
      expect(page.first).toBeNull();
      listed.push(...page.items.map(({ id }) => id));
      cursor = page.after;
    }
    expect(new Set(listed).size).toBe(listed.length);
    expect(rows.every(({ id }) => listed.includes(id))).toBe(true);
    const later = 1;
    expect(notDrawn).toEqual({ n: listed.length - later - 500, exact: true });
  });

  it('begins at the first page for an invalid cursor, and is nobody’s without the capability', async () => {
    expect((await read(NOW, 'garbage')).first).not.toBeNull();
    await expect(readDeletions(deps(NOW), { role: 'nobody' as StaffRole }, null)).rejects.toThrow('may not read keys');
  });
});
