import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEPARTURE_STEPS, type DeparturePath, type DepartureStep } from '#lib/core/departure/departure.ts';
import { findDeparture } from '#lib/db/departure/departures.ts';
import { newId } from '#lib/db/new-id.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { findWorkspaceKeys } from '#lib/db/service/workspace-keys.ts';
import { addReport } from '#lib/db/service/dependents.ts';
import { startSetup } from '#lib/use-cases/setup/start-setup.ts';
import { aPlace, BY, DAY_MS, EVIDENCE, HOUR_MS, type Place } from './departure.test-support.ts';
import { freezeDepartureText, recordDepartureTextTold } from './departure-text.ts';
import { letCustomerGo, recordStep } from './record-step.ts';
import { exceptDeparture, recordRequest, withdrawDeparture } from './run-departure.ts';
import { startDeparture } from './start-departure.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

/** A customer who leaves, and the steps of their departure. */
async function leaving(place: Place, words: { path?: DeparturePath; alsoWorkspaces?: readonly string[] } = {}) {
  const customer = await place.addCustomer();
  const workspaceIds = [customer.workspaceId, ...(words.alsoWorkspaces ?? [])];
  const { customerId } = customer;
  const path = words.path ?? 'leaves';
  const started = await startDeparture(
    place.deps,
    { customerId, workspaceIds, path, reason: 'The contract ends.', ticket: '#1' },
    BY,
  );
  if (!started.ok) throw new Error(started.reason);
  const { departureId } = started.value;
  const input = async () => ({
    departureId,
    revision: (await findDeparture(desk.db, departureId))?.departure.revision ?? 0,
    evidence: EVIDENCE,
  });
  const step = async (name: DepartureStep) => {
    place.clock.advance(60_000);
    return name === 'statement_may_go'
      ? letCustomerGo(place.deps, await input(), BY)
      : recordStep(place.deps, { ...(await input()), step: name }, BY);
  };
  return { ...customer, departureId, input, step };
}
type Leaving = Awaited<ReturnType<typeof leaving>>;
const must = (result: { ok: boolean; reason?: string }): void => {
  if (!result.ok) throw new Error(result.reason);
};
async function stepsUntil({ step }: Leaving, last: DepartureStep): Promise<void> {
  for (const name of DEPARTURE_STEPS.slice(0, DEPARTURE_STEPS.indexOf(last) + 1)) must(await step(name));
}
const except = async (place: Place, { input }: Leaving, days = 30) =>
  exceptDeparture(
    place.deps,
    {
      ...(await input()),
      reason: 'They accept that 3 restore points are lost.',
      acceptance: 'Letter of 1 March, file 4711.',
      reviewAt: new Date(place.clock().getTime() + days * DAY_MS),
    },
    BY,
  );

describe('a departure', () => {
  it('goes through its steps in their order, each with who, when and evidence, and releases the keys at its end', async () => {
    const place = aPlace(desk);
    const one = await leaving(place);
    await place.report(one.customerKeyId);
    await place.reportDaily(one.customerKeyId, 7);
    expect(await one.step('arn_removed')).toMatchObject({ ok: false, reason: 'not_next' });
    await stepsUntil(one, 'statement_may_go');
    expect(await one.step('statement_may_go')).toMatchObject({ ok: false, reason: 'not_next' });
    const found = await findDeparture(desk.db, one.departureId);
    expect(found?.steps.map(({ step }) => step)).toEqual(DEPARTURE_STEPS);
    expect(found?.steps.every(({ doneBy, evidence }) => doneBy === BY.actor.name && evidence === EVIDENCE)).toBe(true);
    expect(await place.roleOf(one.customerKeyId)).toBe('released');
    expect(await place.outboxOf(one.customerKeyId)).toEqual(['key_released']);
    const [release] = await desk.rows('select basis, departure_id from key_releases where key_id = $1', [
      one.customerKeyId,
    ]);
    expect(release).toEqual({ basis: 'reported_zero', departure_id: one.departureId });
    const audited = await desk.rows<{ action: string }>(
      `select action from audit_log where target_id = $1 order by seq`,
      [one.departureId],
    );
    expect(audited.map(({ action }) => action)).toEqual([
      'departure.started',
      ...DEPARTURE_STEPS.map(() => 'departure.step_done'),
    ]);
  });

  it.each<[string, (place: Place, keyId: string) => Promise<void>, string]>([
    ['nothing was ever reported', async () => undefined, 'never_reported'],
    ['restore points are left', (place, id) => place.report(id, { restore_points: 3 }), 'something_left'],
    ['a kind was never reported', (place, id) => place.report(id, {}, ['legal_holds']), 'kinds_never_reported'],
    [
      'the report is older than 24 hours',
      async (place, id) => {
        await place.report(id);
        await place.reportDaily(id, 8);
        place.clock.advance(25 * HOUR_MS);
      },
      'report_too_old',
    ],
    [
      'nothing has depended on them for less than 7 days',
      async (place, id) => {
        await place.report(id);
        await place.reportDaily(id, 6);
      },
      'not_long_enough',
    ],
    [
      'nothing has been reported for more than 26 hours within the 7 days',
      async (place, id) => {
        await place.report(id);
        await place.reportDaily(id, 4);
        place.clock.advance(27 * HOUR_MS);
        await place.report(id);
        await place.reportDaily(id, 4);
      },
      'not_long_enough',
    ],
  ])('H20 cuts no access while %s', async (_, happen, block) => {
    const place = aPlace(desk);
    const one = await leaving(place);
    await happen(place, one.customerKeyId);
    await stepsUntil(one, 'grants_retired');
    const refused = await one.step('role_narrowed');
    expect(refused).toMatchObject({ ok: false, reason: 'kept', keys: [{ arn: one.arn, blocks: [{ kind: block }] }] });
    expect(await place.roleOf(one.customerKeyId)).toBe('active');

    // The database refuses it too, whatever the code says.
    const insert = (step: string) =>
      desk.pool.query(
        `insert into departure_steps (departure_id, step, done_at, done_by, evidence) values ($1, $2, $3, 'x', 'evidence enough')`,
        [one.departureId, step, place.clock()],
      );
    await expect(insert('role_narrowed')).rejects.toMatchObject({ constraint: 'departure_steps_dependents' });
    await expect(insert('statement_may_go')).rejects.toMatchObject({ constraint: 'departure_steps_order' });
  });

  it('H20 goes on with an approver’s exception while it holds, and the release names it', async () => {
    const place = aPlace(desk);
    const one = await leaving(place);
    await place.report(one.customerKeyId, { restore_points: 3 });
    await stepsUntil(one, 'grants_retired');
    must(await except(place, one, 1));
    place.clock.advance(2 * DAY_MS);
    expect(await one.step('role_narrowed')).toMatchObject({ ok: false, reason: 'kept' });
    must(await except(place, one, 30));
    must(await one.step('role_narrowed'));
    must(await one.step('statement_may_go'));
    expect(await place.roleOf(one.customerKeyId)).toBe('released');
    const [release] = await desk.rows(
      'select r.basis, e.acceptance, r.counts from key_releases r join departure_exceptions e on e.id = r.exception_id where r.key_id = $1',
      [one.customerKeyId],
    );
    expect(release).toMatchObject({ basis: 'exception', acceptance: /file 4711/, counts: { restore_points: 3 } });
  });

  it('lets go of no key that also protects a workspace that stays, and needs no report about it', async () => {
    const place = aPlace(desk);
    const one = await leaving(place);
    const stays = newId();
    await desk.owner.query(
      `insert into workspaces (id, customer_id, name, region, created_at) values ($1, $2, 'stays', 'eu-west-1', $3)`,
      [stays, one.customerId, place.clock()],
    );
    await desk.owner.query(
      `insert into key_assignments (id, workspace_id, key_id, role, from_at, origin) values ($1, $2, $3, 'active', $4, 'legacy')`,
      [newId(), stays, one.customerKeyId, place.clock()],
    );
    await stepsUntil(one, 'statement_may_go');
    expect(await place.roleOf(one.customerKeyId)).toBe('active');
    expect(await desk.rows('select 1 from key_releases where key_id = $1', [one.customerKeyId])).toEqual([]);
    const text = await freezeDepartureText(place.deps, { ...(await one.input()), kind: 'statement_may_go' }, BY);
    expect(text).toMatchObject({ ok: true, value: { body: /keep our statement.*\n\n- Key: .*Other workspaces/s } });
  });

  it('says no to first jobs and setups in its workspaces until it is withdrawn', async () => {
    const place = aPlace(desk);
    const one = await leaving(place);
    expect(await findWorkspaceKeys(desk.db, one.workspaceId)).toMatchObject({ leaving: true });
    const { customerId } = one;
    const again = {
      customerId,
      workspaceIds: [one.workspaceId],
      path: 'leaves',
      reason: 'Again.',
      ticket: null,
    } as const;
    expect(await startDeparture(place.deps, again, BY)).toEqual({ ok: false, reason: 'already_leaving' });
    const setup = {
      customerId,
      ticket: null,
      askedBy: { contactId: null, name: 'Dana' },
      workspaces: [{ name: 'main', region: 'us-west-2' }],
      movesFromId: one.workspaceId,
    };
    expect(await startSetup(place.deps, setup, BY)).toEqual({ ok: false, reason: 'workspace_leaves' });
    must(await withdrawDeparture(place.deps, { ...(await one.input()), reason: 'They stay with us.' }, BY));
    expect(await findWorkspaceKeys(desk.db, one.workspaceId)).toMatchObject({ leaving: false });
    expect(await one.step('jobs_stopped')).toMatchObject({ ok: false, reason: 'withdrawn' });
    expect((await startDeparture(place.deps, again, BY)).ok).toBe(true);
  });

  it('H13 makes data unreadable only on a signed request, and ends in a dated statement of what we saw', async () => {
    const place = aPlace(desk);
    const one = await leaving(place, { path: 'make_unreadable' });
    await stepsUntil(one, 'grants_retired');
    must(await except(place, one));
    expect(await one.step('role_narrowed')).toMatchObject({ ok: false, reason: 'no_request' });
    await expect(
      desk.pool.query(
        `insert into departure_steps (departure_id, step, done_at, done_by, evidence) values ($1, 'role_narrowed', $2, 'x', 'evidence enough')`,
        [one.departureId, place.clock()],
      ),
    ).rejects.toMatchObject({ constraint: 'departure_steps_request' });
    const request = { signedBy: 'Dana Ruiz', signedAt: place.clock(), reference: 'letter 12' };
    must(await recordRequest(place.deps, { ...(await one.input()), ...request }, BY));
    const early = await freezeDepartureText(place.deps, { ...(await one.input()), kind: 'what_we_saw' }, BY);
    expect(early).toEqual({ ok: false, reason: 'not_yet' });
    must(await one.step('role_narrowed'));
    must(await one.step('statement_may_go'));
    const made = await freezeDepartureText(place.deps, { ...(await one.input()), kind: 'what_we_saw' }, BY);
    if (!made.ok) throw new Error(made.reason);
    const { body, textId } = made.value;
    expect(body).toContain('signed by Dana Ruiz');
    expect(body).toContain('It does not say that a key was deleted');
    expect(body).not.toMatch(/unrecoverable|you may delete|can delete/i);
    const told = { textId, to: 'Dana Ruiz', channel: 'ticket', at: null } as const;
    must(await recordDepartureTextTold(place.deps, { ...(await one.input()), ...told }, BY));
    expect(await recordDepartureTextTold(place.deps, { ...(await one.input()), ...told }, BY)).toMatchObject({
      reason: 'no_such_text',
    });
  });

  it('is refused to a page that is not up to date', async () => {
    const place = aPlace(desk);
    const one = await leaving(place);
    const seen = await one.input();
    must(await one.step('jobs_stopped'));
    expect(await recordStep(place.deps, { ...seen, step: 'arn_removed' }, BY)).toEqual({ ok: false, reason: 'stale' });
  });

  it('writes a step and its audit entry, or neither', async () => {
    const place = aPlace(desk);
    const one = await leaving(place);
    const seen = await one.input();
    await desk.owner.query('revoke insert on audit_log from keydesk_app');
    await expect(recordStep(place.deps, { ...seen, step: 'jobs_stopped' }, BY)).rejects.toThrow();
    await desk.owner.query('grant insert on audit_log to keydesk_app');
    expect((await findDeparture(desk.db, one.departureId))?.steps).toEqual([]);
  });

  it('keeps its steps, exceptions and texts as they were written', async () => {
    for (const [table, column] of [
      ['departure_steps', 'evidence'],
      ['departure_exceptions', 'reason'],
      ['departure_texts', 'body'],
      ['key_releases', 'basis'],
    ]) {
      await expect(desk.pool.query(`update ${table} set ${column} = 'other'`)).rejects.toThrow(/permission denied/);
      await expect(desk.pool.query(`delete from ${table}`)).rejects.toThrow(/permission denied/);
    }
  });

  it('H20 is decided by the report that was there first, when one comes in at the same moment', async () => {
    const place = aPlace(desk);
    const one = await leaving(place);
    await place.report(one.customerKeyId);
    await place.reportDaily(one.customerKeyId, 7);
    await stepsUntil(one, 'role_narrowed');
    const input = await one.input();
    const late = { reportId: newId(), asOf: place.clock(), receivedAt: place.clock(), reportedBy: 'backup' };
    const content = { counts: { jobs: 1 } };
    let done: Promise<unknown> = Promise.resolve();
    await desk.db.transaction(async (tx) => {
      await addReport(tx, late, [{ keyId: one.customerKeyId, content, hash: Buffer.alloc(32), zero: false }]);
      done = letCustomerGo(place.deps, input, BY);
      // The step reads what was reported before, then waits at the row.
      await expect
        .poll(async () =>
          desk.rows(`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`),
        )
        .not.toEqual([]);
    });
    expect(await done).toMatchObject({ ok: false });
    expect(await place.roleOf(one.customerKeyId)).toBe('active');
  });
});
