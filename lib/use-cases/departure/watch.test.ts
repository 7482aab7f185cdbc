import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEPARTURE_STEPS } from '#lib/core/departure/departure.ts';
import { keyText } from '#lib/core/customer-text/key-text.ts';
import { findDeparture } from '#lib/db/departure/departures.ts';
import { releaseOf } from '#lib/db/departure/releases.ts';
import { findKeyTextSource } from '#lib/db/customer-text/key-text.ts';
import { findKey } from '#lib/db/key/keys.ts';
import {
  addKey,
  AGENT,
  checkDeps,
  openTestDesk,
  REGIONS,
  scriptedProbe,
  type TestDesk,
} from '#lib/db/test-desk.test-support.ts';
import { POLICY, someFacts, type ReportWords } from '#lib/core/verdict/checks.test-support.ts';
import { addEvidence } from '#lib/use-cases/evidence/add-evidence.ts';
import { readKeyFilter } from '#lib/core/verdict/key-filter.ts';
import { newId } from '#lib/db/new-id.ts';
import { readCustomerPage } from '#lib/queries/customer/customer-page.ts';
import { readDepartureList } from '#lib/queries/departure/departure-page.ts';
import { readDeletions } from '#lib/queries/key/deletions-page.ts';
import { readKeyList } from '#lib/queries/key/key-list.ts';
import { readKeyPage } from '#lib/queries/key/key-page.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { planSweep } from '#lib/use-cases/verdict/plan-sweep.ts';
import { proveKey } from '#lib/use-cases/verdict/prove-key.ts';
import { sweepBatch } from '#lib/use-cases/verdict/sweep-batch.ts';
import { aPlace, BY, DAY_MS, EVIDENCE, HOUR_MS, type Place } from './departure.test-support.ts';
import { releaseKey } from './release-key.ts';
import { letCustomerGo, recordStep } from './record-step.ts';
import { exceptDeparture } from './run-departure.ts';
import { startDeparture } from './start-departure.ts';
import { closeWatch, watchReleased } from './watch-released.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const DENIED: ReportWords = {
  facts: null,
  describe: 'denied:cross_account_catch_all',
  generate: 'not_run',
  decrypt: 'not_run',
};
const SEEN: ReportWords = { generate: 'not_run', decrypt: 'not_run' };

/** A key that was released by its customer's departure, and what its checks are answered. */
async function aReleasedKey({ left = 0 } = {}) {
  const place: Place = aPlace(desk);
  const answers = { words: SEEN };
  const probe = scriptedProbe(() => answers.words);
  probe.runOn(place.clock);
  const { probeKey, asked } = probe;
  const checking = { ...checkDeps(desk.db), probeKey, asked, clock: place.clock };
  const one = await place.addCustomer();
  const { customerId, workspaceId, customerKeyId, arn } = one;
  const started = await startDeparture(
    place.deps,
    { customerId, workspaceIds: [workspaceId], path: 'leaves', reason: 'The contract ends.', ticket: null },
    BY,
  );
  if (!started.ok) throw new Error(started.reason);
  const { departureId } = started.value;
  const input = async () => ({
    departureId,
    revision: (await findDeparture(desk.db, departureId))?.departure.revision ?? 0,
    evidence: EVIDENCE,
  });
  await place.report(customerKeyId, { restore_points: left });
  await place.reportDaily(customerKeyId, 7, { restore_points: left });
  const reviewAt = new Date(place.clock().getTime() + 100 * DAY_MS);
  if (left > 0)
    await exceptDeparture(
      place.deps,
      { ...(await input()), reason: 'They accept the loss.', acceptance: 'Letter 1', reviewAt },
      BY,
    );
  for (const step of DEPARTURE_STEPS.slice(0, -1)) {
    const done = await recordStep(place.deps, { ...(await input()), step }, BY);
    if (!done.ok) throw new Error(done.reason);
  }
  const gone = await letCustomerGo(place.deps, await input(), BY);
  if (!gone.ok) throw new Error(gone.reason);
  const sweep = () => sweepBatch(checking, { region: 'eu-west-1', customerKeyIds: [customerKeyId] });
  return {
    place,
    customerKeyId,
    customerId,
    departureId,
    arn,
    checking,
    answers,
    sweep,
    release: () => releaseOf(desk.db, customerKeyId),
    watch: () => watchReleased(place.deps),
    /** A day later: the daily check, then the watch. */
    aDay: async () => {
      place.clock.advance(DAY_MS + 3 * HOUR_MS);
      await sweep();
      return watchReleased(place.deps);
    },
  };
}

describe('a released key', () => {
  it('is described once a day and gets no other call, whoever asks', async () => {
    const { customerKeyId, checking, sweep, place } = await aReleasedKey();
    await sweep();
    const key = await findKey(desk.db, customerKeyId);
    const hours = ((key?.nextCheckAt.getTime() ?? 0) - place.clock().getTime()) / HOUR_MS;
    expect(hours).toBeGreaterThan(21);
    expect(hours).toBeLessThan(27);
    expect(checking.asked.at(-1)).toMatchObject({ describeOnly: true });
    place.clock.advance(HOUR_MS);
    await checkKey(checking, { customerKeyId }, AGENT);
    expect(checking.asked.at(-1)).toMatchObject({ describeOnly: true });
    place.clock.advance(HOUR_MS);
    expect(await proveKey(checking, { customerKeyId }, AGENT)).toEqual({ ok: false, reason: 'released' });
    // The scheduler doesn't take a daily check for one that was planned before a clock was set back.
    const planned: string[] = [];
    await planSweep({
      ...checking,
      enqueueBatch: async (_tx, { customerKeyIds }) => void planned.push(...customerKeyIds),
    });
    expect(planned).not.toContain(customerKeyId);
  });

  it('H20 keeps every state that its checks see, while nobody has to act and nothing may be sent about it', async () => {
    const { customerKeyId, answers, sweep, place } = await aReleasedKey();
    const deletionAt = new Date(place.clock().getTime() + 20 * DAY_MS);
    answers.words = { ...SEEN, facts: someFacts({ keyState: 'PendingDeletion', deletionAt }) };
    await sweep();
    const key = await findKey(desk.db, customerKeyId);
    expect(key?.record).toMatchObject({
      role: 'released',
      verdict: { status: 'unusable', cause: 'pending_deletion' },
      nextAction: 'nobody',
      deadlineAt: null,
      facts: { keyState: 'PendingDeletion', deletionAt },
    });
    const source = await findKeyTextSource(desk.db, customerKeyId);
    if (source === null) throw new Error('There is no such key.');
    const text = keyText(source, { regions: REGIONS, policy: { intervalMinutes: 60 } }, place.clock());
    expect(text).toMatchObject({ kind: 'blocked', reason: 'released' });
  });

  it('H19 is no longer checked after 30 days in which no check saw it, and only then frees its ARN', async () => {
    const { customerKeyId, answers, aDay, release, place, arn } = await aReleasedKey();
    answers.words = DENIED;
    for (let day = 1; day <= 10; day += 1) await aDay();
    // One check that sees it begins the 30 days anew.
    answers.words = SEEN;
    await aDay();
    expect(await release()).toMatchObject({ unseenSince: null });
    answers.words = DENIED;
    await aDay();
    const began = (await release())?.unseenSince ?? null;
    expect(began).not.toBeNull();
    for (let day = 1; day <= 26; day += 1) await aDay();
    expect(await place.roleOf(customerKeyId)).toBe('released');
    await expect(addKey(desk.db, { arn })).rejects.toThrow();
    await aDay();
    expect(await place.roleOf(customerKeyId)).toBe('retired');
    expect(await release()).toMatchObject({ retiredHow: 'no_longer_visible', retiredBy: null, unseenSince: began });
    expect(await place.outboxOf(customerKeyId)).toContain('key_retired');
    expect((await addKey(desk.db, { arn })).arn).toBe(arn);
  });

  it('H12 counts no day on which our own side may be why it was not seen', async () => {
    const { answers, aDay, release } = await aReleasedKey();
    answers.words = { ...DENIED, describe: 'denied:identity_policy' };
    await aDay();
    await aDay();
    expect(await release()).toMatchObject({ unseenSince: null });
  });

  it('is no longer checked once the owner’s own describe-key says that it doesn’t exist', async () => {
    const { customerKeyId, arn, place, watch, release } = await aReleasedKey();
    const pasted = `An error occurred (NotFoundException) when calling the DescribeKey operation: Key '${arn}' does not exist`;
    place.clock.advance(HOUR_MS);
    const added = await addEvidence(place.deps, { customerKeyId, kind: 'describe_key', pasted, takenAt: null }, AGENT);
    if (!added.ok) throw new Error('The evidence was refused.');
    await watch();
    expect(await release()).toMatchObject({ retiredHow: 'owner_output', evidenceId: added.value.evidenceId });
    expect(await place.roleOf(customerKeyId)).toBe('retired');
  });

  it('H19 is no longer checked after 90 days in which the product reported that nothing depends on it', async () => {
    const { customerKeyId, place, watch, release, sweep } = await aReleasedKey();
    await place.reportDaily(customerKeyId, 82);
    await sweep();
    await watch();
    expect(await place.roleOf(customerKeyId)).toBe('released');
    place.clock.advance(25 * HOUR_MS);
    await watch();
    // The report is older than a day by now, so it says nothing.
    expect(await place.roleOf(customerKeyId)).toBe('released');
    await place.report(customerKeyId);
    await watch();
    expect(await release()).toMatchObject({ retiredHow: 'nothing_depends' });
  });

  it('is no longer checked when a person closes it with a reason, once', async () => {
    const { customerKeyId, place, release } = await aReleasedKey();
    const reason = 'The customer’s account was closed, see letter 12.';
    expect(await closeWatch(place.deps, { customerKeyId, reason }, BY)).toEqual({ ok: true, value: null });
    expect(await release()).toMatchObject({ retiredHow: 'closed', retiredBy: BY.actor.name, retiredNote: reason });
    expect(await closeWatch(place.deps, { customerKeyId, reason }, BY)).toEqual({ ok: false, reason: 'not_released' });
    const [event] = await desk.rows<{ detail: object }>(
      `select detail from key_events where key_id = $1 and kind = 'role_changed' order by at desc limit 1`,
      [customerKeyId],
    );
    expect(event?.detail).toMatchObject({ from: 'released', to: 'retired', by: BY.actor.name, reason });
  });

  it('H20 is retained and checked as before when something depends on it again', async () => {
    const { customerKeyId, place, watch, sweep, checking } = await aReleasedKey();
    place.clock.advance(HOUR_MS);
    await place.report(customerKeyId, { restore_points: 2 });
    expect(await watch()).toMatchObject({ resumed: 1 });
    expect(await place.roleOf(customerKeyId)).toBe('retained');
    expect(await place.outboxOf(customerKeyId)).toContain('key_needed_again');
    await sweep();
    expect(checking.asked.at(-1)?.describeOnly).toBeUndefined();
    const [entry] = await desk.rows(`select action from audit_log where target_id = $1 order by seq desc limit 1`, [
      customerKeyId,
    ]);
    expect(entry).toEqual({ action: 'key.needed_again' });
    expect(await watch()).toMatchObject({ resumed: 0 });
  });

  it('H20 is ours to look at once it is needed again: first in the list of keys, and on its own and its customer’s page', async () => {
    const { customerKeyId, customerId, departureId, place, watch, sweep, answers } = await aReleasedKey();
    const staff = { role: 'viewer' } as const;
    const deps = { ...place.deps, policy: POLICY };
    const first = async () => {
      const page = await readKeyList(
        deps,
        staff,
        readKeyFilter(() => null),
        { after: null, before: null },
      );
      return page.items[0];
    };
    expect((await readKeyPage(deps, staff, customerKeyId))?.neededAgain).toBeNull();
    place.clock.advance(HOUR_MS);
    await place.report(customerKeyId, { restore_points: 2, jobs: 1 });
    await watch();
    const inDepartures = async () =>
      (await readDepartureList(deps, staff)).items.find(({ id }) => id === departureId)?.keys;
    expect(await inDepartures()).toBe('needed_again');
    expect((await readKeyPage(deps, staff, customerKeyId))?.neededAgain).toEqual({
      at: place.clock(),
      words: expect.stringMatching(
        /^restore points, backup and archive jobs, paused ones included\. .* Next action: us\./,
      ),
    });
    // Also once a full check has found that it works.
    answers.words = {};
    await sweep();
    const shown = {
      id: customerKeyId,
      role: 'retained',
      verdict: { status: 'usable' },
      nextAction: 'vendor',
      causeWord: 'needed again after its release',
      urgency: 'ours',
    };
    expect(await first()).toMatchObject(shown);
    const customer = await readCustomerPage(deps, staff, customerId);
    expect(customer?.keys.items[0]).toMatchObject(shown);
    const page = await readKeyPage(deps, staff, customerKeyId);
    if (page?.ownership !== 'proven' || page.customerText.kind !== 'text') throw new Error('There is no reply.');
    expect(page.customerText.subject).toContain('is needed again: please keep it enabled');
    expect(page.customerText.body).toContain('please keep it enabled, with our statement in its policy');
    expect(page.customerText.body).not.toContain('You do not need to do anything');

    // A report that nothing depends on it lets an approver release it again.
    await place.report(customerKeyId);
    for (let day = 1; day <= 8; day += 1) {
      place.clock.advance(DAY_MS);
      await place.report(customerKeyId);
    }
    const released = await releaseKey(place.deps, { customerKeyId, reason: EVIDENCE }, BY);
    expect(released.ok).toBe(true);
    expect((await readKeyPage(deps, staff, customerKeyId))?.neededAgain).toBeNull();
    await sweep();
    expect((await first())?.id).not.toBe(customerKeyId);
  });

  it('says of a disabled or deleted state that it is expected, in the list, on the timeline of deletions, in its events and to nobody', async () => {
    const { customerKeyId, answers, sweep, place, arn } = await aReleasedKey();
    const staff = { role: 'viewer' } as const;
    const deps = { ...place.deps, policy: POLICY };
    const inList = async () => {
      const filter = { ...readKeyFilter(() => null), role: 'released' } as const;
      const page = await readKeyList(deps, staff, filter, { after: null, before: null });
      return page.items.find(({ id }) => id === customerKeyId);
    };
    answers.words = { ...SEEN, facts: someFacts({ keyState: 'Disabled' }) };
    await sweep();
    expect(await inList()).toMatchObject({
      causeWord: expect.stringMatching(/disabled.*expected after its release/i),
      nextAction: null,
      deadlineAt: null,
    });
    place.clock.advance(DAY_MS);
    const deletionAt = new Date(place.clock().getTime() + 20 * DAY_MS);
    answers.words = { ...SEEN, facts: someFacts({ keyState: 'PendingDeletion', deletionAt }) };
    await sweep();
    expect(await inList()).toMatchObject({
      causeWord: expect.stringMatching(/deletion.*expected after its release/i),
      nextAction: null,
    });
    const timeline = await readDeletions(deps, staff, null);
    expect(timeline.items.find((item) => item.arn === arn)).toMatchObject({
      undo: 'Expected: released',
      stake: 'Released: nothing of ours uses it any more, as recorded here',
    });
    const page = await readKeyPage(deps, staff, customerKeyId);
    if (page?.ownership !== 'proven') throw new Error('The key is not shown.');
    expect(page.advice[0]?.words).toMatchObject({
      acts: 'nobody',
      steps: [],
      cause: expect.stringContaining('expected'),
    });
    expect(page.customerText).toMatchObject({ kind: 'blocked', reason: 'released' });
    expect(JSON.stringify(page.events)).toMatch(/expected/i);
  });

  it('reads as no longer checked since its checks ended, never as a status', async () => {
    const { customerKeyId, customerId, place } = await aReleasedKey();
    const staff = { role: 'viewer' } as const;
    const deps = { ...place.deps, policy: POLICY };
    place.clock.advance(HOUR_MS);
    const retiredAt = place.clock();
    const ended = await closeWatch(place.deps, { customerKeyId, reason: 'Their account was closed, letter 12.' }, BY);
    expect(ended.ok).toBe(true);
    place.clock.advance(HOUR_MS);
    const page = await readKeyPage(deps, staff, customerKeyId);
    expect(page).toMatchObject({ role: 'retired', retiredAt });
    const customer = await readCustomerPage(deps, staff, customerId);
    expect(customer?.keys.items.filter(({ id }) => id === customerKeyId)).toMatchObject([
      { role: 'retired', retiredAt: retiredAt.toISOString(), causeWord: null, nextAction: null },
    ]);
  });

  it('protects a workspace again when its customer comes back with it, and is no longer watched as released', async () => {
    const { customerKeyId, customerId, place, watch, release } = await aReleasedKey();
    await desk.owner.query(
      `insert into workspaces (id, customer_id, name, region, created_at) values ($1, $2, 'again', 'eu-west-1', $3)`,
      [newId(), customerId, place.clock()],
    );
    place.clock.advance(HOUR_MS);
    await desk.owner.query(
      `insert into key_assignments (id, workspace_id, key_id, role, from_at, origin)
       select $1, w.id, $2, 'active', $3, 'legacy' from workspaces w where w.customer_id = $4 and w.name = 'again'`,
      [newId(), customerKeyId, place.clock(), customerId],
    );
    expect(await place.roleOf(customerKeyId)).toBe('active');
    await watch();
    expect(await release()).toBeNull();
    expect(await place.roleOf(customerKeyId)).toBe('active');
    const reason = 'The customer’s account was closed, see letter 12.';
    expect(await closeWatch(place.deps, { customerKeyId, reason }, BY)).toEqual({ ok: false, reason: 'not_released' });
  });

  it('is watched while another one can’t be', async () => {
    const broken = await aReleasedKey();
    const other = await aReleasedKey();
    broken.answers.words = other.answers.words = DENIED;
    await desk.owner.query(
      `create function public.refuses() returns trigger language plpgsql as $$ begin
         if new.key_id = '${broken.customerKeyId}' then raise exception 'no'; end if; return new; end $$;
       create trigger aaa_refuses before update on key_releases for each row execute function public.refuses()`,
    );
    try {
      broken.place.clock.advance(DAY_MS);
      await broken.sweep();
      await expect(other.aDay()).rejects.toThrow('1 released keys could not be watched');
      expect((await other.release())?.unseenSince).not.toBeNull();
    } finally {
      await desk.owner.query('drop trigger aaa_refuses on key_releases; drop function public.refuses()');
    }
  });

  it('H20 that an exception let go is taken back only when more depends on it than the customer gave up', async () => {
    const { customerKeyId, place, watch } = await aReleasedKey({ left: 3 });
    place.clock.advance(HOUR_MS);
    await place.report(customerKeyId, { restore_points: 3 });
    expect(await watch()).toMatchObject({ resumed: 0 });
    place.clock.advance(HOUR_MS);
    await place.report(customerKeyId, { restore_points: 3, legal_holds: 1 });
    expect(await watch()).toMatchObject({ resumed: 1 });
  });

  it('H19 ends only with its facts, whatever the app writes', async () => {
    const { customerKeyId, place } = await aReleasedKey();
    const at = place.clock();
    const end = (how: string) =>
      desk.pool.query('update key_releases set retired_at = $2, retired_how = $3 where key_id = $1', [
        customerKeyId,
        at,
        how,
      ]);
    for (const how of ['no_longer_visible', 'nothing_depends', 'owner_output'])
      await expect(end(how)).rejects.toMatchObject({ constraint: 'key_releases_gate' });
    await expect(end('closed')).rejects.toMatchObject({ constraint: 'key_releases_closed_by' });
    // Nor does its assignment end without its release.
    const run = (text: string) => desk.pool.query(text, [customerKeyId, at]);
    await expect(
      run('update key_assignments set to_at = $2 where key_id = $1 and to_at is null'),
    ).rejects.toMatchObject({
      constraint: 'key_assignments_ended',
    });
    await expect(
      desk.pool.query(`update customer_keys set role = 'retired' where id = $1`, [customerKeyId]),
    ).rejects.toMatchObject({ constraint: 'customer_keys_weaker_role' });
    for (const role of ['retained', 'released'])
      await expect(
        run(`with ended as (update key_assignments set to_at = $2 where key_id = $1 and to_at is null returning workspace_id)
             insert into key_assignments (id, workspace_id, key_id, role, from_at, origin)
             select gen_random_uuid(), workspace_id, $1, '${role}', $2, 'legacy' from ended`),
      ).rejects.toMatchObject({ constraint: `key_assignments_${role}` });
  });
});
