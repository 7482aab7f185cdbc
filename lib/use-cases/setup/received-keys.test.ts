import type { By } from '#lib/core/staff/audit.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { addKey, newArn, openTestDesk, proveAccount, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { clearSetup } from './clear-setup.ts';
import { freezeText } from './freeze-text.ts';
import { reopenSetup, withdrawSetup } from './hold-setup.ts';
import { receiveKey } from './receive-key.ts';
import { recordOurSide } from './record-our-side.ts';
import { aCustomer, aJourney, BY, readyToClear, type Journey } from './setup.test-support.ts';
import { startSetup } from './start-setup.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk({ oldKeys: false });
});
afterAll(() => desk.close());

const APPROVER: By = { ...BY, actor: { ...BY.actor, name: 'Priya Approver', role: 'approver' } };
const anAccount = (): string => String(Math.floor(Math.random() * 1e12)).padStart(12, '7');

/** Setups of customers whose keys a provider holds. */
async function clientsOf(providerId: string, count: number): Promise<Journey[]> {
  const journeys = Array.from({ length: count }, () => aJourney(desk.db));
  for (const journey of journeys) {
    await journey.start();
    await desk.pool.query('update customers set provider_id = $2 where id = $1', [
      journey.ids().customerId,
      providerId,
    ]);
  }
  return journeys;
}
const takeIn = async (journey: Journey, arn: string, by = BY) =>
  receiveKey(journey.deps, { ...(await journey.input()), arn, holder: 'provider', grantStatement: null }, by);

describe('a key that a provider holds for several customers', () => {
  it('H16 needs an approver from the second customer on, also while the first one’s setup is not cleared', async () => {
    const arn = newArn('eu-west-1', anAccount());
    const [one, two] = await clientsOf(await aCustomer(desk.db, new Date()), 2);
    if (one === undefined || two === undefined) throw new Error('No setups.');
    expect(await takeIn(one, arn)).toMatchObject({ ok: true });
    expect(await takeIn(two, arn)).toEqual({ ok: false, reason: 'shared_key_needs_approver' });
    expect(await takeIn(two, arn, APPROVER)).toMatchObject({ ok: true });
    // The same key again, now with its policy.
    expect(await takeIn(one, arn)).toMatchObject({ ok: true });
  });

  it('H16 needs an approver where two people take it in at the same moment', async () => {
    const arn = newArn('eu-west-1', anAccount());
    const journeys = await clientsOf(await aCustomer(desk.db, new Date()), 3);
    const results = await Promise.all(journeys.map((journey) => takeIn(journey, arn)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    for (const refused of results.filter(({ ok }) => !ok))
      expect(refused).toEqual({ ok: false, reason: 'shared_key_needs_approver' });
  });

  it('H16 needs an approver to reopen a setup whose key has come to be used for another customer', async () => {
    const arn = newArn('eu-west-1', anAccount());
    const [one, two] = await clientsOf(await aCustomer(desk.db, new Date()), 2);
    if (one === undefined || two === undefined) throw new Error('No setups.');
    await takeIn(one, arn);
    await withdrawSetup(one.deps, { ...(await one.input()), reason: 'They wait.' }, BY);
    expect(await takeIn(two, arn)).toMatchObject({ ok: true });
    expect(await reopenSetup(one.deps, await one.input(), BY)).toEqual({
      ok: false,
      reason: 'shared_key_needs_approver',
    });
    expect(await reopenSetup(one.deps, await one.input(), APPROVER)).toMatchObject({ ok: true });
  });

  it('is not cleared once the provider is no longer the customer’s, and the refusal says why', async () => {
    const providerId = await aCustomer(desk.db, new Date());
    const [journey] = await clientsOf(providerId, 1);
    if (journey === undefined) throw new Error('No setup.');
    const arn = newArn('eu-west-1', anAccount());
    await journey.attest();
    await takeIn(journey, arn);
    const keyId = await journey.keyId();
    await desk.pool.query(`update customer_keys set ownership_proven_at = $2, cause = 'never_checked' where id = $1`, [
      keyId,
      journey.deps.clock(),
    ]);
    await desk.pool.query(
      `insert into ownership_proofs (id, key_id, customer_id, arn, kind, proven_at) values (gen_random_uuid(), $1, $2, $3, 'ciphertext', $4)`,
      [keyId, providerId, arn, journey.deps.clock()],
    );
    await journey.check();
    await journey.check();
    await journey.encryptTest();
    await recordOurSide(journey.deps, { ...(await journey.input()), arn, how: 'seen in the console' }, BY);
    await desk.pool.query('update customers set provider_id = null where id = $1', [journey.ids().customerId]);
    expect(await clearSetup(journey.deps, await journey.input(), BY)).toEqual({ ok: false, reason: 'not_the_holder' });
  });
});

describe('what a pasted policy says of a key', () => {
  const lacking = { grantStatement: true, policyGap: { missingActions: ['Encrypt'], otherRegion: null } } as const;
  const followUp = async (journey: Journey): Promise<string> => {
    const deps = { ...journey.deps, regions: REGIONS };
    const made = await freezeText(deps, { ...(await journey.input()), kind: 'follow_up' }, BY);
    return made.ok ? made.value.body : made.reason;
  };

  it('is saved without taking the key in again: the time it came stays, and the history says what was done', async () => {
    const journey = aJourney(desk.db);
    await journey.start();
    await journey.receive();
    const { keyReceivedAt } = (await journey.stored()).line;
    const { arn, setupId } = journey.ids();
    journey.deps.clock.advance(60 * MINUTE_MS);
    const again = async (given: object) =>
      receiveKey(
        journey.deps,
        { ...(await journey.input()), arn, holder: 'customer', grantStatement: null, ...given },
        BY,
      );
    expect(await again(lacking)).toMatchObject({ ok: true });
    expect((await journey.stored()).line).toMatchObject({ keyReceivedAt, grantStatement: true });
    const kinds = await desk.rows('select kind from setup_events where setup_id = $1 order by at, id', [setupId]);
    expect(kinds.map(({ kind }) => kind)).toEqual(['started', 'key_received', 'policy_saved']);
    // The same ARN alone takes nothing away.
    expect(await again({})).toMatchObject({ ok: true });
    expect((await journey.stored()).line.grantStatement).toBe(true);
  });

  it('is asked for as long as it lacks something: until a better one is pasted, or another key comes', async () => {
    const journey = aJourney(desk.db);
    await journey.start();
    const take = async (arn: string, given: object) =>
      receiveKey(
        journey.deps,
        { ...(await journey.input()), arn, holder: 'customer', grantStatement: null, ...given },
        BY,
      );
    const arn = newArn();
    await take(arn, lacking);
    expect(await followUp(journey)).toContain('kms:Encrypt');
    await take(arn, { grantStatement: true, policyGap: { missingActions: [], otherRegion: null } });
    expect(await followUp(journey)).not.toContain('kms:Encrypt');
    await take(arn, lacking);
    await take(newArn(), {});
    expect(await followUp(journey)).not.toContain('kms:Encrypt');
  });

  it('goes into one follow-up with everything that is missing, when that is made of an answer', async () => {
    const journey = aJourney(desk.db);
    await journey.start();
    const deps = { ...journey.deps, regions: REGIONS };
    const answer = { pasted: 'Please use alias/backup.', quotedIsTheirs: false };
    const made = await freezeText(deps, { ...(await journey.input()), kind: 'follow_up', answer }, BY);
    expect(made.ok ? made.value.body : made.reason).toMatch(/You sent “alias\/backup”[\s\S]*the ARN of the key/);
    const kept = await desk.rows('select detail::text as text from setup_events where setup_id = $1', [
      journey.ids().setupId,
    ]);
    expect(JSON.stringify(kept)).not.toContain('alias/backup');
  });
});

describe('a setup', () => {
  it('is not cleared with something that is dated in the future, and the refusal says so', async () => {
    const journey = aJourney(desk.db);
    await journey.start();
    journey.deps.clock.advance(60 * MINUTE_MS);
    await journey.attest();
    // A clock was set back.
    journey.deps.clock.advance(-60 * MINUTE_MS);
    for (const step of ['receive', 'own', 'check', 'check', 'encryptTest', 'ourSide'] as const) await journey[step]();
    expect(await clearSetup(journey.deps, await journey.input(), BY)).toEqual({ ok: false, reason: 'recorded_later' });
  });

  it('can be cleared with a key that was proven by its account before proofs were stored', async () => {
    const journey = aJourney(desk.db);
    await journey.start();
    await journey.attest();
    const account = anAccount();
    const { customerId } = journey.ids();
    await proveAccount(desk.db, customerId, account);
    const { arn } = await addKey(desk.db, { customerId, role: 'candidate', arn: newArn('eu-west-1', account) });
    await journey.receive(arn);
    for (const step of ['check', 'check', 'encryptTest', 'ourSide'] as const) await journey[step]();
    expect(await clearSetup(journey.deps, await journey.input(), BY)).toMatchObject({ ok: true });
  });

  it('says that the proof is missing where nothing shows by what a key from before was proven', async () => {
    const journey = aJourney(desk.db);
    await journey.start();
    await journey.attest();
    const { customerId } = journey.ids();
    const { arn } = await addKey(desk.db, { customerId, role: 'candidate', arn: newArn('eu-west-1', anAccount()) });
    await journey.receive(arn);
    for (const step of ['check', 'check', 'encryptTest', 'ourSide'] as const) await journey[step]();
    expect(await clearSetup(journey.deps, await journey.input(), BY)).toEqual({
      ok: false,
      reason: 'blocked',
      blocks: ['ownership'],
    });
  });

  it('is not reopened while one of its workspaces has an active key: it could never be cleared', async () => {
    const first = await readyToClear(desk.db);
    await withdrawSetup(first.deps, { ...(await first.input()), reason: 'Started anew.' }, BY);
    const { customerId } = first.ids();
    const started = await startSetup(
      first.deps,
      {
        customerId,
        ticket: null,
        askedBy: { contactId: null, name: 'Dana Ruiz' },
        workspaces: [{ name: 'main', region: 'eu-west-1' }],
      },
      BY,
    );
    if (!started.ok) throw new Error(started.reason);
    await desk.owner.query(
      'alter table setup_lines disable trigger user; alter table key_assignments disable trigger user',
    );
    await desk.owner.query(
      `insert into key_assignments (id, workspace_id, key_id, role, from_at, origin)
       select gen_random_uuid(), workspace_id, key_id, 'active', now(), 'import' from setup_lines where setup_id = $1`,
      [first.ids().setupId],
    );
    await desk.owner.query('update setup_lines set ended_at = now() where setup_id = $1', [started.value.setupId]);
    await desk.owner.query(
      'alter table setup_lines enable trigger user; alter table key_assignments enable trigger user',
    );
    expect(await reopenSetup(first.deps, await first.input(), BY)).toEqual({ ok: false, reason: 'workspace_has_key' });
  });
});
