import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyText } from '#lib/core/customer-text/key-text.ts';
import { layOutAll, paragraph } from '#lib/core/text/blocks.ts';
import { END_OF_KEY } from '#lib/core/text/end-of-key.ts';
import { findKeyTextSource } from '#lib/db/customer-text/key-text.ts';
import { moveOfSetup } from '#lib/db/departure/moves.ts';
import { newId } from '#lib/db/new-id.ts';
import { newArn, openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { withdrawSetup } from '#lib/use-cases/setup/hold-setup.ts';
import { clearSetup } from '#lib/use-cases/setup/clear-setup.ts';
import { aJourney } from '#lib/use-cases/setup/setup.test-support.ts';
import { startSetup } from '#lib/use-cases/setup/start-setup.ts';
import { aPlace, BY, DAY_MS, EVIDENCE, HOUR_MS, type Place } from './departure.test-support.ts';
import { confirmMove, exceptMove, keepAsRetained } from './move-workspace.ts';
import { releaseKey } from './release-key.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const must = <T>(result: { ok: boolean; value?: T; reason?: string }): T => {
  if (!result.ok) throw new Error(result.reason);
  return result.value as T;
};

/** A workspace in us-west-2 that moves to eu-west-1, up to where its new key may be cleared. */
async function aMove({ account = '111122223333' } = {}) {
  const journey = aJourney(desk.db);
  const place: Place = aPlace(desk);
  await journey.start();
  // The journey's own setup stands aside: its customer has an old key, and moves.
  const { customerId, setupId: aside } = journey.ids();
  must(await withdrawSetup(journey.deps, { setupId: aside, revision: 1, reason: 'They move instead.' }, BY));
  const old = await place.addCustomer({ customerId, arn: newArn('us-west-2'), workspace: 'main' });
  const input = {
    customerId,
    ticket: null,
    askedBy: { contactId: null, name: 'Dana' },
    workspaces: [{ name: 'main', region: 'eu-west-1' }],
    movesFromId: old.workspaceId,
  };
  const { setupId } = must(await startSetup(journey.deps, input, BY));
  await journey.adopt(setupId);
  await journey.attest();
  await journey.receive(newArn('eu-west-1', account));
  await journey.own();
  await journey.check();
  await journey.check();
  await journey.encryptTest();
  await journey.ourSide();
  const moving = await moveOfSetup(desk.db, setupId);
  if (moving === null) throw new Error('Nothing moves.');
  return { journey, place, old, setupId, moveId: moving.move.id, input, customerId };
}

describe('a workspace that moves to another region', () => {
  it('keeps its old key as it is until a person records that new backups no longer use it', async () => {
    const { journey, place, old, moveId } = await aMove();
    const how = EVIDENCE;
    expect(await keepAsRetained(place.deps, { moveId, how }, BY)).toEqual({ ok: false, reason: 'new_not_cleared' });
    must(await clearSetup({ ...journey.deps }, await journey.input(), BY));
    expect(await place.roleOf(old.customerKeyId)).toBe('active');
    place.clock.advance(DAY_MS);
    must(await keepAsRetained(place.deps, { moveId, how }, BY));
    expect(await place.roleOf(old.customerKeyId)).toBe('retained');
    expect(await keepAsRetained(place.deps, { moveId, how }, BY)).toEqual({ ok: false, reason: 'not_moving' });
    const [entry] = await desk.rows(
      `select reason from audit_log where action = 'key.kept_as_retained' order by seq desc limit 1`,
    );
    expect(entry).toEqual({ reason: how });
  });

  it('moves once at a time, from a workspace with an active key to another region', async () => {
    const { journey, input, setupId } = await aMove();
    expect(await startSetup(journey.deps, { ...input, workspaces: [{ name: 'b', region: 'eu-west-1' }] }, BY)).toEqual({
      ok: false,
      reason: 'moves_already',
    });
    for (const change of [
      { movesFromId: newId() },
      { workspaces: [{ name: 'c', region: 'us-west-2' }] },
      {
        workspaces: [
          { name: 'c', region: 'eu-west-1' },
          { name: 'd', region: 'eu-west-1' },
        ],
      },
    ])
      expect(await startSetup(journey.deps, { ...input, ...change }, BY)).toEqual({ ok: false, reason: 'not_moving' });
    const { setupId: id, revision } = await journey.input();
    expect(id).toBe(setupId);
    must(await withdrawSetup(journey.deps, { setupId, revision, reason: 'They stay there.' }, BY));
    expect((await startSetup(journey.deps, input, BY)).ok).toBe(true);
  });

  it('H17 is cleared for a key in another AWS account only with a contact verified 14 days before, or an exception', async () => {
    const { journey, place, moveId, customerId } = await aMove({ account: '999988887777' });
    const refused = { ok: false, reason: 'move_unconfirmed' };
    expect(await clearSetup(journey.deps, await journey.input(), BY)).toMatchObject(refused);
    const addContact = async (days: number, verifiedBy = 'Robin Other', role = 'security') => {
      const id = newId();
      await desk.owner.query(
        `insert into contacts (id, customer_id, role, name, email, created_at, last_confirmed_at, verified_by, verified_channel, verified_with)
         values ($1, $2, $3, 'Dana', 'd@x.example', $4, $4, $5, 'phone', '+1 555 0100')`,
        [id, customerId, role, new Date(place.clock().getTime() - days * DAY_MS), verifiedBy],
      );
      return id;
    };
    const confirm = (contactId: string) => confirmMove(place.deps, { moveId, contactId, how: EVIDENCE }, BY);
    expect(await confirm(newId())).toEqual({ ok: false, reason: 'no_such_contact' });
    for (const contact of [
      await addContact(13),
      await addContact(30, BY.actor.name),
      await addContact(30, 'Robin Other', 'account_executive'),
    ])
      expect(await confirm(contact)).toEqual({ ok: false, reason: 'contact_too_new' });
    must(await confirm(await addContact(30)));
    must(await clearSetup(journey.deps, await journey.input(), BY));

    const other = await aMove({ account: '999988887776' });
    expect(await clearSetup(other.journey.deps, await other.journey.input(), BY)).toMatchObject(refused);
    must(await exceptMove(place.deps, { moveId: other.moveId, reason: 'The signatory Kim came to our office.' }, BY));
    must(await clearSetup(other.journey.deps, await other.journey.input(), BY));
  });

  it('H17 needs a confirmation from after the key came in that it is about', async () => {
    const { journey, place, moveId } = await aMove({ account: '999988887774' });
    const deps = { ...place.deps, clock: journey.deps.clock };
    const reason = 'The signatory Kim came to our office.';
    must(await exceptMove(deps, { moveId, reason }, BY));
    // The customer sends another key, in a third account.
    journey.deps.clock.advance(HOUR_MS);
    await journey.receive(newArn('eu-west-1', '999988887773'));
    for (const step of ['own', 'check', 'check', 'encryptTest', 'ourSide'] as const) await journey[step]();
    const clear = async () => clearSetup(journey.deps, await journey.input(), BY);
    expect(await clear()).toMatchObject({ reason: 'move_unconfirmed' });
    must(await exceptMove(deps, { moveId, reason }, BY));
    must(await clear());
  });

  it('can be started again after it was withdrawn, and is cleared then', async () => {
    const { journey, input, place } = await aMove({ account: '999988887772' });
    const { setupId, revision } = await journey.input();
    must(await withdrawSetup(journey.deps, { setupId, revision, reason: 'They stay there.' }, BY));
    const again = must(await startSetup(journey.deps, input, BY));
    await journey.adopt(again.setupId);
    await journey.attest();
    await journey.receive(newArn('eu-west-1', '999988887771'));
    for (const step of ['own', 'check', 'check', 'encryptTest', 'ourSide'] as const) await journey[step]();
    const moving = await moveOfSetup(desk.db, again.setupId);
    place.clock.advance(DAY_MS);
    must(
      await exceptMove(
        { ...place.deps, clock: journey.deps.clock },
        { moveId: moving?.move.id ?? '', reason: 'The signatory Kim came to our office.' },
        BY,
      ),
    );
    must(await clearSetup(journey.deps, await journey.input(), BY));
  });

  it('H17 is refused by the database for a key in another AWS account, whatever the code says', async () => {
    const { journey } = await aMove({ account: '999988887775' });
    const { line } = await journey.stored();
    await expect(
      desk.pool.query(
        `insert into key_assignments (id, workspace_id, key_id, role, from_at, origin) values ($1, $2, $3, 'active', $4, 'legacy')`,
        [newId(), line.workspaceId, line.keyId, journey.deps.clock()],
      ),
    ).rejects.toMatchObject({ constraint: 'key_assignments_move_confirmed' });
  });
});

describe('an old key', () => {
  it('H19 is released only after its switch, on a report of today that has said for 7 days that nothing depends on it', async () => {
    const place = aPlace(desk);
    const { customerKeyId } = await place.addCustomer({ role: 'retained' });
    const release = () => releaseKey(place.deps, { customerKeyId, reason: EVIDENCE }, BY);
    const blocked = async (kind: string) =>
      expect(await release()).toMatchObject({ ok: false, reason: 'kept', blocks: [{ kind }] });
    await blocked('never_reported');
    await place.report(customerKeyId, { legal_holds: 1 });
    await blocked('something_left');
    place.clock.advance(HOUR_MS);
    await place.report(customerKeyId, {}, ['archives']);
    await blocked('kinds_never_reported');
    place.clock.advance(HOUR_MS);
    await place.report(customerKeyId);
    await blocked('not_long_enough');
    await place.reportDaily(customerKeyId, 6);
    await blocked('not_long_enough');
    place.clock.advance(25 * HOUR_MS);
    await blocked('report_too_old');
    await place.report(customerKeyId);
    must(await release());
    expect(await place.roleOf(customerKeyId)).toBe('released');
    expect(await place.outboxOf(customerKeyId)).toContain('key_released');
    expect(await release()).toEqual({ ok: false, reason: 'not_retained' });

    // What its owner is told: disable first, and never that they may delete it.
    const source = await findKeyTextSource(desk.db, customerKeyId);
    if (source === null) throw new Error('There is no such key.');
    const text = keyText(source, { regions: REGIONS, policy: { intervalMinutes: 60 } }, place.clock());
    if (text.kind !== 'text') throw new Error(text.words);
    expect(text.body.startsWith(layOutAll([paragraph('Hello,'), ...END_OF_KEY]))).toBe(true);
    expect(text.body).toContain('Our service no longer uses this key since');
    expect(text.body).toContain('disable it first, watch whether anything still needs it');
    expect(text.body).toContain('Leave every other statement as it is');
    expect(text.body).not.toMatch(/you (may|can) (now )?(safely )?delete|safe to delete|grace|unrecoverable/i);
  });

  it('H19 is not released while new backups use it, whatever is reported', async () => {
    const place = aPlace(desk);
    const { customerKeyId } = await place.addCustomer();
    await place.report(customerKeyId);
    await place.reportDaily(customerKeyId, 8);
    const release = await releaseKey(place.deps, { customerKeyId, reason: EVIDENCE }, BY);
    expect(release).toEqual({ ok: false, reason: 'not_retained' });
    await expect(
      desk.pool.query(
        `insert into key_releases (id, key_id, released_at, released_by, reason, basis) values ($1, $2, $3, 'x', 'y', 'reported_zero')`,
        [newId(), customerKeyId, place.clock()],
      ),
    ).rejects.toMatchObject({ constraint: 'key_releases_gate' });
  });
});
