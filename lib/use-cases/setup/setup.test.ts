import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS, someFacts } from '#lib/core/verdict/checks.test-support.ts';
import { stageOf } from '#lib/core/setup/stage.ts';
import { newId } from '#lib/db/new-id.ts';
import { newArn, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { attestFacts } from './attest-facts.ts';
import { clearSetup } from './clear-setup.ts';
import { recordFirstBackup } from './first-backup.ts';
import { handOver, holdUntil, reopenSetup, withdrawSetup } from './hold-setup.ts';
import { receiveKey } from './receive-key.ts';
import { recordTold } from './record-told.ts';
import { aJourney, BY, readyToClear, type Journey } from './setup.test-support.ts';
import { startSetup } from './start-setup.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk({ oldKeys: false });
});
afterAll(() => desk.close());

const clear = async (journey: Journey) => clearSetup(journey.deps, await journey.input(), BY);
const stepOf = async (journey: Journey) => stageOf((await journey.stored()).facts, journey.deps.clock())?.step ?? null;
const roleOf = async (journey: Journey) => (await journey.stored()).key?.role;

describe('a setup of one workspace', () => {
  it('goes from the customer’s facts to the first backup, one step after the other', async () => {
    const journey = aJourney(desk.db);
    await journey.start();
    expect(await stepOf(journey)).toBe('customer');
    await journey.attest();
    expect(await stepOf(journey)).toBe('instructions');
    await journey.receive();
    expect(await stepOf(journey)).toBe('ownership');
    await journey.own();
    expect(await stepOf(journey)).toBe('tests');
    await journey.check();
    await journey.check();
    expect(await stepOf(journey)).toBe('tests');
    await journey.encryptTest();
    expect(await stepOf(journey)).toBe('our_side');
    await journey.ourSide();
    expect(await stepOf(journey)).toBe('clear');
    expect(await roleOf(journey)).toBe('candidate');

    const cleared = await clear(journey);
    expect(cleared).toMatchObject({ ok: true });
    expect(await stepOf(journey)).toBe('told');
    expect(await roleOf(journey)).toBe('active');
    const { lineId, arn } = journey.ids();
    const [text] = await desk.rows<{ id: string; body: string }>('select id, body from sent_texts where line_id = $1', [
      lineId,
    ]);
    expect(text?.body).toContain('You may now create your backup and archive jobs');
    expect(text?.body).toContain(arn);

    journey.deps.clock.advance(MINUTE_MS);
    const told = { textId: text?.id ?? '', to: 'Dana Ruiz', channel: 'ticket', at: journey.deps.clock() } as const;
    expect(await recordTold(journey.deps, { ...(await journey.input()), ...told }, BY)).toMatchObject({ ok: true });
    expect(await stepOf(journey)).toBe('first_backup');
    const before = { at: new Date(journey.deps.clock().getTime() - 5 * MINUTE_MS), arn };
    expect(await recordFirstBackup(journey.deps, { ...(await journey.input()), ...before }, BY)).toEqual({
      ok: false,
      reason: 'before_clearing',
    });
    const backup = { at: journey.deps.clock() };
    expect(await recordFirstBackup(journey.deps, { ...(await journey.input()), ...backup, arn }, BY)).toMatchObject({
      ok: true,
    });
    expect(await stepOf(journey)).toBeNull();
  });

  it.each<[string, readonly (keyof Journey)[], readonly string[]]>([
    ['an external id of the customer', ['start'], ['external_id']],
    ['attested facts', ['attest'], ['plan', 'workspace', 'jobs']],
    ['two full checks', ['check'], ['not_usable', 'checks']],
    ['an encrypt/decrypt test', ['encryptTest'], ['encrypt_test']],
    ['our side', ['ourSide'], ['our_side']],
  ])('can’t be cleared without %s', async (_what, without, blocks) => {
    const journey = await readyToClear(desk.db, without);
    expect(await clear(journey)).toEqual({ ok: false, reason: 'blocked', blocks });
    expect(await roleOf(journey)).toBe('candidate');
  });

  it('H16 can’t be cleared without proof of ownership, nor after it was withdrawn', async () => {
    const journey = await readyToClear(desk.db);
    await desk.owner.query('update customer_keys set ownership_withdrawn_at = $2 where id = $1', [
      await journey.keyId(),
      journey.deps.clock(),
    ]);
    expect(await clear(journey)).toMatchObject({ reason: 'blocked', blocks: ['ownership_withdrawn'] });
  });

  it('can’t be cleared with tests of more than 24 hours ago', async () => {
    const journey = await readyToClear(desk.db);
    journey.deps.clock.advance(24 * 60 * MINUTE_MS);
    expect(await clear(journey)).toMatchObject({
      reason: 'blocked',
      blocks: expect.arrayContaining(['checks', 'encrypt_test']),
    });
  });

  it('can’t be cleared where the last check, which runs when somebody clears it, finds the key disabled', async () => {
    const journey = await readyToClear(desk.db);
    const deps = {
      ...journey.deps,
      probeKey: async (...asked: Parameters<typeof journey.deps.probeKey>) => {
        const report = await journey.deps.probeKey(...asked);
        return { ...report, facts: { seen: true as const, value: someFacts({ keyState: 'Disabled' }) } };
      },
    };
    journey.deps.clock.advance(MINUTE_MS);
    expect(await clearSetup(deps, await journey.input(), BY)).toMatchObject({
      reason: 'blocked',
      blocks: ['not_usable'],
    });
    expect(await roleOf(journey)).toBe('candidate');
  });

  it('is cleared once, whoever presses how often', async () => {
    const journey = await readyToClear(desk.db);
    const input = await journey.input();
    const results = await Promise.all([1, 2, 3].map(() => clearSetup(journey.deps, input, BY)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await clear(journey)).toMatchObject({ reason: 'already_cleared' });
    const assigned = await desk.rows('select id from key_assignments where key_id = $1', [await journey.keyId()]);
    expect(assigned).toHaveLength(1);
  });

  it('forgets what was recorded of our side when another key comes in', async () => {
    const journey = await readyToClear(desk.db);
    await journey.receive();
    expect((await journey.stored()).facts.ourSideAt).toBeNull();
  });

  it('refuses a form of facts in which nothing changed, and its history tells which facts changed', async () => {
    const journey = aJourney(desk.db);
    await journey.start();
    const none = { plan: false, workspace: false, jobs: false, existingData: null };
    const attest = async (facts: typeof none) =>
      attestFacts(journey.deps, { ...(await journey.input()), ...facts }, BY);
    expect(await attest(none)).toEqual({ ok: false, reason: 'no_fact_changed' });
    await journey.attest();
    expect(await attest({ ...none, plan: true, workspace: true })).toMatchObject({ ok: true });
    const events = await desk.rows<{ detail: object }>(
      `select detail from setup_events where setup_id = $1 and kind = 'attested' order by at, id`,
      [journey.ids().setupId],
    );
    expect(events.map(({ detail }) => detail)).toEqual([
      { recorded: ['plan', 'workspace', 'jobs'], takenBack: [] },
      { recorded: [], takenBack: ['jobs'] },
    ]);
  });

  it('refuses a page that is not up to date, and keeps what the other person did', async () => {
    const journey = aJourney(desk.db);
    await journey.start();
    const stale = await journey.input();
    await journey.attest();
    expect(await withdrawSetup(journey.deps, { ...stale, reason: 'not needed' }, BY)).toEqual({
      ok: false,
      reason: 'stale',
    });
    expect((await journey.stored()).setup.withdrawnAt).toBeNull();
  });

  it('can be on hold, handed over, withdrawn and reopened, and its history says by whom and why', async () => {
    const journey = aJourney(desk.db);
    await journey.start();
    const anaId = newId();
    await desk.owner.query(
      `insert into staff (id, issuer, subject, email, name, role, created_at) values ($1, 'i', 'ana', 'ana@acme.test', 'Ana', 'agent', now())`,
      [anaId],
    );
    const until = new Date(journey.deps.clock().getTime() + 3_600_000);
    await holdUntil(journey.deps, { ...(await journey.input()), hold: { until, reason: 'change freeze' } }, BY);
    await handOver(journey.deps, { ...(await journey.input()), toStaffId: anaId, note: 'their turn' }, BY);
    expect((await journey.stored()).setup).toMatchObject({ ownerName: 'Ana', holdReason: 'change freeze' });
    await withdrawSetup(journey.deps, { ...(await journey.input()), reason: 'they stay with our key' }, BY);
    expect(
      await receiveKey(
        journey.deps,
        { ...(await journey.input()), arn: newArn(), holder: 'customer', grantStatement: null },
        BY,
      ),
    ).toMatchObject({
      reason: 'withdrawn',
    });
    await reopenSetup(journey.deps, await journey.input(), BY);
    const { setupId } = journey.ids();
    const events = await desk.rows<{ kind: string; by: string }>(
      'select kind, by from setup_events where setup_id = $1 order by at, id',
      [setupId],
    );
    expect(events.map(({ kind }) => kind)).toEqual(['started', 'held', 'handed_over', 'withdrawn', 'reopened']);
    expect(new Set(events.map(({ by }) => by))).toEqual(new Set([BY.actor.name]));
  });

  it('is refused for a workspace that is in another setup, or that has an active key', async () => {
    const journey = await readyToClear(desk.db);
    const again = () =>
      startSetup(
        journey.deps,
        {
          customerId: journey.ids().customerId,
          ticket: null,
          askedBy: { contactId: null, name: 'Dana' },
          workspaces: [{ name: 'main', region: 'eu-west-1' }],
        },
        BY,
      );
    expect(await again()).toEqual({ ok: false, reason: 'workspace_in_setup' });
    await clear(journey);
    expect(await again()).toEqual({ ok: false, reason: 'workspace_has_key' });
  });

  it('H16 takes in no key that another customer holds', async () => {
    const other = await readyToClear(desk.db);
    const journey = aJourney(desk.db);
    await journey.start();
    const { arn } = other.ids();
    expect(
      await receiveKey(journey.deps, { ...(await journey.input()), arn, holder: 'customer', grantStatement: null }, BY),
    ).toEqual({
      ok: false,
      reason: 'key_held_by_another_customer',
    });
    expect((await journey.stored()).key).toBeNull();
  });
});

describe('the database, whatever the app’s role writes', () => {
  const activate = async (journey: Journey, origin = 'setup') => {
    const { line, key } = await journey.stored();
    return desk.pool.query(
      `insert into key_assignments (id, workspace_id, key_id, role, from_at, origin, origin_id) values ($1, $2, $3, 'active', $4, $5, $6)`,
      [newId(), line.workspaceId, key?.id, line.clearedAt ?? journey.deps.clock(), origin, line.id],
    );
  };

  it('refuses an active key without a setup that is cleared in the same transaction', async () => {
    const journey = await readyToClear(desk.db);
    for (const origin of ['setup', 'legacy', 'replacement'])
      await expect(activate(journey, origin)).rejects.toMatchObject({ constraint: 'key_assignments_origin_cleared' });
    await expect(activate(journey, 'import')).rejects.toMatchObject({ constraint: 'key_assignments_origin_imported' });
    await clear(journey);
    await desk.owner.query('update key_assignments set to_at = $2 where key_id = $1', [
      await journey.keyId(),
      journey.deps.clock(),
    ]);
    await expect(activate(journey)).rejects.toMatchObject({ constraint: 'key_assignments_origin_cleared' });
  });

  type Row = Record<string, unknown>;
  const later = (time: unknown, ms: number): string => new Date(Date.parse(String(time)) + ms).toISOString();
  const rowOf = async (journey: Journey): Promise<Row> => {
    const { lineId } = journey.ids();
    const [found] = await desk.rows<{ row: Row }>('select to_jsonb(l) as row from setup_lines l where id = $1', [
      lineId,
    ]);
    return found?.row ?? {};
  };
  /** Writes a second line that is cleared at once, as the app's role may, with one thing wrong. */
  const copyOf = (row: Row) =>
    desk.pool.query('insert into setup_lines select * from jsonb_populate_record(null::setup_lines, $1)', [
      JSON.stringify({ ...row, id: newId(), position: 1 }),
    ]);

  it.each<[string, (row: Row, other: Row) => Row]>([
    ['a check of another key', (_, { first_report_id }) => ({ first_report_id })],
    ['the same check twice', ({ second_report_id }) => ({ first_report_id: second_report_id })],
    ['a full check for the encrypt/decrypt test', ({ first_report_id }) => ({ proof_report_id: first_report_id })],
    ['checks of more than a day ago', ({ cleared_at }) => ({ cleared_at: later(cleared_at, 25 * 60 * MINUTE_MS) })],
    ['another ARN', ({ cleared_arn }) => ({ cleared_arn: `${String(cleared_arn)}0` })],
    ['a proof of another key', (_, { ownership_proof_id }) => ({ ownership_proof_id })],
    ['our side of another ARN', () => ({ our_side_arn: 'arn' })],
    ['our side that comes later', ({ cleared_at }) => ({ our_side_at: later(cleared_at, 1_000) })],
    ['facts that nobody attested', () => ({ jobs_attested_at: null })],
    ['a workspace of another customer', (_, { workspace_id }) => ({ workspace_id })],
  ])('refuses to clear a line with %s', async (_what, wrong) => {
    const [one, other] = [await readyToClear(desk.db), await readyToClear(desk.db)];
    for (const journey of [one, other]) await clear(journey);
    const [row, otherRow] = [await rowOf(one), await rowOf(other)];
    await expect(copyOf({ ...row, ...wrong(row, otherRow) })).rejects.toMatchObject({ constraint: 'setup_lines_gate' });
    await expect(copyOf(row)).resolves.toMatchObject({ rowCount: 1 });
  });

  it('changes nothing of what cleared a line, and no report', async () => {
    const journey = await readyToClear(desk.db);
    await clear(journey);
    const { lineId } = journey.ids();
    for (const set of [
      "cleared_at = cleared_at + interval '1 s'",
      'key_id = null',
      'first_report_id = second_report_id',
      "cleared_by = 'me'",
    ])
      await expect(desk.pool.query(`update setup_lines set ${set} where id = $1`, [lineId])).rejects.toMatchObject({
        code: '23514',
      });
    for (const statement of [
      'update probe_reports set passed = true',
      'delete from probe_reports',
      'delete from setup_lines',
      'insert into legacy_keys values (gen_random_uuid())',
    ])
      await expect(desk.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});
