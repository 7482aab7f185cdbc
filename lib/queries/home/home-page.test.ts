import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { handovers } from '#drizzle/schema/handovers.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import { keyTextKeys, keyTexts } from '#drizzle/schema/key-texts.ts';
import { sentTexts } from '#drizzle/schema/sent-texts.ts';
import { ticketKeys, tickets } from '#drizzle/schema/tickets.ts';
import type { FindingCode } from '#lib/core/finding/all-findings.ts';
import type { ShownHandover } from '#lib/core/pages/handover-page.ts';
import { readHomeAsked } from '#lib/core/pages/home-asked.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { after, DAY_MS, MINUTE_MS, NOW, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { addKey, newArn, openTestDesk, REGIONS, type KeyWords, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { beat } from '#lib/db/verdict/heartbeats.ts';
import { noteHeard } from '#lib/db/verdict/region-answers.ts';
import { openIncident } from '#lib/db/verdict/regions.ts';
import { readyToClear } from '#lib/use-cases/setup/setup.test-support.ts';
import { readHomeCounts } from './home-counts.ts';
import { readHomePage } from './home-page.ts';

const HOUR_MS = 60 * MINUTE_MS;
let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
beforeEach(async () => {
  // Each test has its own fleet: what is not about it is retired.
  await desk.owner.query(
    `set session_replication_role = replica; update customer_keys set role = 'retired'; delete from region_status; delete from key_counts; delete from key_count_deltas; set session_replication_role = origin`,
  );
  await beat(desk.db, 'worker', NOW);
});
afterAll(() => desk.close());

const AGENT_ID = newId();
const deps = () => ({ db: desk.db, clock: () => NOW, policy: POLICY, regions: REGIONS });
const home = (query = '', staffId = AGENT_ID, role: StaffRole = 'agent') => {
  const parameters = new URLSearchParams(query);
  return readHomePage(
    deps(),
    { role, staffId },
    readHomeAsked((name) => parameters.get(name)),
  );
};
const rowsOf = async (group: keyof Awaited<ReturnType<typeof home>>['groups'], query = '') =>
  (await home(query)).groups[group].rows;

const setDigests = (keyId: string, tell: string, told: string | null) =>
  desk.owner.query('update customer_keys set tell_digest = $2, told_digest = $3 where id = $1', [keyId, tell, told]);

/** A key that is out of use, and of which the customer was told that or something else. */
async function badKey(
  words: KeyWords & { cause?: FindingCode; tell?: string; told?: string; deadlineAt?: Date; since?: Date } = {},
) {
  const {
    cause = 'key_disabled',
    tell = '',
    told = null,
    deadlineAt = null,
    since = after(-30 * DAY_MS),
    ...key
  } = words;
  const added = await addKey(desk.db, key);
  await desk.db
    .update(customerKeys)
    .set({
      verdict: 'unusable',
      cause,
      verdictSince: since,
      nextAction: 'customer',
      notUsableSince: NOW,
      deadlineAt,
    })
    .where(eq(customerKeys.id, added.customerKeyId));
  await setDigests(added.customerKeyId, tell, told);
  await desk.db.update(keyChecks).set({ lastConclusiveAt: NOW }).where(eq(keyChecks.keyId, added.customerKeyId));
  return added;
}

/** A text about a key as it was copied, and sent where `sentAt` is given. */
async function aText(key: { customerId: string; customerKeyId: string }, tellDigest: string, sentAt: Date | null) {
  const id = newId();
  const sent = { sentAt, sentBy: 'Ana', sentTo: 'Dana Ruiz', sentChannel: 'email' } as const;
  await desk.db.insert(keyTexts).values({
    id,
    customerId: key.customerId,
    subject: 'Your key',
    body: 'Hello',
    copiedAt: NOW,
    copiedByStaffId: AGENT_ID,
    copiedBy: 'Ana',
    ...(sentAt !== null && sent),
  });
  await desk.db.insert(keyTextKeys).values({ textId: id, keyId: key.customerKeyId, tellDigest });
}

describe('“Needs us”', () => {
  it('has a customer who was not told, until a text that says the same is recorded as sent', async () => {
    const key = await badKey({ customerName: 'Untold Ltd', tell: 'a' });
    expect(await rowsOf('needs_us')).toMatchObject([
      {
        name: 'Untold Ltd',
        problem: 'disabled',
        by: 'us, then customer',
        mark: 'customer not told',
        status: { is: 'unusable', freshness: 'fresh' },
        notUsableSince: NOW.toISOString(),
        href: `/keys/${key.customerKeyId}`,
        action: { label: 'Write the reply', href: `/keys/${key.customerKeyId}#reply` },
      },
    ]);
    await aText(key, 'a', null);
    expect(await rowsOf('needs_us')).toMatchObject([
      { mark: 'reply copied, not recorded as sent', action: { label: 'Record as sent' } },
    ]);
    const ofAnother = (await home('', newId())).groups.needs_us.rows;
    expect(ofAnother).toMatchObject([
      {
        mark: 'customer not told; Ana copied the reply less than a minute ago, ask them before you answer',
        action: { label: 'Open the reply' },
      },
    ]);
    await desk.db
      .update(keyTexts)
      .set({ sentAt: NOW, sentBy: 'Ana', sentTo: 'Dana Ruiz', sentChannel: 'email' })
      .where(eq(keyTexts.customerId, key.customerId));
    await setDigests(key.customerKeyId, 'a', 'a');
    const { groups } = await home();
    expect(groups.needs_us.rows).toEqual([]);
    expect(groups.waiting.rows).toMatchObject([
      { by: 'customer', problem: expect.stringMatching(/^disabled; told Dana Ruiz by e-mail, /) },
    ]);
  });

  it('says who else copied a reply, until one was sent since, or for a day', async () => {
    const key = await badKey({ tell: 'a' });
    const marksAt = async (minutes: number) => {
      const later = { ...deps(), clock: () => after(minutes * MINUTE_MS) };
      const asked = readHomeAsked(() => null);
      return (await readHomePage(later, { role: 'agent', staffId: newId() }, asked)).groups.needs_us.rows.map(
        ({ mark }) => mark,
      );
    };
    // The text may say less than what there is to tell now: its customer gets two answers all the same.
    await aText(key, 'less', null);
    expect(await marksAt(12)).toEqual([
      'customer not told; Ana copied the reply 12 minutes ago, ask them before you answer',
    ]);
    expect(await marksAt(25 * 60)).toEqual(['customer not told']);
    await aText(key, 'less', after(MINUTE_MS));
    expect(await marksAt(12)).toEqual(['customer not told']);
  });

  it('asks the taker of a copied reply at once whether it was sent, and names who copied it', async () => {
    const key = await badKey({ tell: 'a' });
    const taker = newId();
    const unsentOf = async (staffId: string) =>
      (await home('', staffId)).unsent.filter(({ customerId }) => customerId === key.customerId);
    await aText(key, 'a', null);
    // Whoever copied it has half an hour to send it.
    expect([await unsentOf(AGENT_ID), await unsentOf(taker)]).toEqual([[], []]);
    const given = { ownerStaffId: taker, ownerName: 'Ben' };
    await desk.db.update(keyTexts).set(given).where(eq(keyTexts.customerId, key.customerId));
    expect(await unsentOf(taker)).toMatchObject([{ copiedAt: NOW.toISOString(), by: 'Ana' }]);
    const rowFor = async (staffId: string) =>
      (await home('', staffId)).groups.needs_us.rows.map(({ mark, action }) => [mark, action.label]);
    expect(await rowFor(taker)).toEqual([['reply copied, not recorded as sent', 'Record as sent']]);
    // Nobody is told of themselves.
    expect(await rowFor(AGENT_ID)).toEqual([['customer not told', 'Write the reply']]);
    expect((await rowFor(newId()))[0]?.[0]).toMatch(/; Ana copied the reply .*, ask them before you answer$/);
  });

  it('has them again when something changed since they were told', async () => {
    await badKey({ customerName: 'Relapse Ltd', tell: 'b', told: 'a' });
    expect(await rowsOf('needs_us')).toMatchObject([{ mark: 'customer not told of the change' }]);
    expect(await rowsOf('waiting')).toEqual([]);
  });

  it('has one row for five keys of a customer with one cause, which opens the customer', async () => {
    const { customerId } = await badKey({ customerName: 'Many Ltd', tell: 'a' });
    for (let left = 4; left > 0; left -= 1) await badKey({ customerId, workspace: `w${left}`, tell: 'a' });
    const { rows, count } = (await home()).groups.needs_us;
    expect(rows).toMatchObject([{ beside: '5 keys, eu-west-1', href: `/customers/${customerId}` }]);
    expect(count).toEqual({ n: 1, exact: true });
  });

  it('names the ticket and who has it, and the team where that person is away', async () => {
    const key = await badKey({ tell: 'a' });
    const ticketId = newId();
    const ana = newId();
    await desk.owner.query(
      `insert into staff (id, issuer, subject, email, name, role, created_at)
       values ($1, 'https://idp', 'ana', 'a@example.com', 'Ana', 'agent', now())`,
      [ana],
    );
    await desk.db.insert(tickets).values({
      id: ticketId,
      customerId: key.customerId,
      reference: '#4711',
      openedAt: NOW,
      openedBy: 'Ana',
      ownerStaffId: ana,
      ownerName: 'Ana',
    });
    await desk.db.insert(ticketKeys).values({ ticketId, keyId: key.customerKeyId });
    expect(await rowsOf('needs_us')).toMatchObject([{ owner: 'Ana', ticket: '#4711' }]);
    await desk.owner.query('update staff set away_until = $1 where id = $2', [after(DAY_MS), ana]);
    expect(await rowsOf('needs_us')).toMatchObject([
      { owner: expect.stringMatching(/^team \(Ana is away until .+ UTC\)$/), ticket: '#4711' },
    ]);
  });

  it('has a silent region and our own permissions as one row each, whatever number of keys they concern', async () => {
    const since = after(-8 * MINUTE_MS);
    await noteHeard(
      desk.db,
      'eu-west-1',
      { askedAt: since, answeredAt: null, silentSince: since },
      POLICY.intervalMinutes,
      NOW,
    );
    const customers: string[] = [];
    for (let left = 3; left > 0; left -= 1) {
      const arn = newArn('us-west-2');
      const { customerKeyId, customerId } = await addKey(desk.db, { arn, customerName: `Ours ${left}` });
      customers.push(customerId);
      const fault = {
        verdict: 'attention',
        cause: 'vendor_permission_fault',
        nextAction: 'vendor',
        verdictSince: after(-left * HOUR_MS),
      } as const;
      await desk.db.update(customerKeys).set(fault).where(eq(customerKeys.id, customerKeyId));
    }
    await addKey(desk.db);
    const rows = await rowsOf('needs_us');
    expect(rows.map(({ name, beside, problem }) => [name, beside, problem])).toEqual([
      ['Our side', 'eu-west-1', expect.stringMatching(/^KMS hasn’t answered since /)],
      ['Our side', 'us-west-2', 'our own permissions deny our calls: 3 keys since Sat 14 Mar 2026 06:12 UTC'],
    ]);
    // Whose keys, and what our people do next.
    expect(rows[1]?.links.map(({ href }) => href).toSorted()).toEqual(
      customers.map((id) => `/customers/${id}`).toSorted(),
    );
    expect(rows[1]?.links.map(({ label }) => label)).toContain('Ours 2');
    expect(rows[1]?.mark).toMatch(
      /^Backups may be failing\. Give the message .* to the people who run our AWS accounts/,
    );
  });
});

describe('a check that got no answer', () => {
  const USABLE = { status: 'usable', cause: null } as const;
  const failed = (customerKeyId: string, inARow: number, fault = 'throttled') =>
    desk.owner.query('update key_checks set inconclusive_count = $2, last_fault = $3 where key_id = $1', [
      customerKeyId,
      inARow,
      fault,
    ]);

  it('is counted where the key keeps the status of an earlier check, and is ours after three in a row', async () => {
    const once = await addKey(desk.db, { verdict: USABLE });
    await failed(once.customerKeyId, 1);
    await addKey(desk.db, { verdict: USABLE });
    expect((await home()).unchecked).toEqual([
      { region: 'eu-west-1', failed: 0, kept: { n: 1, exact: true }, never: 0 },
    ]);
    expect(await rowsOf('needs_us')).toEqual([]);
    const often = await addKey(desk.db, { verdict: USABLE });
    await failed(often.customerKeyId, 3);
    const page = await home();
    expect(page.unchecked).toMatchObject([{ kept: { n: 2, exact: true } }]);
    expect(page.groups.needs_us.rows).toMatchObject([
      {
        name: 'Our side',
        beside: 'eu-west-1',
        problem: 'the last 3 checks or more got no answer (throttled): 1 key',
        href: `/keys/${often.customerKeyId}`,
      },
    ]);
  });

  it('H16 is not counted while it is not proven whose the key is', async () => {
    const { customerKeyId } = await addKey(desk.db, { role: 'candidate', proven: false });
    await failed(customerKeyId, 3);
    const { unchecked, groups } = await home();
    expect([unchecked, groups.needs_us.rows]).toEqual([[], []]);
  });

  it('has no row of its own where KMS is silent in the whole region', async () => {
    const since = after(-8 * MINUTE_MS);
    const { customerKeyId } = await addKey(desk.db, { verdict: USABLE });
    await failed(customerKeyId, 4, 'timed_out');
    const silent = { askedAt: since, answeredAt: null, silentSince: since };
    await noteHeard(desk.db, 'eu-west-1', silent, POLICY.intervalMinutes, NOW);
    expect((await rowsOf('needs_us')).map(({ problem }) => problem)).toEqual([
      expect.stringMatching(/^KMS hasn’t answered since /),
    ]);
  });
});

describe('what Home shows of keys', () => {
  it('H16 is nothing while it is not proven whose a key is, or when the proof was withdrawn', async () => {
    await badKey({ role: 'candidate', proven: false, tell: 'a', deadlineAt: after(HOUR_MS) });
    const withdrawn = await badKey({ tell: 'a', deadlineAt: after(HOUR_MS) });
    await desk.owner.query('update customer_keys set ownership_withdrawn_at = now() where id = $1', [
      withdrawn.customerKeyId,
    ]);
    const { groups } = await home();
    expect(Object.values(groups).flatMap(({ rows }) => rows)).toEqual([]);
  });

  it('H25 is one line for an incident with the number of customers, and no row of its denials', async () => {
    for (const customerName of ['First', 'Second']) {
      const { customerKeyId } = await badKey({ customerName, cause: 'access_lost', tell: 'a' });
      await desk.owner.query('update key_checks set lost_at = $1, lost_after = $1 where key_id = $2', [
        after(-MINUTE_MS),
        customerKeyId,
      ]);
    }
    await openIncident(desk.db, 'eu-west-1', after(-2 * MINUTE_MS), ['Decrypt']);
    const { incidents, groups } = await home();
    expect(incidents).toMatchObject([
      { region: 'eu-west-1', since: after(-2 * MINUTE_MS).toISOString(), checked: false },
    ]);
    expect(Object.values(groups).flatMap(({ rows }) => rows)).toEqual([]);
  });

  it('H7 has the age of an old status', async () => {
    const { customerKeyId } = await badKey({ tell: 'a' });
    await desk.db
      .update(keyChecks)
      .set({ lastConclusiveAt: after(-2 * DAY_MS) })
      .where(eq(keyChecks.keyId, customerKeyId));
    expect(await rowsOf('needs_us')).toMatchObject([{ status: { freshness: 'stale' } }]);
  });
});

describe('“Waiting for the customer”', () => {
  it('H18 has nobody whose text no person recorded as sent', async () => {
    const copied = await badKey({ tell: 'a', told: 'a' });
    await aText(copied, 'a', null);
    expect(await rowsOf('waiting')).toEqual([]);
  });

  it('has who was told and did nothing for more than two working days first, to be reminded', async () => {
    const recent = await badKey({ customerName: 'Told Today', tell: 'a', told: 'a' });
    await aText(recent, 'a', after(-HOUR_MS));
    const long = await badKey({ customerName: 'Told Long Ago', tell: 'a', told: 'a' });
    await aText(long, 'a', after(-7 * DAY_MS));
    expect((await rowsOf('waiting')).map(({ name, mark, action }) => [name, mark, action.label])).toEqual([
      ['Told Long Ago', 'told more than two working days ago', 'Remind'],
      ['Told Today', null, 'Open'],
    ]);
  });
});

describe('a deadline before the customer’s second working day', () => {
  it('H8 has its own group, whoever acts next', async () => {
    const soon = await badKey({ customerName: 'Soon Ltd', cause: 'pending_deletion', deadlineAt: after(HOUR_MS) });
    await badKey({ customerName: 'Later Ltd', cause: 'pending_deletion', deadlineAt: after(20 * DAY_MS) });
    expect(await rowsOf('deadline')).toMatchObject([
      { name: 'Soon Ltd', deadlineAt: after(HOUR_MS).toISOString(), href: `/keys/${soon.customerKeyId}` },
    ]);
  });
});

describe('“New since”', () => {
  it('has the changes since my last hand-over, with what the status was then', async () => {
    const staffId = newId();
    await desk.db.insert(handovers).values({
      id: newId(),
      at: after(-2 * HOUR_MS),
      fromStaffId: staffId,
      fromName: 'Ana',
      note: 'All quiet.',
      items: [],
    });
    const key = await badKey({ customerName: 'Changed Ltd', since: NOW });
    await desk.owner.query(`delete from verdict_spans where key_id = $1`, [key.customerKeyId]);
    await desk.owner.query(
      `insert into verdict_spans (id, key_id, verdict, cause, from_at) values ($1, $2, 'usable', null, $3)`,
      [newId(), key.customerKeyId, after(-DAY_MS)],
    );
    await badKey({ customerName: 'Changed Before Ltd', since: after(-3 * HOUR_MS) });
    const page = await home('', staffId);
    expect(page.since).toBe(after(-2 * HOUR_MS).toISOString());
    expect(page.groups.changed).toMatchObject({
      title: 'New since your last hand-over',
      hint: 'Changes since you handed over your shift on Sat 14 Mar 2026 07:12 UTC.',
    });
    expect(page.groups.changed.rows).toMatchObject([
      { name: 'Changed Ltd', problem: 'disabled (worse, was usable)', mark: null },
    ]);
    expect((await home('since=8h', staffId)).groups.changed.count.n).toBe(2);
  });

  it('has no key that is in another group: there it is marked as new, and counted', async () => {
    const key = await badKey({ customerName: 'Changed Untold Ltd', tell: 'disabled', since: NOW });
    await setDigests(key.customerKeyId, 'disabled', null);
    const { groups } = await home();
    expect(groups.changed).toEqual({
      title: 'New since Fri 13 Mar 2026 09:12 UTC',
      hint: 'Changes since Fri 13 Mar 2026 09:12 UTC: the last 24 hours, because you haven’t handed over a shift yet. 1 row of the other groups is new too, marked “new”. Only what is in no other group is listed here.',
      empty: 'No status changed but those.',
      rows: [],
      count: { n: 0, exact: true },
    });
    expect(groups.needs_us.rows).toMatchObject([{ name: 'Changed Untold Ltd' }]);
    expect(groups.needs_us.rows[0]?.mark).toMatch(/^new \(.+\); customer not told$/);
    const hintOf = async (query: string) => (await home(query)).groups.changed.hint;
    expect(await hintOf('since=8h')).toMatch(
      /^Changes since Sat 14 Mar 2026 01:12 UTC: the last 8 hours, as you chose\./,
    );
    expect(await hintOf('since=2026-03-14T06:00')).toMatch(
      /^Changes since Sat 14 Mar 2026 06:00 UTC, the time that you chose\./,
    );
  });
});

describe('a hand-over', () => {
  it('is there for the person it was given to, until somebody acknowledges it, and for no role without shifts', async () => {
    const [id, taker] = [newId(), newId()];
    const given = { id, at: NOW, fromStaffId: newId(), fromName: 'Ana', toStaffId: taker, toName: 'Ben' };
    await desk.db.insert(handovers).values({ ...given, note: 'Dana waits.', items: [] });
    // Other tests gave something to the team.
    const read = async (staffId: string) => {
      const shown = JSON.parse((await home('', staffId)).handovers ?? '[]') as ShownHandover[];
      return shown.filter((one) => one.id === id);
    };
    expect(await read(taker)).toMatchObject([{ from: 'Ana', note: 'Dana waits.', to: null }]);
    expect(await read(AGENT_ID)).toEqual([]);
    expect((await home('', taker, 'viewer')).handovers).toBeNull();
    const acknowledged = { acknowledgedAt: NOW, acknowledgedBy: 'Ben', acknowledgedByStaffId: taker };
    await desk.db.update(handovers).set(acknowledged).where(eq(handovers.id, id));
    expect(await read(taker)).toEqual([]);
  });
});

describe('a worker', () => {
  it('that gave no sign for two minutes is missing, with the time of its last sign', async () => {
    expect((await home()).workerGone).toBeNull();
    const last = after(-2 * MINUTE_MS - 1);
    await desk.owner.query('update heartbeats set at = $1', [last]);
    expect((await home()).workerGone).toEqual({ since: last.toISOString() });
    await desk.owner.query('delete from heartbeats');
    expect((await home()).workerGone).toEqual({ since: null });
  });
});

describe('an empty Home', () => {
  it('says how many keys are checked, and which of them could not be checked', async () => {
    await addKey(desk.db, { verdict: { status: 'unverified', cause: 'permission_tests_overdue' } });
    await addKey(desk.db, { verdict: { status: 'unverified', cause: 'never_checked' } });
    const { liveKeys, unchecked, groups } = await home('since=2026-01-01T00:00');
    expect([liveKeys, unchecked]).toEqual([
      2,
      [{ region: 'eu-west-1', failed: 1, kept: { n: 0, exact: true }, never: 1 }],
    ]);
    expect(groups.needs_us).toMatchObject({ hint: null, rows: [], count: { n: 0, exact: true } });
  });
});

describe('who may read Home', () => {
  it('is nobody without the capability', async () => {
    await expect(home('', AGENT_ID, 'stranger' as StaffRole)).rejects.toThrow('may not read');
  });
});

describe('a setup that waits for us', () => {
  it('is in “Needs us” with its step as the button, and counted in the rail', async () => {
    const journey = await readyToClear(desk.db);
    const at = { ...deps(), clock: journey.deps.clock };
    const { groups } = await readHomePage(
      at,
      { role: 'agent', staffId: AGENT_ID },
      readHomeAsked(() => null),
    );
    const { setupId } = journey.ids();
    expect(groups.needs_us.rows).toContainEqual(
      expect.objectContaining({
        beside: 'setup',
        problem: expect.stringMatching(/clear it, then tell the customer/),
        href: `/setups/${setupId}`,
        action: { label: 'Clear to start', href: `/setups/${setupId}` },
      }),
    );
    expect(await readHomeCounts(at, { role: 'agent' })).toEqual({
      '/': groups.needs_us.count,
      '/setups': { n: 1, exact: true },
      '/replacements': { n: 0, exact: true },
    });
  });

  it('is there by its customer when the key fails its tests again, until they were told, and then waits for them', async () => {
    const journey = await readyToClear(desk.db);
    const now = journey.deps.clock();
    const keyId = await journey.keyId();
    await desk.db
      .update(customerKeys)
      .set({
        verdict: 'unusable',
        cause: 'access_lost',
        nextAction: 'customer',
        verdictSince: now,
        notUsableSince: now,
      })
      .where(eq(customerKeys.id, keyId));
    const { setupId, lineId, customerId } = journey.ids();
    const rowsIn = async (group: 'needs_us' | 'waiting') => {
      const at = { ...deps(), clock: journey.deps.clock };
      const asked = readHomeAsked(() => null);
      const { groups } = await readHomePage(at, { role: 'agent', staffId: AGENT_ID }, asked);
      return groups[group].rows.filter(({ href }) => href === `/setups/${setupId}`);
    };
    expect(await rowsIn('needs_us')).toMatchObject([
      {
        beside: 'setup',
        problem: 'the key fails its tests: access lost',
        by: 'us, then customer',
        mark: 'customer not told',
        notUsableSince: now.toISOString(),
        links: [{ label: 'Key', href: `/keys/${keyId}` }],
      },
    ]);
    expect(await rowsIn('waiting')).toEqual([]);
    const told = { toldBy: 'Ana', toldTo: 'Dana Ruiz', toldChannel: 'email' } as const;
    const text = { customerId, setupId, lineId, kind: 'findings', subject: 'x', body: 'x', frozenBy: 'Ana' } as const;
    await desk.db.insert(sentTexts).values({ id: newId(), ...text, ...told, frozenAt: now, toldAt: now });
    expect(await rowsIn('needs_us')).toEqual([]);
    expect(await rowsIn('waiting')).toMatchObject([
      { problem: expect.stringMatching(/; told Dana Ruiz by e-mail, /), by: 'customer' },
    ]);
  });
});

describe('the order of “Needs us”', () => {
  it('has what is most urgent first, as its head says, and setups after keys in use', async () => {
    const failing = await readyToClear(desk.db);
    await desk.owner.query(
      `update customer_keys set role = 'candidate', verdict = 'unusable', cause = 'access_lost', next_action = 'customer',
         not_usable_since = $2 where id = $1`,
      [await failing.keyId(), after(-DAY_MS)],
    );
    await badKey({ customerName: 'Failing Ltd', tell: 'a' });
    const soon = { cause: 'pending_deletion', deadlineAt: after(6 * DAY_MS) } as const;
    await badKey({ customerName: 'Deadline Ltd', tell: 'a', ...soon });
    const promised = await badKey({ customerName: 'Promised Ltd', tell: 'a', told: 'a' });
    await desk.owner.query('update customer_keys set promised_for = $2 where id = $1', [
      promised.customerKeyId,
      after(-MINUTE_MS),
    ]);
    const { needs_us } = (await home()).groups;
    const names = needs_us.rows.map(({ name, beside }) => (beside === 'setup' ? 'setup' : name));
    // Other tests left keys behind whose checks failed: a fault of our side.
    expect(names.filter((name, at) => name !== 'Our side' && names.indexOf(name) === at)).toEqual([
      'Promised Ltd',
      'Deadline Ltd',
      'Failing Ltd',
      'setup',
    ]);
    expect(needs_us.hint).toMatch(/^Sorted by: promise due, deadline/);
  });
});
